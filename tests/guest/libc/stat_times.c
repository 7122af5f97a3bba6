// File status: type, size, links, and time stamps set and read back to the nanosecond.
// DIR: .
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void describe(const char *path) {
  struct stat status;
  if (stat(path, &status) != 0) {
    printf("%s: no status\n", path);
    return;
  }
  printf("%s: %s, size %lld, links %s, modified %lld.%09ld\n", path,
         S_ISDIR(status.st_mode)   ? "folder"
         : S_ISREG(status.st_mode) ? "file"
                                   : "other",
         S_ISDIR(status.st_mode) ? 0LL : (long long)status.st_size,
         S_ISDIR(status.st_mode) ? "-"
         : status.st_nlink == 1  ? "one"
                                 : "more",
         (long long)status.st_mtim.tv_sec, (long)status.st_mtim.tv_nsec);
}

int main(void) {
  const int fd = open("file", O_CREAT | O_RDWR, 0644);
  write(fd, "12345", 5);
  struct stat status;
  fstat(fd, &status);
  const time_t now = time(NULL);
  printf("fresh %d\n", status.st_mtime >= now - 60 && status.st_mtime <= now + 60);

  const struct timespec precise[] = {{1000000000, 123456789}, {1234567890, 987654321}};
  printf("utimensat %d\n", utimensat(AT_FDCWD, "file", precise, 0));
  describe("file");
  const struct timespec other[] = {{0, UTIME_OMIT}, {86400, 1}};
  printf("futimens %d\n", futimens(fd, other));
  describe("file");
  fstat(fd, &status);
  printf("access time kept %lld.%09ld\n", (long long)status.st_atim.tv_sec, (long)status.st_atim.tv_nsec);
  // Setting the present time is left out: wasi-libc refuses UTIME_NOW, and takes NULL for the year 1970.

  printf("link %d\n", link("file", "second"));
  struct stat second;
  stat("second", &second);
  fstat(fd, &status);
  printf("same file %d, links %d\n", second.st_ino == status.st_ino && second.st_dev == status.st_dev,
         (int)second.st_nlink);
  futimens(fd, precise);
  mkdir("folder", 0700);
  utimensat(AT_FDCWD, "folder", precise, 0);
  describe("second");
  describe("folder");
  describe("absent");
  printf("access %d %d\n", access("file", R_OK), access("absent", F_OK));
  close(fd);
}
