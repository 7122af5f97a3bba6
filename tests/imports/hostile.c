// Every import under every module's name, with arguments that no sound program has: each argument in turn and
// some at random take extreme values, pointers lead to the end of the memory and beyond, and to one another.
// Each call is made in a process of its own, which must go on and answer a documented errno: a bad pointer's
// FAULT, never success, and no descriptor left behind.
//
// imports_under_test.h is made by hostile.py from abi/imports.def; cases.h says what the arguments are.
#include "cases.h"

typedef struct {
  const char *module, *name;
  const call *call;
  int arity;
  uint32_t (*invoke)(const uint64_t *arguments);
} import;

#include "imports_under_test.h"

enum { IMPORTS = sizeof imports / sizeof imports[0] };
enum { UNDOCUMENTED = 200, LEAK = 201, KILLED = 202 };
enum { RANDOM_CALLS = 30, SIGKILL_NUMBER = 9 };

typedef enum { DOCUMENTED, NO_SUCCESS, BAD_POINTER } expectation;

static int failures, calls;

static uint32_t memory_size(void) { return __builtin_wasm_memory_size(0) * 65536; }

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000ull + time.tv_nsec;
}

static uint32_t next_descriptor(void) {
  uint32_t fd;
  CHECK(fd_dup(GRANT, &fd));
  CHECK(close(fd));
  return fd;
}

static _Noreturn void end(int code) {
  for (;;) // the first one ends the child that proc_fork_env made
    proc_exit2(code);
}

// In the process of the call. What the call has done to the memory does not matter to what follows it.
static _Noreturn void run(const import *import, const uint64_t *arguments) {
  make_state();
  const uint32_t free_fd = next_descriptor();
  const int is_thread_or_errno = strcmp(import->name, "thread-spawn") == 0;
  int result = import->invoke(arguments);
  if (is_thread_or_errno)
    result = result < 0 ? -result : 0;
  if (result < 0 || result > LAST_ERRNO)
    end(UNDOCUMENTED);
  end(result != 0 && next_descriptor() != free_fd ? LEAK : result);
}

static join_status wait_for_end(uint32_t pid, int milliseconds) {
  const uint64_t limit = now() + milliseconds * kMillisecond;
  join_status status = {0};
  for (;;) {
    option_pid child = {1, pid};
    CHECK(proc_join(&child, NO_HANG, &status));
    if (status.tag != 0)
      return status;
    if (now() > limit)
      break;
    CHECK(thread_sleep(kMillisecond / 10));
  }
  CHECK(proc_signal(pid, SIGKILL_NUMBER));
  join(pid, &status);
  status.tag = 1;
  status.value = KILLED;
  return status;
}

static int is_as_expected(const call *call, join_status status, expectation expectation) {
  if (call->behavior & ENDS)
    return status.tag == 1 || status.signal != 11;
  if (status.tag != 1)
    return 0;
  if (status.value == KILLED)
    return (call->behavior & WAITS) != 0 && expectation == DOCUMENTED;
  if (status.value > LAST_ERRNO)
    return 0;
  const int is_usual =
      call->result == ANY_RESULT ? status.value != 0 : call->result != 0 && status.value == call->result;
  switch (expectation) {
  case BAD_POINTER:
    return status.value == FAULT || status.value == MEMVIOLATION || is_usual ||
           (status.value == INVAL && (call->behavior & ALIGNS));
  case NO_SUCCESS:
    return status.value != 0;
  default:
    return 1;
  }
}

static join_status perform(const import *import, const uint64_t *arguments) {
  ++calls;
  uint32_t pid;
  CHECK(proc_fork(1, &pid));
  if (pid == 0)
    run(import, arguments);
  return wait_for_end(pid, import->call->behavior & WAITS ? 20 : 5000);
}

