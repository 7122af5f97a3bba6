// Directories: creation, nesting, listing of many entries, and the errors of removing what is not empty.
// DIR: .
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { kEntries = 300 };

static int byName(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void list(const char *path, int show) {
  DIR *directory = opendir(path);
  if (!directory) {
    printf("%s: cannot open, %s\n", path, errno == ENOENT ? "ENOENT" : errno == ENOTDIR ? "ENOTDIR" : "?");
    return;
  }
  char *names[kEntries + 8];
  int count = 0, folders = 0;
  for (struct dirent *entry; (entry = readdir(directory));) {
    if (entry->d_name[0] == '.')
      continue;
    folders += entry->d_type == DT_DIR;
    names[count++] = strdup(entry->d_name);
  }
  closedir(directory);
  qsort(names, count, sizeof *names, byName);
  unsigned hash = 0;
  for (int i = 0; i < count; ++i) {
    for (const char *c = names[i]; *c; ++c)
      hash = hash * 31 + (unsigned char)*c;
    if (show)
      printf("  %s\n", names[i]);
    free(names[i]);
  }
  printf("%s: %d entries, %d of them folders, names %08x\n", path, count, folders, hash);
}

int main(void) {
  printf("mkdir %d %d %d\n", mkdir("top", 0755), mkdir("top/middle", 0755), mkdir("top/middle/leaf", 0755));
  printf("exists %d %d\n", mkdir("top", 0755), errno == EEXIST);
  printf("no parent %d %d\n", mkdir("none/child", 0755), errno == ENOENT);
  char name[64];
  for (int i = 0; i < kEntries; ++i) {
    snprintf(name, sizeof name, "top/middle/entry-%03d-%.*s", i * 7 % kEntries, i % 40,
             "a-name-of-varying-length-to-move-the-records");
    close(open(name, O_CREAT | O_WRONLY, 0600));
  }
  list("top", 1);
  list("top/middle", 0);
  list("top/middle/leaf", 1);
  list("top/middle/../middle/./leaf/..", 0);
  list("absent", 1);
  printf("not empty %d %d\n", rmdir("top/middle"), errno == ENOTEMPTY);

  DIR *directory = opendir("top/middle");
  for (struct dirent *entry; (entry = readdir(directory));)
    if (entry->d_type == DT_REG)
      unlinkat(dirfd(directory), entry->d_name, 0);
  rewinddir(directory);
  int left = 0;
  for (struct dirent *entry; (entry = readdir(directory));)
    left += entry->d_name[0] != '.';
  closedir(directory);
  printf("left after unlinking: %d\n", left);
  printf("rename %d\n", rename("top/middle/leaf", "moved"));
  list("moved", 1);
  printf("rmdir %d %d %d\n", rmdir("moved"), rmdir("top/middle"), rmdir("top"));
  printf("file is no folder %d\n", close(open("plain", O_CREAT | O_WRONLY, 0600)));
  list("plain", 0);
  printf("rmdir of a file %d %d\n", rmdir("plain"), errno == ENOTDIR);
  list(".", 1);
}
