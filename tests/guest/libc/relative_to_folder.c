// The calls that take a folder's descriptor: openat and its relatives, directory positions, duplicate
// listings.
// DIR: .
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int count(DIR *directory) {
  int entries = 0;
  for (struct dirent *entry; (entry = readdir(directory));)
    entries += entry->d_name[0] != '.';
  return entries;
}

int main(void) {
  mkdir("base", 0755);
  const int base = open("base", O_RDONLY | O_DIRECTORY);
  printf("mkdirat %d\n", mkdirat(base, "inner", 0755));
  for (char c = 'a'; c <= 'z'; ++c) {
    const char name[] = {'f', c, 0};
    const int fd = openat(base, name, O_CREAT | O_WRONLY, 0644);
    if (fd < 0 || write(fd, name, 2) != 2)
      printf("cannot write %s\n", name);
    close(fd);
  }
  struct stat status;
  printf("fstatat %d size %lld\n", fstatat(base, "fq", &status, 0), (long long)status.st_size);
  printf("symlinkat %d", symlinkat("fq", base, "link"));
  printf(" nofollow %d link %d\n", fstatat(base, "link", &status, AT_SYMLINK_NOFOLLOW),
         S_ISLNK(status.st_mode));
  char target[8] = "";
  printf("readlinkat %zd [%s]\n", readlinkat(base, "link", target, 7), target);
  printf("linkat %d renameat %d unlinkat %d\n", linkat(base, "fa", base, "hard", 0),
         renameat(base, "hard", base, "harder"), unlinkat(base, "harder", 0));
  printf("rmdir through unlinkat %d %d\n", unlinkat(base, "inner", 0) < 0,
         unlinkat(base, "inner", AT_REMOVEDIR));
  printf("faccessat %d %d\n", faccessat(base, "fz", F_OK, 0), faccessat(base, "missing", F_OK, 0));

  DIR *directory = fdopendir(openat(base, ".", O_RDONLY | O_DIRECTORY));
  printf("entries %d\n", count(directory));
  rewinddir(directory);
  readdir(directory), readdir(directory), readdir(directory);
  const long place = telldir(directory);
  const struct dirent *next = readdir(directory);
  char remembered[64];
  snprintf(remembered, sizeof remembered, "%s", next ? next->d_name : "");
  const int rest = count(directory);
  seekdir(directory, place);
  next = readdir(directory);
  printf("seekdir back to the same entry %d, the same rest %d\n", next && !strcmp(next->d_name, remembered),
         count(directory) == rest);
  closedir(directory);
  close(base);
}
