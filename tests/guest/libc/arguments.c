// Arguments arrive whole: empty ones, spaces, quotes, bytes beyond ASCII, options that look like the
// runtime's own.
// ARGS: one "" "two words" 'quo"ted' --help -O0 --dir=/ ünï $HOME -- -
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
  printf("%d, %d\n", argc, argv[argc] == NULL);
  for (int i = 1; i < argc; ++i) {
    printf("[%s] %zu", argv[i], strlen(argv[i]));
    for (const char *c = argv[i]; *c; ++c)
      printf(" %02x", (unsigned char)*c);
    printf("\n");
  }
}
