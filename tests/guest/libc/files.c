// Regular files through descriptors: create, append, seek, truncate, positioned I/O, rename, unlink.
// DIR: .
// BUILDS: all
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static void show(const char *path) {
  char content[256];
  const int fd = open(path, O_RDONLY);
  if (fd < 0) {
    printf("%s: absent\n", path);
    return;
  }
  const ssize_t size = read(fd, content, sizeof content - 1);
  content[size < 0 ? 0 : size] = 0;
  for (ssize_t i = 0; i < size; ++i)
    if (content[i] == 0)
      content[i] = '0';
  printf("%s: %zd [%s]\n", path, size, content);
  close(fd);
}

static void writeAll(const char *path, int flags, const char *text) {
  const int fd = open(path, O_WRONLY | O_CREAT | flags, 0644);
  printf("write %s: %zd\n", path, write(fd, text, strlen(text)));
  printf("close %d\n", close(fd));
}

static void positions(void) {
  const int fd = open("data", O_RDWR);
  char part[5] = "";
  printf("end %lld\n", (long long)lseek(fd, 0, SEEK_END));
  printf("set %lld cur %lld\n", (long long)lseek(fd, 3, SEEK_SET), (long long)lseek(fd, 2, SEEK_CUR));
  printf("read %zd [%s] at %lld\n", read(fd, part, 4), part, (long long)lseek(fd, 0, SEEK_CUR));
  printf("pread %zd [%s] at %lld\n", pread(fd, part, 4, 1), part, (long long)lseek(fd, 0, SEEK_CUR));
  printf("pwrite %zd at %lld\n", pwrite(fd, "XY", 2, 0), (long long)lseek(fd, 0, SEEK_CUR));
  printf("before start %lld %d\n", (long long)lseek(fd, -1, SEEK_SET), errno == EINVAL);
  lseek(fd, 30, SEEK_SET);
  printf("past end %zd, then %zd\n", read(fd, part, 4), write(fd, "!", 1));
  close(fd);
}

static void vectors(void) {
  char a[3] = "", b[6] = "";
  struct iovec out[] = {{"one", 3}, {"", 0}, {"-two-", 5}}, in[] = {{a, 2}, {b, 5}};
  const int fd = open("vectors", O_RDWR | O_CREAT | O_TRUNC, 0600);
  printf("writev %zd\n", writev(fd, out, 3));
  lseek(fd, 0, SEEK_SET);
  printf("readv %zd [%s] [%s]\n", readv(fd, in, 2), a, b);
  close(fd);
}

int main(void) {
  writeAll("data", O_TRUNC, "hello, file");
  show("data");
  writeAll("data", O_APPEND, " and more");
  show("data");
  positions();
  show("data");
  printf("truncate %d\n", truncate("data", 4));
  show("data");
  const int fd = open("data", O_RDWR);
  printf("ftruncate %d\n", ftruncate(fd, 8));
  printf("fsync %d fdatasync %d\n", fsync(fd), fdatasync(fd));
  close(fd);
  show("data");
  printf("exclusive %d %d\n", open("data", O_CREAT | O_EXCL | O_WRONLY, 0600), errno == EEXIST);
  writeAll("other", O_TRUNC, "other");
  printf("rename %d\n", rename("other", "data"));
  show("data");
  show("other");
  printf("link %d\n", link("data", "alias"));
  writeAll("alias", 0, "AB");
  show("data");
  vectors();
  printf("unlink %d %d %d\n", unlink("data"), unlink("alias"), unlink("vectors"));
  printf("again %d %d\n", unlink("data"), errno == ENOENT);
}
