// Threads that change what names mean (the current directory, renames, links) while others use these names: to
// connect, bind, send, open, run. Nothing but the granted folder /host and the /tmp in memory may be reached,
// and no socket of /host, because the program has no grant for the network. The runner (calls.py) listens at
// /host/s, and has put a secret beside the folder.
//
// usage: racing_names SECONDS
#include "../guest/raw/threads.h"

#include "../guest/raw/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

enum { HOST = FIRST_GRANT, TRIES_AT_ONCE = 50 };

static volatile int stop;
static int reached, tries;

static void toggle(thread *self) {
  while (!stop) {
    raw_chdir("/tmp", 4);
    raw_chdir("/host", 5);
    raw_chdir("/tmp/d", 6);
    raw_chdir("/host/d", 7);
  }
  set(&self->value, 1);
}

// The folder d comes and goes, and in between it is a link to what lies above.
static void swap(thread *self) {
  while (!stop) {
    (void)__wasi_path_rename(HOST, "d", HOST, "t");
    (void)__wasi_path_symlink("..", HOST, "d");
    (void)__wasi_path_unlink_file(HOST, "d");
    (void)__wasi_path_symlink("../", HOST, "d");
    (void)__wasi_path_unlink_file(HOST, "d");
    (void)__wasi_path_rename(HOST, "t", HOST, "d");
    (void)__wasi_path_rename(HOST, "deep/er", HOST, "er");
    (void)__wasi_path_rename(HOST, "er", HOST, "deep/er");
  }
  set(&self->value, 1);
}

static void report(const char *what, const char *name) {
  printf("%s %s\n", what, name);
  ++reached;
}

// Connections that the socket in /tmp takes are right; those at /host/s would be counted by the runner as well.
static void use_sockets(void) {
  static const char *const kNames[] = {"s", "./s", "../host/s", "d/s"};
  for (int i = 0; i < TRIES_AT_ONCE; ++i, ++tries) {
    const address_port name = named(kNames[i % 4]), fresh = named(i % 2 ? "new" : "d/new");
    uint32_t fd, size;
    CHECK(sock_open(UNIX, STREAM, 0, &fd));
    if (sock_connect(fd, &name) == 0)
      report("connected to", name.path);
    close(fd);
    CHECK(sock_open(UNIX, DATAGRAM, 0, &fd));
    const vector text = {"x", 1};
    if (sock_send_to(fd, &text, 1, 0, &name, &size) == 0)
      report("sent to", name.path);
    sock_bind(fd, &fresh);
    close(fd);
    unlink("/tmp/new");
    unlink("/tmp/d/new");
  }
}

static void use_files(void) {
  static const char *const kNames[] = {"d/secret", "d/../secret", "deep/er/../../../secret", "d/../../secret",
                                       "deep/er/../../secret"};
  for (int i = 0; i < TRIES_AT_ONCE; ++i, ++tries) {
    const char *const name = kNames[i % 5];
    uint32_t fd;
    if (path_open2(HOST, FOLLOW, name, strlen(name), 0, READ_RIGHT, 0, 0, 0, &fd) != 0)
      continue;
    char text[8] = "";
    if (read((int)fd, text, sizeof text - 1) > 0 && text[0] == 'T')
      report("read", name);
    close(fd);
  }
}

// `tool` is a native program in /host, which must not run, and a script in /tmp; `tools/x` likewise. In the
// child of the spawn, another name of the folder is taken apart as it is in this process.
static void use_programs(void) {
  static const char *const kNames[] = {"tool", "./tool", "../host/tool", "d/tool"};
  for (int i = 0; i < TRIES_AT_ONCE / 10; ++i, ++tries) {
    const char *const name = kNames[i % 4];
    uint32_t pid;
    const spawn_operation operations[] = {{.command = 3, .path = i % 2 ? "d" : "../host", .path_length = i % 2 ? 1 : 7}};
    if (proc_spawn2(name, strlen(name), "x\n", 2, 0, 0, operations, i % 3 == 0, 0, 0, 0, 0, 0, &pid) == 0)
      report("ran", name);
  }
}

static void prepare(void) {
  EXPECT(mkdir("/tmp/d", 0777) == 0);
  const int fd = open("/tmp/tool", O_CREAT | O_WRONLY, 0777);
  EXPECT(fd >= 0 && write(fd, "#!/tmp/missing\n", 15) == 15 && close(fd) == 0);
}

int main(int argc, char **argv) {
  static thread togglers[2], swapper;
  const double seconds = argc > 1 ? atof(argv[1]) : 1;
  prepare();
  CHECK(raw_chdir("/host", 5));
  start(&togglers[0], toggle);
  start(&togglers[1], toggle);
  start(&swapper, swap);
  for (const time_t begin = time(NULL); difftime(time(NULL), begin) < seconds;) {
    use_sockets();
    use_files();
    use_programs();
  }
  stop = 1;
  CHECK(thread_join(togglers[0].tid));
  CHECK(thread_join(togglers[1].tid));
  CHECK(thread_join(swapper.tid));
  printf("%s tries, %d too far\n", tries > 0 ? "many" : "no", reached);
  return 0;
}
