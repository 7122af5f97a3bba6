// LIBRARY: wasix
// DIR: .
// Copies of descriptors share their position; flags of the descriptor are its own.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *error(int result) { return result >= 0 ? "fine" : strerror(errno); }

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  const int file = open("data", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  printf("close-on-exec: %d\n", fcntl(file, F_GETFD));
  write(file, "0123456789", 10);
  lseek(file, 2, SEEK_SET);

  const int copy = dup(file);
  char byte;
  read(copy, &byte, 1);
  printf("copy reads %c, the original is at %d\n", byte, (int)lseek(file, 0, SEEK_CUR));
  printf("copy's flag: %d\n", fcntl(copy, F_GETFD));
  printf("set: %d, now %d\n", fcntl(copy, F_SETFD, FD_CLOEXEC), fcntl(copy, F_GETFD));
  printf("clear: %d, now %d\n", fcntl(copy, F_SETFD, 0), fcntl(copy, F_GETFD));

  printf("F_DUPFD from 40: %d\n", fcntl(file, F_DUPFD, 40));
  printf("and again: %d\n", fcntl(file, F_DUPFD, 40));
  printf("F_DUPFD_CLOEXEC: %d, flag %d\n", fcntl(file, F_DUPFD_CLOEXEC, 50), fcntl(50, F_GETFD));
  printf("dup2: %d, flag %d\n", dup2(file, 50), fcntl(50, F_GETFD));
  printf("dup2 onto itself: %d\n", dup2(file, file) == file);
  printf("dup3: %d, flag %d\n", dup3(file, 60, O_CLOEXEC), fcntl(60, F_GETFD));
  printf("dup3 onto itself: %s\n", error(dup3(file, file, 0)));

  close(41);
  printf("closed: %s\n", error(dup(41)));
  printf("closed: %s\n", error(dup2(41, 5)));
  printf("closed, itself: %s\n", error(dup2(41, 41)));
  printf("closed: %s\n", error(fcntl(41, F_GETFD)));
  printf("closed: %s\n", error(fcntl(41, F_DUPFD, 0)));

  printf("access: %d\n", (fcntl(file, F_GETFL) & O_ACCMODE) == O_RDWR);
  printf("append: %d\n", fcntl(file, F_SETFL, O_APPEND));
  printf("shared with the copy: %d\n", (fcntl(copy, F_GETFL) & O_APPEND) != 0);

  // A child has the same open files: it moves the parent's position too.
  lseek(file, 0, SEEK_SET);
  if (fork() == 0) {
    read(file, &byte, 1);
    close(file);
    _exit(0);
  }
  wait(NULL);
  read(file, &byte, 1);
  printf("after the child: %c\n", byte);

  FILE *streams[2] = {fopen("data", "r"), fopen("data", "re")};
  printf("streams: %d %d\n", fcntl(fileno(streams[0]), F_GETFD), fcntl(fileno(streams[1]), F_GETFD));
  fclose(streams[0]);
  fclose(streams[1]);

  struct stat status;
  printf("stat: %d, size %d\n", stat("data", &status), (int)status.st_size);
  printf("mode: %d %d\n", S_ISREG(status.st_mode), (status.st_mode & S_IRUSR) != 0);

  // The lowest number that is free.
  const int null = dup(file);
  close(copy);
  printf("lowest: %d\n", dup(file) == copy);
  close(null);
  return 0;
}
