// Exceptions that cross modules; the arguments say which.
#include "../guest/exceptions/cxx_runtime.h"
extern "C" {
#include "../guest/raw/wasix.h"
int WASIX(dlopen)(const char *path, int length, int flags, char *error, int size, const char *library_path,
                  int library_path_length, uint32_t *handle);
int WASIX(dlsym)(uint32_t handle, const char *name, int length, char *error, int size, uint32_t *address);
int WASIX(call_dynamic)(uint32_t function, const void *values, uint32_t values_length, void *results, uint32_t results_length,
                        int strict);
int WASIX(closure_allocate)(uint32_t *closure);
int WASIX(closure_prepare)(uint32_t backing, uint32_t closure, const uint8_t *arguments, uint32_t argument_count,
                           const uint8_t *results, uint32_t result_count, void *user_data);
}

#define EXPORT(name) __attribute__((used, visibility("default"), export_name(#name))) name

using Function = int (*)(int);
using Caller = int (*)(Function, int);

extern "C" {
[[noreturn]] int EXPORT(program_throw)(int number) { throw number; }
int EXPORT(program_fork)(int) {
  uint32_t pid;
  proc_fork(1, &pid);
  return static_cast<int>(pid);
}
}

static uint32_t open_library(const char *name) {
  char error[200];
  uint32_t handle = 0;
  const int code = dlopen(name, strlen(name), 0, error, sizeof error, nullptr, 0, &handle);
  if (code)
    printf("open: %d %s\n", code, error);
  return handle;
}

template <typename T>
static T find(const char *name) {
  char error[200];
  uint32_t address = 0;
  if (dlsym(0, name, strlen(name), error, sizeof error, &address))
    printf("%s\n", error);
  return reinterpret_cast<T>(address);
}

static Caller descend;
static int ascend(int number) { return descend(ascend, number - 1); }
static int call_dynamically(int number) {
  return call_dynamic(reinterpret_cast<uint32_t>(program_throw), &number, sizeof number, &number, sizeof number, 1);
}
static void throw_from_closure(const int *values, int *, void *) { program_throw(*values); }
static int call_closure(int number) {
  static const uint8_t kinds[] = {0};
  uint32_t closure;
  closure_allocate(&closure);
  closure_prepare(reinterpret_cast<uint32_t>(throw_from_closure), closure, kinds, 1, kinds, 1, nullptr);
  return reinterpret_cast<Function>(closure)(number);
}
static int open_throwing(int) { return static_cast<int>(open_library("starting.so")); }

// What becomes of a call, and that the stack in linear memory is where it was.
template <typename Call>
static void report(const char *name, Call call) {
  int marker;
  int *volatile here = &marker;
  try {
    printf("%s returned %d\n", name, call());
  } catch (int caught) {
    printf("%s threw %d\n", name, caught);
  }
  if (here != &marker)
    printf("the stack has moved\n");
}

int main(int count, char **) {
  setvbuf(stdout, nullptr, _IONBF, 0);
  open_library("throwing.so");
  descend = find<Caller>("descend");
  const auto throw_number = find<Function>("throw_number");
  if (count > 1)
    return find<Caller>("let_pass")(throw_number, 5);
  report("library", [&] { return throw_number(5); });
  report("library in library", [&] { return find<Caller>("catch_here")(throw_number, 6); });
  report("program in library", [&] { return find<Caller>("catch_here")(program_throw, 7); });
  report("program through library", [&] { return find<Caller>("let_pass")(program_throw, 8); });
  report("cleanup", [&] { return find<Caller>("clean_up")(program_throw, 9); });
  report("cleanups", [&] { return find<Function>("how_often_cleaned_up")(0); });
  report("again", [&] { return find<Caller>("throw_again")(throw_number, 10); });
  report("back and forth", [&] { return ascend(200); });
  report("dynamic call", [&] { return call_dynamically(11); });
  report("dynamic call in library", [&] { return find<Caller>("catch_here")(call_dynamically, 12); });
  report("closure", [&] { return call_closure(13); });
  report("closure in library", [&] { return find<Caller>("catch_here")(call_closure, 14); });
  report("constructor", [&] { return open_throwing(0); });
  report("constructor in library", [&] { return find<Caller>("catch_here")(open_throwing, 0); });
  report("fork", [&] { return find<Caller>("fork_and_throw_again")(program_throw, 16); });
  option_pid any = {};
  join_status status;
  proc_join(&any, 0, &status);
  return 7;
}
