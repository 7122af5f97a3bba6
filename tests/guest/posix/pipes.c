// LIBRARY: wasix
// Pipes between processes: order, end of file, more than fits, and writing when nobody reads.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void finish(const char *what, pid_t child) {
  int status;
  waitpid(child, &status, 0);
  printf("%s: %s %d\n", what, WIFSIGNALED(status) ? "signal" : "exit",
         WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  int ends[2];
  char buffer[4096];
  if (pipe(ends) != 0)
    return perror("pipe"), 1;
  pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    for (int i = 0; i < 3; ++i)
      dprintf(ends[1], "message %d\n", i);
    _exit(0);
  }
  close(ends[1]);
  FILE *stream = fdopen(ends[0], "r");
  while (fgets(buffer, sizeof buffer, stream))
    printf("got %s", buffer);
  fclose(stream);
  finish("writer", child);

  // A megabyte: the writer has to wait for the reader many times.
  pipe(ends);
  child = fork();
  if (child == 0) {
    close(ends[0]);
    memset(buffer, 'x', sizeof buffer);
    for (int i = 0; i < 256; ++i)
      for (size_t done = 0; done < sizeof buffer;) {
        const ssize_t size = write(ends[1], buffer + done, sizeof buffer - done);
        if (size < 0)
          _exit(1);
        done += size;
      }
    _exit(0);
  }
  close(ends[1]);
  long total = 0;
  for (ssize_t size; (size = read(ends[0], buffer, sizeof buffer)) > 0;)
    total += size;
  close(ends[0]);
  printf("read %ld bytes\n", total);
  finish("filler", child);

  pipe(ends);
  close(ends[0]);
  child = fork();
  if (child == 0) {
    write(ends[1], "x", 1);
    _exit(3);
  }
  finish("nobody reads", child);
  child = fork();
  if (child == 0) {
    signal(SIGPIPE, SIG_IGN);
    const ssize_t size = write(ends[1], "x", 1);
    _exit(size == -1 && errno == EPIPE ? 4 : 5);
  }
  finish("nobody reads, ignored", child);
  close(ends[1]);

  // The reader leaves in the middle of a write: that returns what was written, and SIGPIPE comes as well.
  for (int ignores = 0; ignores < 2; ++ignores) {
    pipe(ends);
    child = fork();
    if (child == 0) {
      close(ends[0]);
      if (ignores)
        signal(SIGPIPE, SIG_IGN);
      static char block[300000];
      const ssize_t size = write(ends[1], block, sizeof block);
      _exit(size > 10 && size < 300000 && write(ends[1], block, 10) == -1 && errno == EPIPE ? 4 : 5);
    }
    close(ends[1]);
    usleep(50000);
    read(ends[0], buffer, 10);
    usleep(50000);
    close(ends[0]);
    finish(ignores ? "reader leaves, ignored" : "reader leaves", child);
  }

  pipe2(ends, O_NONBLOCK | O_CLOEXEC);
  printf("empty: %zd %d\n", read(ends[0], buffer, 1), errno == EAGAIN);
  printf("flags: %d %d\n", fcntl(ends[0], F_GETFD), (fcntl(ends[0], F_GETFL) & O_NONBLOCK) != 0);
  while (write(ends[1], buffer, sizeof buffer) > 0)
    ;
  printf("full: %d\n", errno == EAGAIN);
  return 0;
}
