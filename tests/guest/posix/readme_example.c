// LIBRARY: wasix
// SELF: bin/greet
// A process forks, the child becomes another program, the parent waits for it.
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc > 1) {
    printf("hello from process %s\n", argv[1]);
    return 7;
  }
  pid_t child = fork();
  if (child == 0) {
    execl("bin/greet", "greet", "two", (char *)NULL);
    _exit(127);
  }
  int status;
  waitpid(child, &status, 0);
  printf("it exited with %d\n", WEXITSTATUS(status));
}
