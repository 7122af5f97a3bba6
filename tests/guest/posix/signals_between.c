// LIBRARY: wasix
// Signals from one process to another: handled, ignored, deadly, and the news of a child's end.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t received, children;

static void count(int number) {
  (void)number;
  ++received;
}

static void child_ended(int number) {
  (void)number;
  ++children;
}

static void quit(int number) { _exit(40 + number); }

static void finish(const char *what, pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR)
    ;
  if (WIFSIGNALED(status))
    printf("%s: signal %d (%s)\n", what, WTERMSIG(status), strsignal(WTERMSIG(status)));
  else
    printf("%s: exit %d\n", what, WEXITSTATUS(status));
}

// A child that says when it is ready and then sleeps until a signal ends it.
static pid_t sleeper(void (*prepare)(void)) {
  int ends[2];
  pipe(ends);
  const pid_t child = fork();
  if (child == 0) {
    prepare();
    close(ends[0]);
    write(ends[1], "r", 1);
    close(ends[1]);
    for (;;)
      pause();
  }
  close(ends[1]);
  char byte;
  read(ends[0], &byte, 1);
  close(ends[0]);
  return child;
}

static void nothing(void) {}
static void handle_term(void) { signal(SIGTERM, quit); }
static void ignore_term(void) { signal(SIGTERM, SIG_IGN); }
static void block_term(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigprocmask(SIG_BLOCK, &set, NULL);
}

static void exchange(void) {
  sigset_t set, before;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigprocmask(SIG_BLOCK, &set, &before);
  signal(SIGUSR1, count);
  const pid_t parent = getpid(), child = fork();
  for (int i = 0; i < 50; ++i) {
    if (child == 0)
      sigsuspend(&before);
    kill(child == 0 ? parent : child, SIGUSR1);
    if (child != 0)
      sigsuspend(&before);
  }
  if (child == 0)
    _exit(received);
  finish("exchange", child);
  printf("received %d\n", received);
  sigprocmask(SIG_SETMASK, &before, NULL);
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  const int deadly[] = {SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGPIPE, SIGALRM, SIGTERM, SIGKILL};
  for (unsigned i = 0; i < sizeof deadly / sizeof deadly[0]; ++i) {
    const pid_t child = sleeper(nothing);
    kill(child, deadly[i]);
    finish("default", child);
  }
  pid_t child = sleeper(handle_term);
  kill(child, SIGTERM);
  finish("handled", child);
  child = sleeper(ignore_term);
  kill(child, SIGTERM);
  kill(child, SIGINT);
  finish("ignored", child);
  child = sleeper(block_term);
  kill(child, SIGTERM);
  kill(child, SIGHUP);
  finish("blocked", child);
  printf("probe: %d %d\n", kill(child, 0), errno == ESRCH);

  // Ended in the middle of a computation, not of a call.
  child = fork();
  if (child == 0)
    for (volatile unsigned i = 0;; ++i)
      ;
  kill(child, SIGTERM);
  finish("busy", child);

  child = fork();
  if (child == 0) {
    signal(SIGUSR2, SIG_DFL);
    raise(SIGUSR2);
    _exit(1);
  }
  finish("raised", child);
  exchange();

  signal(SIGCHLD, child_ended);
  sigset_t set, before;
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  sigprocmask(SIG_BLOCK, &set, &before);
  child = fork();
  if (child == 0)
    _exit(2);
  while (children == 0)
    sigsuspend(&before);
  printf("SIGCHLD: %d\n", children);
  finish("child", child);
  return 0;
}
