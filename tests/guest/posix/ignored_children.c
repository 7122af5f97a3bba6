// LIBRARY: wasix
// Children of a process that ignores SIGCHLD, or has SA_NOCLDWAIT, leave nothing to wait for (POSIX, XSI).
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void handler(int number) { (void)number; }

static void start(int milliseconds) {
  const pid_t child = fork();
  if (child < 0)
    puts("no fork");
  if (child != 0)
    return;
  usleep(milliseconds * 1000);
  _exit(3);
}

static void wait_for_all(const char *what) {
  int status, count = 0;
  pid_t child;
  while ((child = wait(&status)) > 0 || errno == EINTR)
    count += child > 0;
  printf("%s: %d children, %s\n", what, count, errno == ECHILD ? "ECHILD" : "another error");
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  start(0);
  wait_for_all("by default");

  signal(SIGCHLD, SIG_IGN);
  for (int i = 0; i < 3; ++i)
    start(i * 20);
  wait_for_all("ignored");
  for (int i = 0; i < 15000; ++i) // more than there can be at a time
    start(0);
  wait_for_all("many");

  // A child has it from its parent.
  if (fork() == 0) {
    start(10);
    wait_for_all("in a child");
    _exit(0);
  }
  wait_for_all("the child");

  const struct sigaction action = {.sa_handler = handler, .sa_flags = SA_NOCLDWAIT};
  sigaction(SIGCHLD, &action, NULL);
  start(10);
  wait_for_all("SA_NOCLDWAIT");

  signal(SIGCHLD, handler);
  start(0);
  start(10);
  wait_for_all("with a handler");
  signal(SIGCHLD, SIG_IGN);
  signal(SIGCHLD, SIG_DFL);
  start(0);
  wait_for_all("by default again");

  // What vfork's child changes is its own.
  if (vfork() == 0) {
    signal(SIGCHLD, SIG_IGN);
    _exit(0);
  }
  wait_for_all("vfork");
  start(0);
  wait_for_all("after vfork");
  return 0;
}
