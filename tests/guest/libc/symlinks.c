// Symbolic links: made, read, followed and not followed; loops, dangling links, and links that stay inside
// the grant.
// DIR: .
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void readBack(const char *path) {
  char target[64] = "";
  const ssize_t size = readlink(path, target, sizeof target - 1);
  printf("readlink %s: %zd [%s]\n", path, size, size < 0 ? "" : target);
}

static void openIt(const char *path, int flags) {
  char text[16] = "";
  const int fd = open(path, O_RDONLY | flags);
  if (fd < 0) {
    printf("open %s: %s\n", path, errno == ELOOP ? "ELOOP" : errno == ENOENT ? "ENOENT" : "another error");
    return;
  }
  printf("open %s: %zd [%s]\n", path, read(fd, text, sizeof text - 1), text);
  close(fd);
}

int main(void) {
  mkdir("folder", 0755);
  const int fd = open("folder/file", O_CREAT | O_WRONLY, 0644);
  write(fd, "content", 7);
  close(fd);

  printf("symlink %d %d %d\n", symlink("folder/file", "direct"), symlink("folder", "through"),
         symlink("../direct", "folder/back"));
  printf("%d %d %d\n", symlink("nowhere", "dangling"), symlink("loop-b", "loop-a"),
         symlink("loop-a", "loop-b"));
  printf("exists %d %d\n", symlink("x", "direct"), errno == EEXIST);
  readBack("direct");
  readBack("through");
  readBack("folder/back");
  printf("not a link %zd %d\n", readlink("folder", (char[4]){0}, 4), errno == EINVAL);
  char two[3] = "";
  printf("short buffer %zd [%s]\n", readlink("direct", two, 2), two);

  openIt("direct", 0);
  openIt("through/file", 0);
  openIt("through/back", 0);
  openIt("dangling", 0);
  openIt("loop-a", 0);
  openIt("direct", O_NOFOLLOW);

  struct stat status;
  lstat("direct", &status);
  printf("lstat: link %d, size %lld\n", S_ISLNK(status.st_mode), (long long)status.st_size);
  stat("direct", &status);
  printf("stat: file %d, size %lld\n", S_ISREG(status.st_mode), (long long)status.st_size);
  printf("rename %d unlink %d\n", rename("direct", "renamed"), unlink("through"));
  readBack("renamed");
  openIt("folder/file", 0);
  openIt("folder/back", 0);
}
