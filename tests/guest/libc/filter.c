// A filter: reads lines until end of input, writes them numbered and in capitals, and counts to standard
// error.
// STDIN: first line\nsecond, with tab\there\n\nlast line without a newline
#include <ctype.h>
#include <stdio.h>
#include <string.h>

int main(void) {
  char line[128];
  int lines = 0, bytes = 0, letters = 0;
  while (fgets(line, sizeof line, stdin)) {
    ++lines;
    bytes += (int)strlen(line);
    printf("%3d  ", lines);
    for (char *c = line; *c; ++c) {
      letters += isalpha((unsigned char)*c) != 0;
      putchar(toupper((unsigned char)*c));
    }
  }
  printf("|\n");
  fprintf(stderr, "%d lines, %d bytes, %d letters, eof %d\n", lines, bytes, letters, feof(stdin) != 0);
  printf("read after the end: %d\n", fgetc(stdin) == EOF);
}
