// BUILDS: exceptions
// LIBRARY: wasix
// longjmp out of signal handlers, as exceptions: across the signal's frame into the frames that made the call
// which the signal came to.
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static jmp_buf target;
static volatile int depth;
static int ends[2];

static void jump(int number) { longjmp(target, number); }

static void set_timer(int microseconds) {
  const struct itimerval timer = {{0, 0}, {0, microseconds}};
  setitimer(ITIMER_REAL, &timer, NULL);
}

static void in_read(void) {
  char byte;
  read(ends[0], &byte, 1);
}
static void in_poll(void) {
  struct pollfd entry = {.fd = ends[0], .events = POLLIN};
  poll(&entry, 1, -1);
}
static void in_sleep(void) { sleep(100); }
static void in_pause(void) { pause(); }
static volatile pid_t child;
static void in_wait(void) {
  child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  waitpid(child, NULL, 0);
}
static void in_kill(void) { kill(getpid(), SIGALRM); }

// A frame with something to restore lies in between.
__attribute__((noinline)) static void descend(int levels, void (*call)(void)) {
  volatile int mine = levels;
  if (levels > 0)
    descend(levels - 1, call);
  else
    call();
  depth += mine;
}

// Whatever else is caught in these frames, only the jump leaves them.
__attribute__((noinline)) static int nested(void (*call)(void)) {
  jmp_buf other;
  if (setjmp(other) != 0)
    return 1;
  descend(5, call);
  return 0;
}

int main(void) {
  signal(SIGALRM, jump);
  pipe(ends);
  static const struct {
    const char *name;
    void (*call)(void);
  } calls[] = {{"read", in_read},   {"poll", in_poll}, {"sleep", in_sleep},
               {"pause", in_pause}, {"wait", in_wait}, {"kill", in_kill}};
  for (volatile unsigned i = 0; i < sizeof calls / sizeof *calls; ++i)
    for (volatile int round = 0; round < 3; ++round) {
      const int number = setjmp(target);
      sigset_t none;
      sigemptyset(&none);
      sigprocmask(SIG_SETMASK, &none, NULL); // setjmp does not keep it
      if (number == 0) {
        set_timer(20000);
        nested(calls[i].call);
        puts("no jump");
        continue;
      }
      set_timer(0);
      if (child != 0) {
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        child = 0;
      }
      printf("%s: %d, depth %d\n", calls[i].name, number, depth);
    }
  return 0;
}
