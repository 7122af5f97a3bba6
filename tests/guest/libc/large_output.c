// Much output through a pipe, to both streams in turn: nothing lost, nothing out of order within a stream.
#include <stdio.h>

int main(void) {
  for (int i = 0; i < 30000; ++i) {
    printf("%d: output that fills the buffers of the library and of the pipe\n", i);
    if (i % 10 == 0)
      fprintf(stderr, "%d\n", i);
  }
  puts("");
  putchar('x');
  fwrite("\0binary\xff\n", 1, 9, stdout);
}
