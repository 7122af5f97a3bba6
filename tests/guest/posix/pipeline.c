// LIBRARY: wasix
// What a shell does for "generate | double | sum": three processes, two pipes, dup2 onto the standard
// streams.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void generate(void) {
  for (int i = 1; i <= 2000; ++i)
    printf("%d\n", i);
}

static void twice(void) {
  for (int number; scanf("%d", &number) == 1;)
    printf("%d\n", 2 * number);
}

static void sum(void) {
  long total = 0;
  for (int number; scanf("%d", &number) == 1;)
    total += number;
  printf("sum %ld\n", total);
}

int main(void) {
  void (*const stages[])(void) = {generate, twice, sum};
  int input = STDIN_FILENO;
  for (int i = 0; i < 3; ++i) {
    int ends[2] = {-1, STDOUT_FILENO};
    if (i < 2 && pipe(ends) != 0)
      return perror("pipe"), 1;
    if (fork() == 0) {
      if (input != STDIN_FILENO) {
        dup2(input, STDIN_FILENO);
        close(input);
      }
      if (i < 2) {
        close(ends[0]);
        dup2(ends[1], STDOUT_FILENO);
        close(ends[1]);
      }
      stages[i]();
      exit(i + 1);
    }
    if (input != STDIN_FILENO)
      close(input);
    if (i < 2)
      close(ends[1]);
    input = ends[0];
  }
  int codes = 0;
  for (int status; wait(&status) > 0;)
    codes |= 1 << WEXITSTATUS(status);
  printf("stages' codes %#x\n", codes);
  return 0;
}
