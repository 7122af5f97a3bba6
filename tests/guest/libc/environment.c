// The environment is what was granted and nothing else; the program may change its own copy.
// ENV: PLAIN=value EMPTY= "SPACES=a b c" EQUALS=a=b=c
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

static void show(const char *name) {
  const char *value = getenv(name);
  printf("%s %s%s%s\n", name, value ? "[" : "unset", value ? value : "", value ? "]" : "");
}

static int byText(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void all(void) {
  int count = 0;
  while (environ[count])
    ++count;
  qsort(environ, count, sizeof *environ, byText);
  for (int i = 0; i < count; ++i)
    printf("  %s\n", environ[i]);
}

int main(void) {
  all();
  show("PLAIN");
  show("EMPTY");
  show("SPACES");
  show("EQUALS");
  show("HOME");
  printf("%d %d\n", setenv("PLAIN", "changed", 1), setenv("EQUALS", "kept", 0));
  printf("%d %d\n", setenv("ADDED", "new", 0), unsetenv("EMPTY"));
  all();
}
