// Where a program is, and where the children are that it starts in other directories, by name and by descriptor.
// Without arguments: says where it is and what lies there.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int report(const char *what) {
  char directory[4096];
  FILE *file = fopen("here", "r");
  char text[64] = "nothing";
  if (file) {
    fscanf(file, "%63s", text);
    fclose(file);
  }
  printf("%s: %s has %s\n", what, getcwd(directory, sizeof directory) ? directory : strerror(errno), text);
  fflush(stdout);
  return 0;
}

static void start(const char *what, posix_spawn_file_actions_t *actions) {
  pid_t child;
  char *const arguments[] = {"child", (char *)what, NULL};
  const int error = posix_spawn(&child, getenv("PROGRAM"), actions, NULL, arguments, environ);
  if (error)
    printf("%s: %s\n", what, strerror(error));
  else
    waitpid(child, NULL, 0);
  fflush(stdout);
}

static void start_at(const char *what, int directory) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addfchdir_np(&actions, directory);
  start(what, &actions);
  posix_spawn_file_actions_destroy(&actions);
}

static int directory(const char *path) {
  const int fd = open(path, O_RDONLY | O_DIRECTORY);
  if (fd < 0)
    printf("%s: %s\n", path, strerror(errno));
  return fd;
}

static void put(const char *path, const char *text) {
  FILE *file = fopen(path, "w");
  if (!file) {
    printf("%s: %s\n", path, strerror(errno));
    return;
  }
  fputs(text, file);
  fclose(file);
}

int main(int count, char **arguments) {
  if (count > 1)
    return report(arguments[1]);
  report("start");
  mkdir("below", 0700);
  mkdir("below/deep", 0700);
  put("below/here", "below");
  put("below/deep/here", "deep");
  mkdir("/tmp/a", 0700);
  mkdir("/tmp/a/b", 0700);
  put("/tmp/a/b/here", "memory");

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, "below/deep");
  start("by name", &actions);

  start_at("the same", directory("."));
  const int below = directory("below"), deep = directory("below/deep"), memory = directory("/tmp/a/b");
  start_at("below", below);
  start_at("deep", deep);
  start_at("memory", memory);
  rename("below/deep", "moved");
  start_at("moved", deep);
  rename("/tmp/a/b", "/tmp/c");
  start_at("moved in memory", memory);
  start_at("other grant", directory("/other/sub"));
  unlink("moved/here");
  rmdir("moved");
  start_at("removed", deep);
  unlink("/tmp/c/here");
  rmdir("/tmp/c");
  start_at("removed from memory", memory);
  start_at("no directory", open("here", O_RDONLY));

  chdir("below");
  report("chdir");
  start("inherited", NULL);
}
