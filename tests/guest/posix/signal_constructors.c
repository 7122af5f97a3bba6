// LIBRARY: wasix
// What runs once runs once: constructors, destructors and exit handlers of a program that gets signals, whose callback
// the linker exports like a command of its own.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void say(const char *text) {
  fputs(text, stdout);
  fflush(stdout);
}

static int made;
__attribute__((constructor)) static void construct(void) {
  ++made;
  say("constructor\n");
}
__attribute__((destructor)) static void destruct(void) { say("destructor\n"); }
static void at_exit(void) { say("exit handler\n"); }
static void handler(int number) { say(number == SIGCHLD ? "child\n" : "other\n"); }

int main(void) {
  atexit(at_exit);
  signal(SIGCHLD, handler);
  signal(SIGUSR1, handler);
  for (int i = 0; i < 3; ++i) {
    const pid_t child = fork();
    if (child == 0)
      _exit(0);
    waitpid(child, NULL, 0);
  }
  kill(getpid(), SIGUSR1);
  printf("made %d\n", made);
  return 0;
}
