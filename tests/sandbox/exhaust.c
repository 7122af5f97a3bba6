// Takes as much of one kind of what the host has as there is, in children of the first process, and then goes
// on as if nothing had been.
//
// usage: exhaust KIND...
//
// Prints a line for each kind: how it ended, and that processes can be made again.
#include "../guest/raw/epoll.h"

#include <fcntl.h>
#include <sys/stat.h>

enum { MANY = 100000, SEQUENCE = 11, UNTIL_REFUSED = 77, NEVER_REFUSED = 78 };

int WASIX(thread_sleep)(uint64_t nanoseconds);

static const char *program;

// Ends the process that was refused something, with word to whoever looks.
static _Noreturn void refused(void) { _Exit(UNTIL_REFUSED); }

static void wait_long(void) {
  for (;;)
    thread_sleep(1000 * kMillisecond);
}

static int has_child_ended(void) {
  option_pid ended = {0, 0};
  join_status status;
  return proc_join(&ended, NO_HANG, &status) == 0 && status.tag != 0;
}

// Children that stay, until there can be no more of them or one of them has ended.
static void populate(void (*each)(int number)) {
  for (int i = 0; i < MANY; ++i) {
    uint32_t pid = ~0u;
    if (proc_fork(1, &pid) != 0)
      refused();
    if (pid == 0) {
      each(i);
      wait_long();
    }
    if (has_child_ended())
      refused();
  }
}

static void grow(int number) {
  for (int i = 0; i < 20; ++i) {
    char *bytes = malloc(1 << 20);
    if (!bytes)
      refused();
    memset(bytes, number, 1 << 20);
  }
}

static void memories(void) { populate(grow); }

static void nothing(int number) { (void)number; }

// What every child has a copy of: an environment of two megabytes.
static void environments(void) { populate(nothing); }

static int (*volatile again)(int depth, void (*then)(void));

static __attribute__((noinline)) int dive(int depth, void (*then)(void)) {
  if (depth == 0)
    return then(), 0;
  return again(depth - 1, then) + depth;
}

static void come_up(void) {}

static void touch_stack(int number) {
  (void)number;
  dive(60000, come_up);
}

static void stacks(void) { populate(touch_stack); }

static void sleep_deep(int number) {
  (void)number;
  dive(60000, wait_long);
}

static void deep_sleepers(void) { populate(sleep_deep); }

static void back(void) { context_switch(0); }
static void coroutine(void) { dive(60000, back); }

static void coroutines(void) {
  for (int i = 0; i < MANY; ++i) {
    uint64_t id;
    if (context_create(&id, coroutine) != 0 || context_switch(id) != 0)
      refused();
  }
}

static void checkpoint(void) {
  stack_snapshot *snapshots = malloc(MANY * sizeof *snapshots);
  if (!snapshots)
    refused();
  static uint64_t value;
  for (int i = 0; i < MANY; ++i)
    if (stack_checkpoint(&snapshots[i], &value) != 0)
      refused();
}

static void keep_checkpoints(int number) {
  (void)number;
  dive(60000, checkpoint);
}

static void checkpoints(void) { populate(keep_checkpoints); }

static void keep_small_checkpoints(int number) {
  (void)number;
  checkpoint();
}

// Small ones: what leads to them is more than they are.
static void small_checkpoints(void) { populate(keep_small_checkpoints); }

// All that is left, down to a few kilobytes.
static void fill_up(void) {
  while (__builtin_wasm_memory_grow(0, 16) != (size_t)-1)
    continue;
  while (__builtin_wasm_memory_grow(0, 1) != (size_t)-1)
    continue;
  static const char page[4096] = "x";
  const int fd = open("/tmp/rest", O_CREAT | O_WRONLY, 0600);
  while (write(fd, page, sizeof page) == sizeof page)
    continue;
}

// Host threads that begin when nothing is left: what runs in them must still be able to trap.
static void overflows(void) {
  for (int i = 0; i < 6; ++i) {
    uint32_t pid = ~0u;
    if (proc_fork(1, &pid) != 0)
      break;
    if (pid == 0) {
      thread_sleep(50 * kMillisecond);
      for (volatile int spin = 0; spin < 100 * 1000 * 1000; ++spin)
        continue;
      dive(1 << 30, come_up);
    }
  }
  fill_up();
  join_status status;
  for (option_pid pid = {0, 0}; proc_join(&pid, 0, &status) == 0; pid.tag = 0)
    continue;
  unlink("/tmp/rest");
  refused();
}

// The first process, which waits for the first time when nothing is left.
static void wait_alone(void) {
  uint32_t ends[2];
  char byte;
  CHECK(fd_pipe(&ends[0], &ends[1]));
  fill_up();
  CHECK(proc_raise_interval(14, 100 * kMillisecond, 0));
  (void)read((int)ends[0], &byte, 1);
}

static void fill_pipe(int number) {
  (void)number;
  static const char page[4096];
  for (int i = 0; i < 1000; ++i) {
    uint32_t ends[2];
    if (fd_pipe(&ends[0], &ends[1]) != 0 || write((int)ends[1], page, sizeof page) != sizeof page)
      refused();
  }
}

static void pipes(void) { populate(fill_pipe); }

static void fill_sockets(int number) {
  (void)number;
  static const char page[4096];
  for (int i = 0; i < 100; ++i) {
    uint32_t ends[2];
    if (sock_pair(UNIX, STREAM, 0, &ends[0], &ends[1]) != 0)
      refused();
    for (int sent = 0; sent < 150; sent += 4)
      if (write((int)ends[1], page, sizeof page) != sizeof page)
        refused();
  }
}

