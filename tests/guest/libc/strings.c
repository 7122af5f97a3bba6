// The string library: search, comparison, copying, tokens, character classes.
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int sign(int v) { return (v > 0) - (v < 0); }

static int at(const char *base, const char *found) { return found ? (int)(found - base) : -1; }

int main(void) {
  const char *text = "the quick brown fox jumps over the lazy dog";
  printf("%d %d %d %d %d\n", at(text, strstr(text, "fox")), at(text, strstr(text, "cat")),
         at(text, strchr(text, 'q')), at(text, strrchr(text, 'o')), at(text, strpbrk(text, "xyz")));
  printf("%zu %zu %zu %d\n", strlen(text), strspn(text, "eht "), strcspn(text, "x"),
         at(text, memchr(text, 'j', 10)));
  printf("%d %d %d %d %d\n", sign(strcmp("a", "b")), sign(strcmp("abc", "ab")),
         sign(strncmp("abcd", "abxx", 2)), sign(strcasecmp("HeLLo", "hEllO")),
         sign(memcmp("\xff", "\x01", 1)));
  char buffer[64] = "start";
  strcat(buffer, "-middle");
  strncat(buffer, "-end-cut", 4);
  printf("[%s] ", buffer);
  strncpy(buffer, "xy", 5);
  printf("[%s] %d %d\n", buffer, buffer[4], buffer[5]);
  char list[] = ",alpha,,beta;gamma;,", *rest = list;
  for (char *token; (token = strtok_r(rest, ",;", &rest));)
    printf("<%s>", token);
  printf("\n");
  char *copy = strdup(text), *part = strndup(text, 9);
  printf("%s|%s\n", copy, part);
  free(copy);
  free(part);
  unsigned classes = 0;
  for (int c = 0; c < 256; ++c)
    classes = classes * 31 +
              (!!isalnum(c) | !!isspace(c) << 1 | !!ispunct(c) << 2 | !!iscntrl(c) << 3 | !!isxdigit(c) << 4 |
               !!isprint(c) << 5 | !!isupper(c) << 6) +
              toupper(c) * 7 + tolower(c);
  printf("%08x\n", classes);
}
