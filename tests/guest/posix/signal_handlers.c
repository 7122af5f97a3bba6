// LIBRARY: wasix
// Handlers, masks and pending signals within one process.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static volatile int calls, depth, deepest;

static void plain(int number) { printf("handler: %s\n", strsignal(number)); }

static void detailed(int number, siginfo_t *info, void *context) {
  (void)context;
  printf("details: %d %d\n", number, info->si_signo);
}

static void again(int number) {
  if (++depth > deepest)
    deepest = depth;
  if (++calls < 3)
    raise(number);
  --depth;
}

static void blocks_usr2(int number) {
  printf("begins %d\n", number);
  raise(SIGUSR2);
  printf("ends %d\n", number);
}

static const char *name(void (*handler)(int)) {
  return handler == SIG_DFL   ? "default"
         : handler == SIG_IGN ? "ignored"
         : handler == plain   ? "plain"
                              : "other";
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  printf("%s, ", name(signal(SIGUSR1, plain)));
  printf("%s, ", name(signal(SIGUSR1, SIG_IGN)));
  raise(SIGUSR1);
  printf("%s, ", name(signal(SIGUSR1, plain)));
  printf("%s\n", name(signal(SIGUSR1, plain)));
  raise(SIGUSR1);
  kill(getpid(), SIGUSR1);
  printf("bad number: %d %d\n", signal(-1, plain) == SIG_ERR, errno == EINVAL);
  printf("SIGKILL: %d %d\n", signal(SIGKILL, SIG_IGN) == SIG_ERR, errno == EINVAL);
  printf("probe: %d\n", kill(getpid(), 0));
  // Signals that are ignored by default.
  raise(SIGCHLD);
  raise(SIGURG);
  raise(SIGWINCH);
  raise(SIGCONT);

  struct sigaction action = {0}, old;
  action.sa_sigaction = detailed;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGUSR2, &action, NULL);
  raise(SIGUSR2);

  action = (struct sigaction){.sa_handler = plain, .sa_flags = (int)SA_RESETHAND};
  sigaction(SIGUSR2, &action, NULL);
  raise(SIGUSR2);
  sigaction(SIGUSR2, NULL, &old);
  printf("reset: %s\n", name(old.sa_handler));

  action = (struct sigaction){.sa_handler = again};
  sigaction(SIGUSR1, &action, NULL);
  raise(SIGUSR1);
  printf("nested %d in %d calls\n", deepest, calls);
  deepest = calls = 0;
  action.sa_flags = SA_NODEFER;
  sigaction(SIGUSR1, &action, NULL);
  raise(SIGUSR1);
  printf("nested with SA_NODEFER %d in %d calls\n", deepest, calls);

  action = (struct sigaction){.sa_handler = blocks_usr2};
  sigaddset(&action.sa_mask, SIGUSR2);
  sigaction(SIGUSR1, &action, NULL);
  signal(SIGUSR2, plain);
  raise(SIGUSR1);

  sigset_t set, before, pending;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR2);
  sigaddset(&set, SIGHUP);
  signal(SIGHUP, plain);
  sigprocmask(SIG_BLOCK, &set, &before);
  printf("before: %d\n", sigismember(&before, SIGUSR2));
  raise(SIGUSR2);
  raise(SIGUSR2);
  raise(SIGHUP);
  sigpending(&pending);
  printf("pending: %d %d %d\n", sigismember(&pending, SIGUSR2), sigismember(&pending, SIGHUP),
         sigismember(&pending, SIGINT));
  // Ignoring a signal takes the pending one away.
  signal(SIGHUP, SIG_IGN);
  sigpending(&pending);
  printf("pending: %d %d\n", sigismember(&pending, SIGUSR2), sigismember(&pending, SIGHUP));
  sigprocmask(SIG_SETMASK, &before, NULL);
  printf("unblocked\n");

  sigprocmask(SIG_BLOCK, &set, NULL);
  raise(SIGUSR2);
  sigemptyset(&pending);
  printf("sigsuspend: %d %d\n", sigsuspend(&pending), errno == EINTR);
  sigprocmask(SIG_BLOCK, NULL, &pending);
  printf("still blocked: %d\n", sigismember(&pending, SIGUSR2));

  raise(SIGUSR2);
  int number = 0;
  printf("sigwait: %d, %d\n", sigwait(&set, &number), number);
  const struct timespec moment = {.tv_nsec = 1000000};
  printf("sigtimedwait: %d %d\n", sigtimedwait(&set, NULL, &moment), errno == EAGAIN);

  sigfillset(&set);
  sigdelset(&set, SIGINT);
  printf("sets: %d %d\n", sigismember(&set, SIGINT), sigismember(&set, SIGTERM));
  printf("bad: %d %d\n", sigaddset(&set, 0), errno == EINVAL);
  return 0;
}
