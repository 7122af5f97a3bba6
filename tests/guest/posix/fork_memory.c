// LIBRARY: wasix
// fork copies memory, the native stack at any depth, and what stdio has buffered.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int global = 1;

static int join(pid_t child) {
  int status = 0;
  if (waitpid(child, &status, 0) != child)
    return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

// Forks at the bottom of the recursion; both processes come back up through all frames.
__attribute__((noinline)) static int descend(int depth, int *sum, pid_t *child) {
  volatile int here = depth * 3;
  if (depth == 0)
    *child = fork();
  else
    descend(depth - 1, sum, child);
  *sum += here;
  return here;
}

int main(void) {
  setvbuf(stdout, NULL, _IOFBF, 4096);
  char *heap = strdup("parent's");
  int local = 10;
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    global = 2;
    local = 20;
    strcpy(heap, "child's");
    printf("child: %d %d %s, parent known: %d\n", global, local, heap, getppid() != getpid());
    fflush(stdout);
    _exit(11);
  }
  printf("child's status %d\n", join(child));
  printf("parent: %d %d %s\n", global, local, heap);
  fflush(stdout);

  int sum = 0;
  descend(200, &sum, &child);
  if (child == 0)
    _exit(sum == 60300 ? 42 : 1);
  printf("deep: %d, child %d\n", sum, join(child));

  // What is buffered at a fork is written by both.
  printf("twice\n");
  child = fork();
  if (child == 0)
    exit(0);
  join(child);
  fflush(stdout);

  // A chain of processes, each a child of the one before.
  int depth = 0;
  while (depth < 10) {
    child = fork();
    if (child != 0)
      break;
    ++depth;
  }
  if (child == 0)
    _exit(1);
  const int below = join(child);
  if (depth > 0)
    _exit(below + 1);
  printf("chain of %d\n", below);
  return 0;
}
