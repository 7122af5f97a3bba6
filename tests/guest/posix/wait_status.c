// LIBRARY: wasix
// Every way of waiting, and what it reports.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t child_that_exits(int code) {
  const pid_t child = fork();
  if (child == 0)
    _exit(code);
  return child;
}

static void show(const char *what, int status) {
  if (WIFEXITED(status))
    printf("%s: exited with %d\n", what, WEXITSTATUS(status));
  else if (WIFSIGNALED(status))
    printf("%s: ended by signal %d\n", what, WTERMSIG(status));
  else
    printf("%s: something else\n", what);
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  const int codes[] = {0, 1, 79, 80, 127, 128, 255, 256 + 3};
  int status;
  for (unsigned i = 0; i < sizeof codes / sizeof codes[0]; ++i) {
    waitpid(child_that_exits(codes[i]), &status, 0);
    show("code", status);
  }
  if (fork() == 0)
    exit(5);
  wait(&status);
  show("exit", status);

  // A null status is allowed.
  printf("null: %d\n", waitpid(child_that_exits(1), NULL, 0) > 0);

  // Not yet finished, then finished.
  int ends[2];
  pipe(ends);
  pid_t child = fork();
  if (child == 0) {
    char byte;
    close(ends[1]);
    read(ends[0], &byte, 1);
    _exit(9);
  }
  close(ends[0]);
  printf("WNOHANG: %d\n", waitpid(child, &status, WNOHANG));
  printf("WNOHANG, any: %d\n", waitpid(-1, &status, WNOHANG));
  close(ends[1]);
  waitpid(child, &status, 0);
  show("released", status);

  // By number, in the opposite order.
  const pid_t first = child_that_exits(1), second = child_that_exits(2);
  waitpid(second, &status, 0);
  show("second", status);
  waitpid(first, &status, 0);
  show("first", status);
  printf("again: %d %d\n", waitpid(first, &status, 0), errno == ECHILD);
  printf("none left: %d %d\n", wait(&status), errno == ECHILD);
  printf("not a child: %d %d\n", waitpid(getpid(), &status, 0), errno == ECHILD);
  printf("bad options: %d %d\n", waitpid(-1, &status, 0x7000), errno == EINVAL);

  struct rusage usage;
  child = child_that_exits(4);
  printf("wait4: %d\n", wait4(child, &status, 0, &usage) == child);
  show("wait4", status);
  child = child_that_exits(6);
  printf("wait3: %d\n", wait3(&status, 0, NULL) == child);
  show("wait3", status);

  child = fork();
  if (child == 0)
    for (;;)
      pause();
  kill(child, SIGKILL);
  waitpid(child, &status, 0);
  show("killed", status);
  child = fork();
  if (child == 0)
    abort();
  waitpid(child, &status, 0);
  show("aborted", status);
  return 0;
}
