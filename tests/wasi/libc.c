// The same through the C library: streams, positions, offsets, directories, identity of files.
#include "check.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void checkStreams(void) {
  char bytes[5];
  FILE *file = fopen("digits.txt", "r");
  CHECK(file && fread(bytes, 1, 4, file) == 4);
  fflush(file);
  CHECK(lseek(fileno(file), 0, SEEK_CUR) == 4);
  CHECK(fread(bytes, 1, 1, file) == 1 && bytes[0] == '4');
  fflush(file);
  CHECK(lseek(fileno(file), 0, SEEK_CUR) == 5);
  CHECK(lseek(fileno(file), 0, SEEK_END) == 8);
  CHECK(pread(fileno(file), bytes, 3, 2) == 3 && memcmp(bytes, "234", 3) == 0);
  fclose(file);
}

static void checkAppending(void) {
  const int fd = open("pwrite.cleanup", O_CREAT | O_TRUNC | O_WRONLY | O_APPEND, 0666);
  CHECK(fd >= 0 && write(fd, "ab", 2) == 2 && lseek(fd, 0, SEEK_SET) == 0 && write(fd, "cd", 2) == 2);
  CHECK(lseek(fd, 0, SEEK_CUR) == 4 && pwrite(fd, "efg", 3, 0) == 3 && lseek(fd, 0, SEEK_CUR) == 4);
  const off_t end = lseek(fd, 0, SEEK_END);
  CHECK(end == 4 || end == 7);
  close(fd);

  const int plain = open("offsets.cleanup", O_CREAT | O_RDWR, 0666);
  CHECK(pwrite(plain, "very long text", 14, 0) == 14 && pwrite(plain, "test", 4, 3) == 4);
  char text[16];
  CHECK(read(plain, text, sizeof text) == 14 && memcmp(text, "vertestng text", 14) == 0);
  CHECK(close(plain) == 0 && remove("offsets.cleanup") == 0);
}

static void checkDirectory(void) {
  const int fd = open("folder", O_RDONLY | O_DIRECTORY);
  DIR *directory = fdopendir(fd);
  CHECK(directory);
  ino_t inodes[2] = {0, 0};
  for (struct dirent *entry; (entry = readdir(directory));) {
    if (entry->d_name[0] == '.')
      continue;
    struct stat status;
    CHECK(fstatat(fd, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_ino == entry->d_ino);
    inodes[strcmp(entry->d_name, "one") == 0] = entry->d_ino;
  }
  CHECK(inodes[0] != inodes[1] && inodes[0] != 0 && inodes[1] != 0);
  struct stat one, two;
  CHECK(stat("folder/one", &one) == 0 && stat("folder/two", &two) == 0);
  CHECK(one.st_dev == two.st_dev && one.st_ino != two.st_ino);
  closedir(directory);
}

int main(void) {
  checkStreams();
  checkAppending();
  checkDirectory();
  struct timespec time;
  CHECK(clock_gettime(CLOCK_REALTIME, &time) == 0 && time.tv_sec > 1600000000);
  CHECK(clock_getres(CLOCK_MONOTONIC, &time) == 0);
  errno = 0;
  CHECK(!fopen("missing", "r") && errno == ENOENT);
  return 0;
}
