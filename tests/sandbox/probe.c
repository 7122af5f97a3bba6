// A guest that does what its arguments say and prints what came of it: what a program can reach is tried from
// the inside. Each argument is one action; see main.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wasi/api.h>

__attribute__((import_module("wasi_snapshot_preview1"), import_name("proc_raise"))) int
proc_raise(int signal);

static void readFile(const char *path) {
  char text[64] = "";
  const int fd = open(path, O_RDONLY);
  if (fd < 0) {
    fprintf(stderr, "cannot read %s: %s\n", path, strerror(errno));
    return;
  }
  const ssize_t size = read(fd, text, sizeof text - 1);
  printf("%s: %.*s\n", path, (int)(size > 0 ? size : 0), text);
  close(fd);
}

static void writeFile(const char *path) {
  const int fd = open(path, O_WRONLY | O_CREAT, 0666);
  if (fd < 0)
    printf("write %s: error %d\n", path, errno);
  else
    printf("write %s: %zd\n", path, write(fd, "written", 7));
  close(fd);
}

static void list(const char *path) {
  DIR *directory = opendir(path);
  int entries = 0;
  while (directory && readdir(directory))
    ++entries;
  printf("list %s: %d\n", path, directory ? entries : -errno);
}

// Past the C library: a path below any descriptor, "3:name".
static void rawOpen(const char *argument) {
  char *path;
  const __wasi_fd_t directory = (__wasi_fd_t)strtol(argument, &path, 10);
  __wasi_fd_t fd;
  printf("open %s: error %d\n", argument,
         __wasi_path_open(directory, __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW, path + 1, 0, __WASI_RIGHTS_FD_READ, 0,
                          0, &fd));
}

// Opens a file until that fails.
static void openMany(const char *path) {
  int count = 0;
  while (open(path, O_RDONLY) >= 0)
    ++count;
  printf("many %s: some %d, error %d\n", path, count > 0, errno);
}

static void rawRead(int fd) {
  char byte;
  const __wasi_iovec_t vector = {(uint8_t *)&byte, 1};
  __wasi_size_t size;
  printf("read %d: error %d\n", fd, __wasi_fd_read(fd, &vector, 1, &size));
}

static void showEnvironment(void) {
  extern char **environ;
  for (char **entry = environ; entry && *entry; ++entry)
    printf("%s\n", *entry);
}

static void flood(void) {
  for (;;)
    if (write(1, "flood\n", 6) < 0)
      exit(77);
}

int main(int count, char **arguments) {
  for (int i = 1; i < count; ++i) {
    char *value = strchr(arguments[i], '=');
    if (value)
      *value++ = '\0';
    const char *action = arguments[i];
    if (!strcmp(action, "read"))
      readFile(value);
    else if (!strcmp(action, "write"))
      writeFile(value);
    else if (!strcmp(action, "list"))
      list(value);
    else if (!strcmp(action, "remove"))
      printf("remove %s: %d\n", value, remove(value) ? errno : 0);
    else if (!strcmp(action, "rename"))
      printf("rename %s: %d\n", value, rename(value, "renamed") ? errno : 0);
    else if (!strcmp(action, "symlink"))
      printf("symlink %s: %d\n", value, symlink(value, "new-link") ? errno : 0);
    else if (!strcmp(action, "open"))
      rawOpen(value);
    else if (!strcmp(action, "many"))
      openMany(value);
    else if (!strcmp(action, "fd"))
      rawRead(atoi(value));
    else if (!strcmp(action, "environment"))
      showEnvironment();
    else if (!strcmp(action, "raise"))
      printf("raise: %d\n", proc_raise(atoi(value)));
    else if (!strcmp(action, "exit"))
      exit(atoi(value));
    else if (!strcmp(action, "trap"))
      __builtin_trap();
    else if (!strcmp(action, "close"))
      printf("close %s: %d\n", value, close(atoi(value)));
    else if (!strcmp(action, "flood"))
      flood();
    else
      printf("%s\n", action);
    fflush(stdout);
  }
  return 0;
}
