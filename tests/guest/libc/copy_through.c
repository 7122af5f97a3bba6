// Copies a megabyte of standard input to standard output in blocks of every size, then reports a checksum.
// STDIN: 0123456789abcdefghijklmnopqrstuvwxyz, line of the input that is repeated\n
// REPEAT: 15000
#include <stdio.h>
#include <unistd.h>

int main(void) {
  static char block[70000];
  unsigned hash = 5381, total = 0, request = 1;
  for (ssize_t size; (size = read(0, block, request)) > 0; request = request * 3 % sizeof block + 1) {
    for (ssize_t i = 0; i < size; ++i)
      hash = hash * 33 + (unsigned char)block[i];
    total += (unsigned)size;
    for (ssize_t done = 0; done < size;) {
      const ssize_t part = write(1, block + done, size - done);
      if (part <= 0)
        return 1;
      done += part;
    }
  }
  fprintf(stderr, "%u bytes, %08x\n", total, hash);
}
