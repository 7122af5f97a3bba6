// LIBRARY: wasix
// SELF: bin/self
// DIR: .
// ENV: KEPT=yes PATH=nowhere:bin
// The whole exec family: arguments, environment, descriptors, and what happens when it fails.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int report(int argc, char **argv) {
  printf("%s:", argv[1]);
  for (int i = 2; i < argc; ++i)
    printf(" [%s]", argv[i]);
  const char *kept = getenv("KEPT"), *added = getenv("ADDED");
  printf(" KEPT=%s ADDED=%s open=%d closed=%d\n", kept ? kept : "-", added ? added : "-", fcntl(20, F_GETFD),
         fcntl(21, F_GETFD));
  return 5;
}

static void finish(void) {
  int status;
  wait(&status);
  printf("status %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

#define IN_CHILD(...)                                                                                        \
  do {                                                                                                       \
    if (fork() == 0) {                                                                                       \
      __VA_ARGS__;                                                                                           \
      printf("failed: %s\n", strerror(errno));                                                               \
      _exit(errno == ENOENT ? 1 : 2);                                                                        \
    }                                                                                                        \
    finish();                                                                                                \
  } while (0)

int main(int argc, char **argv) {
  setvbuf(stdout, NULL, _IONBF, 0);
  if (argc > 1)
    return report(argc, argv);
  const int file = open("data", O_RDWR | O_CREAT, 0644);
  dup2(file, 20);
  dup3(file, 21, O_CLOEXEC);

  char *const arguments[] = {"self", "execv", "one", "", "with space", "two\nlines", "\xc3\xa9", NULL};
  char *const environment[] = {"ADDED=1", "OTHER=", NULL};
  char *const empty[] = {NULL};
  IN_CHILD(execv("bin/self", arguments));
  IN_CHILD(execve("bin/self", arguments, environment));
  IN_CHILD(execve("bin/self", arguments, empty));
  IN_CHILD(execvp("self", arguments));
  IN_CHILD(execvpe("self", arguments, environment));
  IN_CHILD(execl("bin/self", "self", "execl", "a", "b", (char *)NULL));
  IN_CHILD(execlp("self", "self", "execlp", "a", (char *)NULL));
  IN_CHILD(execle("bin/self", "self", "execle", (char *)NULL, environment));
  IN_CHILD(setenv("ADDED", "by setenv", 1), execl("bin/self", "self", "setenv", (char *)NULL));

  IN_CHILD(execv("bin/nothing", arguments));
  IN_CHILD(execvp("nothing", arguments));
  IN_CHILD(execvp("", arguments));
  IN_CHILD(execv("bin/self/below", arguments));

  // A failed exec changes nothing: the process is still the one that called it.
  printf("still there: %d\n", execv("bin/nothing", arguments) == -1 && fcntl(21, F_GETFD) == FD_CLOEXEC);

  // The number of the process stays.
  char number[16];
  snprintf(number, sizeof number, "%d", (int)getpid());
  if (argc == 1) {
    const pid_t child = fork();
    if (child == 0)
      execl("bin/self", "self", "last", (char *)NULL);
    printf("waited for the same process: %d\n", waitpid(child, NULL, 0) == child);
  }
  return 0;
}
