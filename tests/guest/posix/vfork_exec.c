// LIBRARY: wasix
// SELF: bin/self
// vfork: the parent waits until the child became another program or ended, and finds its own state as it was.
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int shared;

static void handler(int number) { (void)number; }

static void finish(const char *what, pid_t child) {
  int status = 0;
  const pid_t waited = waitpid(child, &status, 0);
  printf("%s: %d, exit %d\n", what, waited == child, WEXITSTATUS(status));
}

__attribute__((noinline)) static pid_t run_deep(int depth, const char *word) {
  if (depth > 0) {
    const pid_t child = run_deep(depth - 1, word);
    return child + 0 * depth;
  }
  const pid_t child = vfork();
  if (child == 0) {
    execl("bin/self", "self", word, (char *)NULL);
    _exit(99);
  }
  return child;
}

int main(int argc, char **argv) {
  setvbuf(stdout, NULL, _IONBF, 0);
  if (argc > 1) {
    printf("program: %s\n", argv[1]);
    return 6;
  }
  pid_t child = vfork();
  if (child == 0) {
    shared = 1;
    _exit(3);
  }
  printf("child came first: %d\n", shared);
  finish("exit", child);

  child = vfork();
  if (child == 0) {
    execl("bin/self", "self", "vforked", (char *)NULL);
    _exit(99);
  }
  finish("exec", child);
  finish("deep", run_deep(20, "deep"));

  child = vfork();
  if (child == 0) {
    execl("bin/none", "none", (char *)NULL);
    _exit(44);
  }
  finish("failed exec", child);

  // The child's descriptors and signals are its own.
  signal(SIGUSR1, handler);
  int ends[2];
  pipe(ends);
  child = vfork();
  if (child == 0) {
    signal(SIGUSR1, SIG_IGN);
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    execl("bin/self", "self", "to the pipe", (char *)NULL);
    _exit(99);
  }
  close(ends[1]);
  char buffer[100];
  const ssize_t size = read(ends[0], buffer, sizeof buffer);
  printf("through the pipe: %.*s", (int)size, buffer);
  finish("redirected", child);
  printf("own handler: %d\n", signal(SIGUSR1, SIG_DFL) == handler);
  return 0;
}