static void attempt(const import *import, const uint64_t *arguments, expectation expectation) {
  const join_status status = perform(import, arguments);
  if (is_as_expected(import->call, status, expectation))
    return;
  ++failures;
  printf("%s.%s(", import->module, import->name);
  for (int i = 0; i < import->arity; ++i)
    printf("%s%#llx", i ? ", " : "", (unsigned long long)arguments[i]);
  printf("): %s %d\n", status.tag == 1 ? "result" : "signal", status.tag == 1 ? status.value : status.signal);
}

static void usual_arguments(const import *import, uint64_t *arguments) {
  for (int i = 0; i < import->arity; ++i) {
    const argument *argument = &import->call->arguments[i];
    arguments[i] = argument->pointer ? (uintptr_t)argument->pointer : argument->number;
  }
}

// The unspoiled call does what its case says: what fails in another way tests little.
static void attempt_usual(const import *import) {
  uint64_t arguments[MOST_ARGUMENTS];
  usual_arguments(import, arguments);
  const join_status status = perform(import, arguments);
  const int expected = import->call->result;
  if (expected == ANY_RESULT || (status.tag == 1 && status.value == expected))
    return;
  ++failures;
  printf("%s.%s: the usual call: tag %d value %d signal %d, expected %d\n", import->module, import->name,
         status.tag, status.value, status.signal, expected);
}

static const uint64_t extremes[] = {0,
                                    1,
                                    2,
                                    3,
                                    0x7fff,
                                    0xffff,
                                    0x7fffffff,
                                    0x80000000,
                                    0xfffffffe,
                                    0xffffffff,
                                    0x7fffffffffffffff,
                                    0x8000000000000000,
                                    ~0ull};
enum { EXTREMES = sizeof extremes / sizeof extremes[0] };

static int is_beyond_memory(uint64_t address, uint64_t size) {
  return size != 0 && (uint32_t)address + size > memory_size();
}

static void spoil_pointer(const import *import, int index) {
  const uint32_t size = import->call->arguments[index].size;
  uint64_t arguments[MOST_ARGUMENTS];
  usual_arguments(import, arguments);
  for (uint32_t distance = 0; distance <= size; distance += size > 16 ? size / 8 : 1) {
    arguments[index] = memory_size() - distance;
    attempt(import, arguments, is_beyond_memory(arguments[index], size) ? BAD_POINTER : DOCUMENTED);
  }
  for (int i = 0; i < EXTREMES - 3; ++i) {
    arguments[index] = extremes[i];
    attempt(import, arguments, is_beyond_memory(arguments[index], size) ? BAD_POINTER : DOCUMENTED);
  }
  // Onto and across what the other pointers lead to.
  for (int other = 0; other < import->arity; ++other)
    for (int distance = -4; distance <= 4 && import->call->arguments[other].kind == POINTER; distance += 2) {
      arguments[index] = (uint32_t)(uintptr_t)import->call->arguments[other].pointer + distance;
      attempt(import, arguments, DOCUMENTED);
    }
}

static void spoil_number(const import *import, int index) {
  const argument *argument = &import->call->arguments[index];
  uint64_t arguments[MOST_ARGUMENTS];
  usual_arguments(import, arguments);
  const uint32_t memory = memory_size();
  const uint64_t more[] = {memory - 1, memory, memory + 1, memory / 8, 0x20000000, 0x20000001, 0x12492493};
  for (int i = 0; i < EXTREMES + 7; ++i) {
    arguments[index] = i < EXTREMES ? extremes[i] : more[i - EXTREMES];
    const int is_length = argument->kind == LENGTH && (import->call->behavior & REFUSES);
    const int is_too_long = is_length && (uint64_t)(uint32_t)arguments[index] * argument->size > memory;
    attempt(import, arguments, is_too_long ? NO_SUCCESS : DOCUMENTED);
  }
}

static uint64_t next_random(void) {
  static uint64_t seed = 1;
  seed = seed * 6364136223846793005ull + 1442695040888963407ull;
  return seed >> 33;
}

