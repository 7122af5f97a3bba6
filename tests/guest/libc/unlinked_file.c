// A file that is unlinked while open stays readable and writable until its last descriptor is closed.
// DIR: .
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
  const int fd = open("gone", O_RDWR | O_CREAT | O_TRUNC, 0600);
  printf("write %zd unlink %d\n", write(fd, "still here", 10), unlink("gone"));
  struct stat status;
  printf("stat %d fstat %d links %d size %lld\n", stat("gone", &status), fstat(fd, &status),
         (int)status.st_nlink, (long long)status.st_size);
  char text[11] = "";
  lseek(fd, 0, SEEK_SET);
  printf("read %zd [%s]\n", read(fd, text, 10), text);
  const int fresh = open("gone", O_RDWR | O_CREAT | O_EXCL, 0600);
  printf("new file with the old name %d, size %lld\n", fresh > fd, (long long)lseek(fresh, 0, SEEK_END));
  printf("close %d %d\n", close(fd), close(fresh));
}
