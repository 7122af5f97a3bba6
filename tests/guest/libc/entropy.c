// Random bytes: every draw differs, every byte position varies, and a request over the limit is refused.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void) {
  unsigned char first[256], second[256], any[256] = {0};
  printf("%d %d\n", getentropy(first, sizeof first), getentropy(second, sizeof second));
  printf("differ %d\n", memcmp(first, second, sizeof first) != 0);
  for (int i = 0; i < 64; ++i) {
    getentropy(first, sizeof first);
    for (int k = 0; k < 256; ++k)
      any[k] |= first[k];
  }
  int full = 0;
  for (int k = 0; k < 256; ++k)
    full += any[k] == 255;
  printf("bytes that saw every bit: %d\n", full);
  unsigned char large[257];
  printf("too large %d %d\n", getentropy(large, sizeof large), errno == EIO);
  printf("empty %d\n", getentropy(large, 0));
}