// Several at a time.
static void spoil_many(const import *import) {
  for (int round = 0; round < RANDOM_CALLS && import->arity > 1; ++round) {
    uint64_t arguments[MOST_ARGUMENTS];
    usual_arguments(import, arguments);
    for (int i = 0; i < import->arity; ++i)
      switch (next_random() % 4) {
      case 0:
        arguments[i] = extremes[next_random() % EXTREMES];
        break;
      case 1:
        arguments[i] = memory_size() - next_random() % 16;
        break;
      default:
        break;
      }
    attempt(import, arguments, DOCUMENTED);
  }
}

// Pointers and lengths inside of what a pointer leads to.
static void spoil_contents(void) {
  static vector bad[] = {{0, 1}, {(void *)-1, 1}, {0, ~0u}, {space, ~0u}, {(void *)0x80000000, 0x80000000}};
  bad[0].buffer = (void *)(memory_size());
  for (int i = 0; i < 5; ++i) {
    uint32_t size;
    uint16_t flags;
    const vector both[2] = {vectors[0], bad[i]};
    EXPECT(sock_recv(SOCKET, both, 2, 0, &size, &flags) == FAULT);
    EXPECT(sock_recv_from(SOCKET, both, 2, 0, &size, &flags, &datagram_address) == FAULT);
    EXPECT(sock_send(SOCKET, both, 2, 0, &size) == FAULT);
    EXPECT(sock_send_to(DATAGRAMS, both, 2, 0, &datagram_address, &size) == FAULT);
    EXPECT(fd_read(FILE_FD, both, 2, &size) == FAULT);
    EXPECT(fd_write(FILE_FD, both, 2, &size) == FAULT);
    EXPECT(fd_pread(FILE_FD, both, 2, 0, &size) == FAULT);
    EXPECT(fd_pwrite(FILE_FD, both, 2, 0, &size) == FAULT);
  }
  static const char *pointers[2];
  pointers[0] = "one";
  for (int i = 0; i < 3; ++i) {
    const uint32_t places[] = {memory_size(), memory_size() - 1, ~0u};
    *(volatile char *)(uintptr_t)(memory_size() - 1) = 'x'; // no end of the text
    pointers[1] = (char *)(uintptr_t)places[i];
    EXPECT(proc_exec4("/data/none", 10, pointers, 2, 0, 0, 0, 0, 0) == FAULT);
    uint32_t pid;
    const spawn_operation open = {.command = 2, .fd = 9, .path = pointers[1], .path_length = 2};
    EXPECT(proc_spawn2("/data/none", 10, "one", 3, 0, 0, &open, 1, 0, 0, 0, 0, 0, &pid) == FAULT);
  }
}

static void attempt_all(void) {
  for (int i = 0; i < IMPORTS; ++i) {
    const import *import = &imports[i];
    attempt_usual(import);
    for (int index = 0; index < import->arity; ++index)
      if (import->call->arguments[index].kind == POINTER)
        spoil_pointer(import, index);
      else
        spoil_number(import, index);
    spoil_many(import);
  }
  const uint32_t child = fork_process();
  if (child == 0) {
    make_state();
    spoil_contents();
    _Exit(0);
  }
  failures += exit_code(child) != 0;
  printf("%d imports, %d calls, %d failures\n", IMPORTS, calls, failures);
}

// Calls with small numbers for processes must not find the one that counts, so that it is not among the
// first; and the very first leaves its signals waiting, as a process does that names a callback that it does
// not have.
int main(void) {
  setvbuf(stdout, 0, _IONBF, 0);
  callback_signal("none", 4);
  for (int i = 0; i < 4; ++i) {
    const uint32_t child = fork_process();
    if (child == 0)
      _Exit(0);
    EXPECT(exit_code(child) == 0);
  }
  const uint32_t child = fork_process();
  if (child == 0) {
    attempt_all();
    _Exit(failures != 0);
  }
  return exit_code(child);
}
