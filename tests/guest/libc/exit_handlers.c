// atexit handlers run in reverse order, may register more, and buffered output is flushed after them.
// EXIT: 7
#include <stdio.h>
#include <stdlib.h>

static void late(void) { printf("registered by a handler\n"); }
static void first(void) { printf("first registered, last to run"); }
static void second(void) {
  printf("second\n");
  atexit(late);
}
static void third(void) { printf("third\n"); }

int main(void) {
  setvbuf(stdout, NULL, _IOFBF, 4096);
  printf("%d %d %d\n", atexit(first), atexit(second), atexit(third));
  fprintf(stderr, "leaving\n");
  exit(7);
}
