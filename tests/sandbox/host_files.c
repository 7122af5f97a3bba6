// Tries every way to see something of each path that comes in, one a line, and prints those that worked. With
// the name of a named pipe as an argument: whether processes that wait for its other end can be ended.
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char path[4096];

static void report(const char *how) { printf("%s %s\n", how, path); }

static void list(void) {
  DIR *directory = opendir(path);
  if (!directory)
    return;
  report("list");
  for (struct dirent *entry; (entry = readdir(directory));)
    printf("entry %s/%s\n", path, entry->d_name);
  closedir(directory);
}

static void try(void) {
  static const struct {
    const char *how;
    int flags;
  } kOpens[] = {{"read", O_RDONLY},
                {"write", O_WRONLY},
                {"update", O_RDWR},
                {"create", O_RDWR | O_CREAT},
                {"directory", O_RDONLY | O_DIRECTORY}};
  char text[64];
  struct stat status;
  for (size_t i = 0; i < sizeof kOpens / sizeof *kOpens; ++i) {
    const int fd = open(path, kOpens[i].flags, 0600);
    if (fd >= 0) {
      report(kOpens[i].how);
      close(fd);
    }
  }
  list();
  if (stat(path, &status) == 0)
    report("stat");
  if (lstat(path, &status) == 0)
    report("lstat");
  if (readlink(path, text, sizeof text) > 0)
    report("readlink");
  if (link(path, "linked") == 0)
    report("link");
  if (chdir(path) == 0) {
    report("chdir");
    (void)!chdir("/");
  }
}

static int end_openers(const char *fifo) {
  enum { CHILDREN = 20 };
  pid_t children[CHILDREN];
  int ended = 0;
  for (int i = 0; i < CHILDREN; ++i) {
    children[i] = fork();
    if (children[i] == 0) {
      open(fifo, O_RDONLY);
      pause();
    }
  }
  usleep(100000);
  for (int i = 0; i < CHILDREN; ++i) {
    int status = 0;
    kill(children[i], SIGTERM);
    ended += waitpid(children[i], &status, 0) == children[i] && WIFSIGNALED(status);
  }
  printf("%d ended\n", ended);
  return ended == CHILDREN ? 0 : 1;
}

int main(int count, char **arguments) {
  if (count > 1)
    return end_openers(arguments[1]);
  while (fgets(path, sizeof path, stdin)) {
    path[strcspn(path, "\n")] = '\0';
    try();
  }
  return 0;
}
