// A program that executes another one and waits for it; without arguments, the other one.
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc == 1) {
    for (int i = 0; i < 3000; ++i) {
      printf("%d\n", i);
      fflush(stdout);
      usleep(10000);
    }
    return 0;
  }
  if (fork() == 0) {
    execl(argv[1], argv[1], NULL);
    _exit(127);
  }
  int status;
  wait(&status);
  printf("ended by signal %d\n", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
  return 0;
}
