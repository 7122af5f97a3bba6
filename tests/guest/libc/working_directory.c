// The working directory: changed, reported relative to the start, and used to resolve what follows.
// DIR: .
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
  char start[4096], now[4096];
  printf("getcwd %d\n", getcwd(start, sizeof start) != NULL);
  mkdir("outer", 0755), mkdir("outer/inner", 0755);
  printf("chdir %d\n", chdir("outer/inner"));
  getcwd(now, sizeof now);
  const size_t size = strlen(now);
  printf("ends as expected %d\n", size >= 11 && !strcmp(now + size - 11, "outer/inner"));
  const int fd = open("here", O_CREAT | O_WRONLY, 0644);
  printf("create %d %zd %d\n", fd >= 0, write(fd, "abc", 3), close(fd));
  struct stat status;
  printf("absent %d %d\n", chdir("nowhere"), errno == ENOENT);
  printf("back %d\n", chdir(start));
  printf("stat %d size %lld\n", stat("outer/inner/here", &status), (long long)status.st_size);
  printf("too small %d %d\n", getcwd(now, 1) == NULL, errno == ERANGE || errno == EINVAL);
}
