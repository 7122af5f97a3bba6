// A guest that tries to have code run which it should not: its arguments say what to do, one after the other.
//   run:PATH  load:PATH        exec in a child, dlopen: what became of it goes to stderr
//   copy:FROM:TO  hold:PATH    copy a file; open one for writing, and keep it open
//   put:FROM  shut:FD          copy a file to stdout; close a descriptor
//   link:TARGET:PATH  line     make a symbolic link; wait for a line on stdin
//   kill:PATH                  run it in a child that is killed when there is a line on stdin
//   handle:PATH                run it in place, with a signal that is handled coming meanwhile
#include "tests/guest/raw/wasix.h"

#include <fcntl.h>

int WASIX(dlopen)(const char *path, int length, int flags, char *error, int size, const char *library_path,
                  int library_path_length, uint32_t *handle);

static void run(const char *path) {
  const uint32_t child = fork_process();
  if (child == 0) {
    const int error = proc_exec3(path, strlen(path), path, strlen(path), 0, 0, 0, 0, 0);
    fprintf(stderr, "run %s: errno %d\n", path, error);
    _Exit(126);
  }
  join_status status;
  join(child, &status);
  fprintf(stderr, "run %s: status %d\n", path, status.tag == 1 ? (int)status.value : -1);
}

static void load(const char *path) {
  char error[200] = "";
  uint32_t handle = 0;
  const int code = dlopen(path, strlen(path), 2, error, sizeof error, 0, 0, &handle);
  fprintf(stderr, "load %s: errno %d\n", path, code);
}

static void copy(int from, int to) {
  static char buffer[1 << 16];
  EXPECT(from >= 0 && to >= 0);
  for (ssize_t size; (size = read(from, buffer, sizeof buffer)) > 0;)
    EXPECT(write(to, buffer, size) == size);
}

static void wait_for_line(void) {
  for (char c = 0; c != '\n' && read(0, &c, 1) == 1;)
    ;
}

static void run_and_kill(const char *path) {
  const uint32_t child = fork_process();
  if (child == 0)
    _Exit(proc_exec3(path, strlen(path), path, strlen(path), 0, 0, 0, 0, 0));
  wait_for_line();
  CHECK(proc_signal(child, 9));
  join_status status;
  join(child, &status);
  fprintf(stderr, "kill %s: signal %d\n", path, status.tag == 2 ? (int)status.signal : -1);
}

static int signals;
__attribute__((export_name("handle_signal"))) void handle_signal(int number) { ++signals; }

static void run_with_signal(const char *path) {
  callback_signal("handle_signal", 13);
  CHECK(proc_raise_interval(14, 100, 0));
  const int error = proc_exec3(path, strlen(path), path, strlen(path), 0, 0, 0, 0, 0);
  fprintf(stderr, "handle %s: errno %d, %d signal\n", path, error, signals);
}

static char *second(char *text) {
  char *const colon = strchr(text, ':');
  EXPECT(colon);
  *colon = 0;
  return colon + 1;
}

static void act(char *action) {
  char *const value = strchr(action, ':') ? second(action) : action;
  if (strcmp(action, "run") == 0)
    return run(value);
  if (strcmp(action, "load") == 0)
    return load(value);
  if (strcmp(action, "hold") == 0)
    EXPECT(open(value, O_WRONLY) >= 0);
  if (strcmp(action, "shut") == 0)
    close(atoi(value));
  if (strcmp(action, "put") == 0)
    copy(open(value, O_RDONLY), 1);
  if (strcmp(action, "line") == 0)
    wait_for_line();
  if (strcmp(action, "kill") == 0)
    run_and_kill(value);
  if (strcmp(action, "handle") == 0)
    run_with_signal(value);
  if (strcmp(action, "copy") == 0) {
    char *const to = second(value);
    const int target = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0777);
    copy(open(value, O_RDONLY), target);
    close(target);
  }
  if (strcmp(action, "link") == 0) {
    char *const path = second(value);
    EXPECT(symlink(value, path) == 0);
  }
}

int main(int count, char **arguments) {
  for (int i = 1; i < count; ++i)
    act(arguments[i]);
}
