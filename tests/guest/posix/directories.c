// LIBRARY: wasix
// SELF: bin/self
// DIR: .
// The working directory: relative paths, children that go elsewhere, and programs that begin where they were
// started.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char start[PATH_MAX];

// Absolute names differ between the two runs; what is below the folder that the program starts in does not.
static const char *below(void) {
  static char path[PATH_MAX];
  if (!getcwd(path, sizeof path))
    return strerror(errno);
  const size_t length = strcmp(start, "/") == 0 ? 0 : strlen(start);
  return strncmp(path, start, length) == 0 ? path + length : path;
}

static void read_note(const char *path) {
  char text[20];
  const int fd = open(path, O_RDONLY);
  const ssize_t size = fd < 0 ? 0 : read(fd, text, sizeof text);
  printf("%s: %.*s\n", path, (int)size, fd < 0 ? strerror(errno) : text);
  close(fd);
}

int main(int argc, char **argv) {
  setvbuf(stdout, NULL, _IONBF, 0);
  if (argc > 1) {
    strcpy(start, argv[1]);
    printf("program begins in %s\n", below());
    read_note("note");
    return 0;
  }
  getcwd(start, sizeof start);
  mkdir("a", 0755);
  mkdir("a/b", 0755);
  int fd = open("a/b/note", O_WRONLY | O_CREAT, 0644);
  write(fd, "inner", 5);
  close(fd);
  fd = open("note", O_WRONLY | O_CREAT, 0644);
  write(fd, "outer", 5);
  close(fd);

  printf("chdir: %d, in %s\n", chdir("a"), below());
  read_note("b/note");
  read_note("../note");
  read_note("note");
  printf("chdir: %d, in %s\n", chdir("b"), below());
  read_note("note");
  read_note("./../b/note");
  struct stat status;
  printf("stat: %d, access: %d\n", stat("note", &status), access("../../note", R_OK));
  printf("missing: %d %d, in %s\n", chdir("missing"), errno == ENOENT, below());
  printf("a file: %d %d, in %s\n", chdir("note"), errno == ENOTDIR, below());
  printf("empty: %d %d\n", chdir(""), errno == ENOENT);

  if (fork() == 0) {
    printf("child begins in %s\n", below());
    chdir("..");
    printf("child in %s\n", below());
    fclose(fopen("made by child", "w"));
    _exit(0);
  }
  wait(NULL);
  printf("parent in %s, sees the file: %d\n", below(), access("../made by child", F_OK));

  char path[PATH_MAX + 20];
  snprintf(path, sizeof path, "%s/bin/self", strcmp(start, "/") ? start : "");
  if (fork() == 0) {
    execl(path, "self", start, (char *)NULL);
    _exit(1);
  }
  wait(NULL);

  printf("chdir: %d, in %s\n", chdir("../.."), strcmp(below(), "/") ? below() : "");
  printf("too small: %d %d\n", getcwd(path, 1) == NULL, errno == ERANGE);
  char *allocated = getcwd(NULL, 0);
  printf("allocated: %d\n", strcmp(allocated, start));
  free(allocated);
  printf("realpath: %s\n",
         realpath("a/./b/../b/note", path) ? path + (strcmp(start, "/") ? strlen(start) : 0) : "-");
  symlink("b", "a/link");
  printf("realpath: %s\n",
         realpath("a/link/note", path) ? path + (strcmp(start, "/") ? strlen(start) : 0) : "-");
  printf("realpath: %d %d\n", realpath("a/none", path) == NULL, errno == ENOENT);
  return 0;
}
