// What host_signals.py sends signals to: a program that sleeps in one way or another.
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t handled;

static void handle(int number) { handled = number; }

static void handle_all(void) {
  const struct sigaction action = {.sa_handler = handle}; // without SA_RESTART
  const int numbers[] = {SIGHUP, SIGINT, SIGUSR1, SIGTERM, SIGWINCH};
  for (unsigned i = 0; i < sizeof numbers / sizeof numbers[0]; ++i)
    sigaction(numbers[i], &action, NULL);
}

static void say(const char *text) {
  printf("%s\n", text);
  fflush(stdout);
}

static int wait_for(pid_t child) {
  int status;
  while (waitpid(child, &status, 0) < 0)
    ;
  return status;
}

static void sleep_somehow(const char *way) {
  char byte;
  struct pollfd entry = {.fd = 0, .events = POLLIN};
  if (strcmp(way, "read") == 0)
    read(0, &byte, 1);
  else if (strcmp(way, "poll") == 0)
    poll(&entry, 1, -1);
  else if (strcmp(way, "sleep") == 0)
    nanosleep(&(struct timespec){60, 0}, NULL);
  else if (strcmp(way, "pause") == 0)
    pause();
}

int main(int argc, char **argv) {
  const char *way = argv[1];
  if (strcmp(way, "default") == 0) {
    say("ready");
    for (volatile unsigned i = 0;; ++i)
      ;
  }
  if (strcmp(way, "unhandled") == 0) { // only another process handles signals
    const pid_t child = fork();
    if (child == 0) {
      handle_all();
      say("ready");
      for (;;)
        pause();
    }
    wait_for(child);
    return 99;
  }
  if (strcmp(way, "group") == 0) { // the child does not handle what the terminal sends to both
    const pid_t child = fork();
    if (child == 0) {
      say("ready");
      sleep_somehow("read");
      return 99;
    }
    handle_all();
    const int status = wait_for(child);
    printf("handled %d, child ended by %d\n", handled, WIFSIGNALED(status) ? WTERMSIG(status) : -1);
    return 0;
  }
  handle_all();
  errno = 0;
  say("ready");
  sleep_somehow(way);
  printf("%s: handled %d, %s\n", way, handled, errno == EINTR ? "EINTR" : strerror(errno));
  return 0;
}