static void sockets(void) { populate(fill_sockets); }

static void files(void) {
  static const char block[1 << 16] = "x";
  const int fd = open("/tmp/large", O_CREAT | O_WRONLY, 0600);
  for (int i = 0; i < MANY; ++i)
    if (write(fd, block, sizeof block) != sizeof block)
      break;
  unlink("/tmp/large");
  refused();
}

static void names(void) {
  char name[300] = "/tmp/d";
  mkdir(name, 0700);
  int made = 0;
  for (; made < MANY * 20; ++made) {
    sprintf(name, "/tmp/d/%0250d", made);
    const int fd = open(name, O_CREAT | O_WRONLY, 0600);
    if (fd < 0)
      break;
    close(fd);
  }
  while (made > 0) {
    sprintf(name, "/tmp/d/%0250d", --made);
    unlink(name);
  }
  refused();
}

static void watch_much(int number) {
  (void)number;
  uint32_t event;
  if (fd_event(0, 0, &event) != 0)
    refused();
  for (int i = 0; i < 1000; ++i) {
    uint32_t set;
    if (epoll_create(&set) != 0 || control(set, ADD, event, IN) != 0)
      refused();
  }
}

static void sets(void) { populate(watch_much); }

// Programs instead of copies.
static void run_more(void) {
  for (int i = 0; i < MANY; ++i) {
    uint32_t pid;
    if (proc_spawn2(program, (int)strlen(program), "p\nsleep", 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, &pid) != 0)
      refused();
    if (has_child_ended())
      refused();
  }
}

// Vectors of strings, as long as a call may have them, while others do the same.
static void spawn_arguments(int number) {
  (void)number;
  enum { LENGTH = 1900 << 10, PART = 100 << 10 };
  char *text = malloc(LENGTH);
  if (!text)
    refused();
  memset(text, 'a', LENGTH);
  for (int i = PART; i < LENGTH; i += PART)
    text[i] = '\n';
  uint32_t pid;
  for (int i = 0; i < 100; ++i)
    if (proc_spawn2(program, (int)strlen(program), text, LENGTH, 0, 0, 0, 0, 0, 0, 0, 0, 0, &pid) != 0)
      refused();
}

static void arguments(void) { populate(spawn_arguments); }

static const struct {
  const char *name;
  void (*take)(void);
} kKinds[] = {
    {"memories", memories},
    {"environments", environments},
    {"stacks", stacks},
    {"deep_sleepers", deep_sleepers},
    {"coroutines", coroutines},
    {"checkpoints", checkpoints},
    {"small_checkpoints", small_checkpoints},
    {"overflows", overflows},
    {"pipes", pipes},
    {"sockets", sockets},
    {"files", files},
    {"names", names},
    {"sets", sets},
    {"programs", run_more},
    {"arguments", arguments},
};

// Of all that is left of a kind: there is no process group to end, so each is known by its number.
static void end_others(uint32_t first) {
  for (uint32_t pid = first; pid < first + MANY / 2; ++pid)
    (void)proc_signal(pid, 9);
}

static void try(const char *name, void (*take)(void)) {
  const uint32_t child = fork_process();
  if (child == 0) {
    take();
    _Exit(NEVER_REFUSED);
  }
  join_status status;
  join(child, &status);
  end_others(child + 1);
  thread_sleep(300 * kMillisecond);
  const char *how = status.tag == 2 && status.signal == SEQUENCE ? "ended" : "refused";
  if (status.tag != 2 && status.value != UNTIL_REFUSED) {
    printf("%s: exit status %d\n", name, status.value);
    return;
  }
  uint32_t next = ~0u;
  for (int tries = 0; tries < 10 && proc_fork(1, &next) != 0; ++tries)
    thread_sleep(100 * kMillisecond);
  if (next == 0)
    _Exit(5);
  printf("%s: %s, %s\n", name, how, next != ~0u && exit_code(next) == 5 ? "and it goes on" : "and no more");
  fflush(stdout);
}

// The program executes itself once, with a large environment.
static void enter_again(int argc, char **argv) {
  enum { LENGTH = 1800 << 10, PART = 90 << 10 };
  char *environment = malloc(LENGTH);
  char arguments[1000];
  memset(environment, 'e', LENGTH);
  for (int i = 0; i < LENGTH; i += PART) {
    environment[i + 1] = '=';
    if (i > 0)
      environment[i - 1] = '\n';
  }
  strcpy(arguments, "again");
  for (int i = 1; i < argc; ++i)
    strcat(strcat(arguments, "\n"), argv[i]);
  const int error = proc_exec3(program, (int)strlen(program), arguments, (int)strlen(arguments), environment,
                               LENGTH - 1, 0, 0, 0);
  printf("exec: %d\n", error);
  exit(1);
}

int main(int argc, char **argv) {
  program = "/bin/exhaust";
  again = dive;
  if (argc == 2 && strcmp(argv[1], "sleep") == 0)
    wait_long();
  if (argc == 2 && strcmp(argv[1], "alone") == 0)
    wait_alone();
  if (strcmp(argv[0], "again") != 0)
    enter_again(argc, argv);
  for (int i = 1; i < argc; ++i)
    for (size_t kind = 0; kind < sizeof kKinds / sizeof *kKinds; ++kind)
      if (strcmp(argv[i], kKinds[kind].name) == 0 || strcmp(argv[i], "all") == 0)
        try(kKinds[kind].name, kKinds[kind].take);
  return 0;
}
