// Without a grant there is no file system: every path is refused, descriptors beyond stdio are not open.
// NATIVE: no
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
  struct stat status;
  printf("open %d %d %d %d\n", open("/", O_RDONLY), open(".", O_RDONLY), open("/etc/passwd", O_RDONLY),
         open("/dev/null", O_RDONLY));
  printf("create %d, mkdir %d, stat %d\n", open("file", O_CREAT | O_WRONLY, 0644), mkdir("/folder", 0755),
         stat("/", &status));
  int open_ = 0;
  for (int fd = 0; fd < 100; ++fd)
    open_ += fstat(fd, &status) == 0;
  printf("open descriptors %d\n", open_);
}
