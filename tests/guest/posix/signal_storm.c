// LIBRARY: wasix
// SELF: bin/self
// Signals that arrive again and again while a process forks, execs and waits: nothing gets lost or mixed up.
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 60, SIGNALS = 20 };

static volatile sig_atomic_t arrived;

static void count(int number) {
  (void)number;
  ++arrived;
}

static int wait_for(pid_t child) {
  int status;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR)
      return -1;
  return status;
}

// Every second child runs the program anew, in the storm or out of it, depending on who is hit.
static int busy(void) {
  int wrong = 0;
  for (int i = 0; i < ROUNDS || arrived < SIGNALS; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      char code[12];
      snprintf(code, sizeof code, "%d", i % 90);
      if (i % 2)
        execl("bin/self", "self", code, (char *)NULL);
      _exit(i % 2 ? 99 : i % 90);
    }
    const int status = child < 0 ? -1 : wait_for(child);
    wrong += !WIFEXITED(status) || WEXITSTATUS(status) != i % 90;
  }
  return wrong;
}

int main(int argc, char **argv) {
  if (argc > 1)
    return atoi(argv[1]);
  // Not deadly by default: the new programs do not handle it.
  const struct sigaction action = {.sa_handler = count};
  sigaction(SIGWINCH, &action, NULL);
  const pid_t child = fork();
  if (child == 0)
    _exit(busy());
  int status;
  while (waitpid(child, &status, WNOHANG) == 0) {
    kill(child, SIGWINCH);
    sched_yield();
  }
  printf("%s %d\n", WIFEXITED(status) ? "exit" : "signal",
         WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
  return 0;
}
