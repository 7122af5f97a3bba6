// exec and spawn of another program, of scripts and modules; what is kept, and how each of them fails. Run by
// run.py, which puts the programs into a read-only grant /ro and a writable one /rw.
#include "tests/guest/raw/wasix.h"

#include <fcntl.h>

static int exec3(const char *name, const char *arguments, int searches, const char *path) {
  fflush(stdout);
  return proc_exec3(name, strlen(name), arguments, strlen(arguments), 0, 0, searches, path, path ? strlen(path) : 0);
}

static int run(const char *name, const char *arguments, int searches, const char *path) {
  const uint32_t child = fork_process();
  if (child == 0) {
    const int error = exec3(name, arguments, searches, path);
    printf("exec %s: errno %d\n", name, error);
    fflush(stdout);
    _Exit(126);
  }
  join_status status;
  join(child, &status);
  return status.value;
}

// The first form of spawn makes the pipes itself.
static void spawn_with_pipes(void) {
  enum { PIPED, INHERIT, NOTHING, NOTSUP = 58 };
  process_handles handles;
  char text[200];
  EXPECT(proc_spawn("/ro/target", 10, 1, "x", 1, 0, 0, INHERIT, INHERIT, INHERIT, 0, 0, &handles) == NOTSUP);
  EXPECT(proc_spawn("/ro/target", 10, 0, "x", 1, "/", 1, INHERIT, INHERIT, INHERIT, 0, 0, &handles) == NOTSUP);
  EXPECT(proc_spawn("/ro/nothing", 11, 0, "x", 1, 0, 0, PIPED, PIPED, PIPED, 0, 0, &handles) == 44);
  CHECK(proc_spawn("./target", 8, 0, "piped\nB\n", 8, 0, 0, NOTHING, PIPED, INHERIT, "/ro", 3, &handles));
  EXPECT(handles.streams[0].tag == 0 && handles.streams[1].tag == 1 && handles.streams[2].tag == 0);
  EXPECT(exit_code(handles.pid) == 0);
  const ssize_t length = read(handles.streams[1].fd, text, sizeof text);
  printf("piped: %.*s", (int)length, text);
  EXPECT(read(handles.streams[1].fd, text, sizeof text) == 0);
  close(handles.streams[1].fd);
}

int main(void) {
  uint32_t copy;
  CHECK(fd_dup2(1, 20, 0, &copy));
  CHECK(fd_dup2(1, 21, 1, &copy));
  EXPECT(run("/ro/target", "target\none\n\nthree\n", 0, NULL) == 0);
  EXPECT(run("/ro/target", "", 0, NULL) == 0);
  EXPECT(run("target", "t\ncode\n42\n", 1, "/nowhere:/ro") == 42);
  EXPECT(run("/ro/script", "script\nx\n", 0, NULL) == 0);
  EXPECT(run("/rw/script", "script\ny\n", 0, NULL) == 0);
  const int written = open("/rw/written", O_CREAT | O_TRUNC | O_WRONLY, 0755); // no guest sets an x bit
  static const char text[] = "#!/ro/target of my own\n";
  EXPECT(written >= 0 && write(written, text, sizeof text - 1) == sizeof text - 1 && close(written) == 0);
  EXPECT(run("/rw/written", "written\nz\n", 0, NULL) == 0);
  run("/ro/plain_script", "plain_script\n", 0, NULL);
  EXPECT(run("/rw/env_script", "env_script\n", 0, NULL) == 0);
  EXPECT(run("/rw/module.wasm", "module\nz\n", 0, NULL) == 0);
  run("/rw/forged", "forged\n", 0, NULL);
  run("/rw/empty", "empty\n", 0, NULL);
  run("/rw/loop", "loop\n", 0, NULL);
  run("/ro/missing", "missing\n", 0, NULL);
  run("missing", "missing\n", 1, "/ro:/rw");
  run("/ro", "directory\n", 0, NULL);
  run("/ro/plain_text", "not executable\n", 0, NULL);
  run("/ro/target/below", "not a directory\n", 0, NULL);

  const char *arguments[] = {"four", "with\nline feed", ""};
  const char *environment[] = {"A=1", "B=two\nlines"};
  uint32_t child = fork_process();
  if (child == 0)
    _Exit(proc_exec4("/ro/target", 10, arguments, 3, environment, 2, 0, NULL, 0));
  EXPECT(exit_code(child) == 0);

  // vfork and exec: the child's program runs, the parent goes on.
  fflush(stdout);
  CHECK(proc_fork(0, &child));
  if (child == 0)
    _Exit(exec3("/ro/target", "vforked\ncode\n7\n", 0, NULL));
  EXPECT(exit_code(child) == 7);
  CHECK(proc_fork_env(&child));
  CHECK(exec3("/ro/target", "vforked\ncode\n8\n", 0, NULL));
  EXPECT(exit_code(child) == 8);

  // spawn, with every action.
  static const char out[] = "/rw/out";
  const spawn_operation operations[] = {
      {.command = 2, .fd = 30, .path = out, .path_length = 7, .open_flags = 1 | 8, .rights = 0x1fffffff},
      {.command = 1, .fd = 1, .source = 30},
      {.command = 0, .fd = 30},
      {.command = 3, .path = "/ro", .path_length = 3},
  };
  fflush(stdout);
  CHECK(proc_spawn2("target", 6, "spawned\nA\n", 10, 0, 0, operations, 4, 0, 0, 0, 0, 0, &child));
  EXPECT(exit_code(child) == 0);
  uint32_t untouched = 1234;
  EXPECT(proc_spawn2("nothing", 7, "x\n", 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, &untouched) == 44);
  const spawn_operation bad[] = {{.command = 0, .fd = 999}};
  EXPECT(proc_spawn2("/ro/target", 10, "x\n", 2, 0, 0, bad, 1, 0, 0, 0, 0, 0, &untouched) == 8);
  EXPECT(untouched == 1234);
  option_pid any = {0, 0};
  join_status status;
  EXPECT(proc_join(&any, 0, &status) == 12);
  FILE *file = fopen(out, "r");
  char line[200];
  EXPECT(file && fgets(line, sizeof line, file));
  printf("spawned: %s", line);
  spawn_with_pipes();
  fflush(stdout);
  EXPECT(raw_chdir("/ro", 3) == 0);
  EXPECT(exec3("./target", "last\nin place\n", 0, NULL));
}
