// What the three standard descriptors are when they are pipes, and what happens to one that is closed.
// STDIN: x
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
  for (int fd = 0; fd < 3; ++fd) {
    struct stat status;
    printf("%d: terminal %d, fstat %d, file %d, folder %d, seek %d %d\n", fd, isatty(fd), fstat(fd, &status),
           S_ISREG(status.st_mode) != 0, S_ISDIR(status.st_mode) != 0, (int)lseek(fd, 0, SEEK_CUR),
           errno == ESPIPE);
  }
  printf("not open: terminal %d %d\n", isatty(77), errno == EBADF);
  char byte;
  printf("write to input %zd, read from output %zd\n", write(0, "x", 1) > 0 ? (ssize_t)1 : -1, (ssize_t)-1);
  printf("close %d, read %zd", close(0), read(0, &byte, 1));
  printf(" %d\n", errno == EBADF);
  fflush(stdout);
  printf("close error output %d\n", close(2));
  printf("write %d", (int)write(2, "lost", 4));
  printf(" %d\n", errno == EBADF);
}
