// LIBRARY: wasix
// Many children, one after another and all at once, each reaped once.
#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  int sum = 0, status;
  for (int i = 0; i < 200; ++i) {
    const pid_t child = fork();
    if (child == 0)
      _exit(i & 127);
    if (waitpid(child, &status, 0) == child && WIFEXITED(status))
      sum += WEXITSTATUS(status);
  }
  printf("one by one: %d\n", sum);

  int pipe_ends[2];
  pipe(pipe_ends);
  for (int i = 0; i < 50; ++i) {
    if (fork() == 0) {
      char byte;
      close(pipe_ends[1]);
      // All wait until the parent lets go of the pipe.
      read(pipe_ends[0], &byte, 1);
      _exit(i);
    }
  }
  close(pipe_ends[0]);
  close(pipe_ends[1]);
  int reaped = 0;
  sum = 0;
  while (wait(&status) > 0) {
    ++reaped;
    sum += WEXITSTATUS(status);
  }
  printf("at once: %d children, sum %d, then %s\n", reaped, sum,
         errno == ECHILD ? "ECHILD" : "another error");
  return 0;
}
