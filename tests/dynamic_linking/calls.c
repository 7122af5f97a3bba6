// Dynamic calls and closures where something is wrong or unusual; the argument says what. What ends the process in
// the middle is a case of its own.
#include "../guest/raw/wasix.h"

int WASIX(call_dynamic)(uint32_t function, const void *values, uint32_t values_length, void *results, uint32_t results_length,
                        int strict);
typedef struct {
  uint8_t cacheable;
  uint16_t arguments, results;
} reflection;
int WASIX(reflect_signature)(uint32_t function, uint8_t *arguments, uint32_t arguments_length, uint8_t *results,
                             uint32_t results_length, reflection *result);
int WASIX(closure_allocate)(uint32_t *closure);
int WASIX(closure_prepare)(uint32_t backing, uint32_t closure, const uint8_t *arguments, uint32_t argument_count,
                           const uint8_t *results, uint32_t result_count, void *user_data);
int WASIX(closure_free)(uint32_t closure);
#ifdef WITH_LINKER
int WASIX(dlopen)(const char *path, int length, int flags, char *error, int size, const char *library_path,
                  int library_path_length, uint32_t *handle);
__attribute__((used)) int (*needs_linker)(const char *, int, int, char *, int, const char *, int, uint32_t *) = dlopen;
#endif

#define EXPORT(name) __attribute__((used, visibility("default"), export_name(#name)))
__asm__(".globaltype __stack_pointer, i32\n");

#define OUTSIDE ((void *)0xfffffff0u)
#define INDEX(function) ((uint32_t)(uintptr_t)(function))

enum { TOO_BIG = 1, FAULT = 21, INVAL = 28, NOMEM = 48, NOTSUP = 58, OVERFLOW = 61 };
enum { I32, I64, F32, F64, V128 };

static int64_t mix(int32_t a, int64_t b, float c, double d) { return a + b + (int64_t)c + (int64_t)d; }
struct __attribute__((packed)) mix_values {
  int32_t a;
  int64_t b;
  float c;
  double d;
};
static const struct mix_values some = {1, 20, 300.0f, 4000.0};

static int called;
static void note(void) { ++called; }
// Takes something that is no number.
void takes_reference(__externref_t reference) {}
void (*reference_pointer)(__externref_t) = takes_reference;

static int call_int(uint32_t function, int argument) {
  int result = -1;
  int code = call_dynamic(function, &argument, sizeof argument, &result, sizeof result, 1);
  return code ? -1000 - code : result;
}

static int join_any(void) {
  option_pid any = {0};
  join_status status = {0};
  proc_join(&any, 0, &status);
  return status.tag == 1 ? status.value : -status.signal;
}

static void test_dynamic_errors(void) {
  int64_t result = 0;
  const uint32_t function = INDEX(mix);
  printf("call %d", call_dynamic(function, &some, sizeof some, &result, sizeof result, 1));
  printf(" = %lld\n", (long long)result);
  EXPECT(call_dynamic(0xffffffff, 0, 0, 0, 0, 0) == INVAL);
  EXPECT(call_dynamic(100000, 0, 0, 0, 0, 0) == INVAL);
  EXPECT(call_dynamic(0, 0, 0, 0, 0, 0) == INVAL); // a null element
  EXPECT(call_dynamic(INDEX(reference_pointer), 0, 0, 0, 0, 0) == INVAL);
  EXPECT(call_dynamic(function, OUTSIDE, sizeof some, &result, 8, 0) == FAULT);
  EXPECT(call_dynamic(function, &some, sizeof some, OUTSIDE, 17, 0) == FAULT);
  EXPECT(call_dynamic(function, &some, 0xffffffff, &result, sizeof result, 0) == FAULT);
  called = 0;
  EXPECT(call_dynamic(function, &some, sizeof some - 1, &result, sizeof result, 1) == INVAL);
  EXPECT(call_dynamic(function, &some, sizeof some, &result, sizeof result - 1, 1) == INVAL);
  EXPECT(call_dynamic(function, &some, sizeof some, &result, sizeof result + 1, 1) == INVAL);
  EXPECT(call_dynamic(INDEX(note), &some, 1, 0, 0, 1) == INVAL);
  EXPECT(called == 0);
  result = -7;
  printf("short values %d", call_dynamic(function, &some, 12, &result, sizeof result, 0));
  printf(" = %lld\n", (long long)result);
  result = -7;
  printf("short results %d", call_dynamic(function, &some, sizeof some, &result, 7, 0));
  printf(" = %lld\n", (long long)result);
  printf("nothing %d called %d\n", call_dynamic(INDEX(note), 0, 0, 0, 0, 1), called);
}

// A function of the host as a pointer.
static void test_host_function(void) {
  uint32_t pid = 0, *pointer = &pid;
  int result = -1;
  int (*function)(uint32_t *) = proc_id;
  printf("host function %d", call_dynamic(INDEX(function), &pointer, sizeof pointer, &result, sizeof result, 1));
  printf(" = %d, pid %u\n", result, pid);
}

static void test_reflection(void) {
  uint8_t arguments[4], results[1];
  reflection signature = {9, 9, 9};
  int code = reflect_signature(INDEX(mix), arguments, 4, results, 1, &signature);
  printf("mix %d: %d %d %d: %d %d %d %d -> %d\n", code, signature.cacheable, signature.arguments, signature.results,
         arguments[0], arguments[1], arguments[2], arguments[3], results[0]);
  arguments[0] = results[0] = 99;
  EXPECT(reflect_signature(INDEX(mix), arguments, 3, results, 1, &signature) == OVERFLOW);
  EXPECT(signature.arguments == 4 && signature.results == 1);
  EXPECT(reflect_signature(INDEX(mix), arguments, 4, results, 0, &signature) == OVERFLOW);
  EXPECT(signature.arguments == 4 && signature.results == 1 && arguments[0] == 99 && results[0] == 99);
  EXPECT(reflect_signature(0xffffffff, arguments, 4, results, 1, &signature) == INVAL);
  EXPECT(signature.cacheable == 0 && signature.arguments == 0 && signature.results == 0);
  EXPECT(reflect_signature(0, arguments, 4, results, 1, &signature) == INVAL);
  EXPECT(reflect_signature(INDEX(reference_pointer), arguments, 4, results, 1, &signature) == INVAL);
  EXPECT(reflect_signature(INDEX(mix), OUTSIDE, 4, results, 1, &signature) == FAULT);
  EXPECT(reflect_signature(INDEX(mix), arguments, 4, (uint8_t *)0xffffffffu, 1, &signature) == FAULT);
  EXPECT(reflect_signature(INDEX(mix), arguments, 4, results, 1, OUTSIDE + 11) == FAULT);
}

// Every level is a dynamic call.
static int sum_down(int number) { return number == 0 ? 0 : number + call_int(INDEX(sum_down), number - 1); }
static int without_end(int number) { return call_int(INDEX(without_end), number + 1) + 1; }
static int fork_inside(int number) {
  uint32_t pid;
  proc_fork(1, &pid);
  return pid == 0 ? number + 1 : join_any();
}
static stack_snapshot jump;
static int jump_out(int number) { stack_restore(&jump, number); }
static int leave_process(int number) { proc_exit2(number); }
static int trap(int number) { __builtin_trap(); }

static void test_recursion(void) { printf("sum %d\n", sum_down(1000)); }
static void test_fork(void) {
  const int result = call_int(INDEX(fork_inside), 41);
  if (result == 42)
    proc_exit2(17);
  printf("child %d\n", result);
}
static void test_jump(void) {
  uint64_t value;
  stack_checkpoint(&jump, &value);
  if (value == 0)
    call_int(INDEX(jump_out), 5);
  printf("jumped with %llu\n", (unsigned long long)value);
}
static int vfork_inside(int number) {
  uint32_t pid = 0;
  proc_fork(0, &pid);
  if (pid)
    return join_any();
  printf("in child\n");
  proc_exit2(number);
}
static void test_vfork(void) { printf("child %d\n", call_int(INDEX(vfork_inside), 23)); }
EXPORT(on_signal) void on_signal(int signal) { printf("signal %d\n", signal); }
static int raise_signal(int number) {
  proc_raise(10);
  return number + 1;
}
static void test_signal(void) {
  callback_signal("on_signal", 9);
  printf("returned %d\n", call_int(INDEX(raise_signal), 10));
}
static int execute(int closure) {
  char arguments[64];
  sprintf(arguments, "linked\nexecuted\n%d", closure);
  return -proc_exec3("/bin/linked", 11, arguments, strlen(arguments), "", 0, 0, "", 0);
}
static void test_exit(void) { call_int(INDEX(leave_process), 33); }
static void test_trap(void) { call_int(INDEX(trap), 33); }
static void test_endless(void) { without_end(0); }
// The called function is the one that calls.
static void test_endless_host(void) {
  int (*function)(uint32_t, const void *, uint32_t, void *, uint32_t, int) = call_dynamic;
  uint32_t values[6], result;
  values[0] = INDEX(function);
  values[1] = INDEX(values);
  values[2] = sizeof values;
  values[3] = INDEX(&result);
  values[4] = sizeof result;
  values[5] = 1;
  call_dynamic(INDEX(function), values, sizeof values, &result, sizeof result, 1);
}
static void test_table_support(void) {
  reflection signature;
  EXPECT(call_dynamic(1, 0, 0, 0, 0, 0) == NOTSUP);
  EXPECT(reflect_signature(1, 0, 0, 0, 0, &signature) == NOTSUP);
}

// Closures

static const uint8_t kinds[] = {I32, I64, F32, F64, V128, 5};

struct environment {
  int base;
  int uses;
};
static void add_base(const int *values, int *results, struct environment *environment) {
  ++environment->uses;
  *results = *values + environment->base;
}
static void fork_in_closure(const int *values, int *results, void *unused) { *results = fork_inside(*values); }
static void call_again(const int *values, int *results, uint32_t *closure) {
  *results = *values == 0 ? 0 : *values + ((int (*)(int))*closure)(*values - 1);
}
static void jump_from_closure(const int *values, int *results, void *unused) { jump_out(*values); }
static void wide(const uint8_t *values, void *results, void *copy) { memcpy(copy, values, 24); }

static uint32_t new_closure(void *backing, void *user_data) {
  uint32_t closure = 0;
  int code = closure_allocate(&closure);
  if (!code)
    code = closure_prepare(INDEX(backing), closure, kinds, 1, kinds, 1, user_data);
  if (code)
    printf("no closure: %d\n", code);
  return closure;
}
static int call_closure(uint32_t closure, int number) { return ((int (*)(int))closure)(number); }

static void test_closures(void) {
  struct environment one = {100}, two = {200};
  const uint32_t first = new_closure(add_base, &one), second = new_closure(add_base, &two);
  printf("calls %d %d %d, uses %d %d\n", call_closure(first, 1), call_closure(second, 2), call_closure(first, 3), one.uses,
         two.uses);
  printf("prepare again %d", closure_prepare(INDEX(add_base), first, kinds, 1, kinds, 1, &two));
  printf(": %d\n", call_closure(first, 1));
  printf("other type %d", closure_prepare(INDEX(wide), first, kinds, 4, kinds, 0, &two));
  struct mix_values copy;
  printf(" %d", closure_prepare(INDEX(wide), first, kinds, 4, kinds, 0, &copy));
  ((void (*)(int, int64_t, float, double))first)(1, 20, 300, 4000);
  printf(": %d %lld %g %g\n", copy.a, (long long)copy.b, copy.c, copy.d);
  uint8_t arguments[4], results[1];
  reflection signature;
  int code = reflect_signature(second, arguments, 4, results, 1, &signature);
  printf("reflects %d: %d %d %d\n", code, signature.cacheable, signature.arguments, signature.results);
  printf("free %d %d %d\n", closure_free(first), closure_free(first), closure_free(INDEX(mix)));
  printf("other still works: %d\n", call_closure(second, 5));
  uint32_t third;
  closure_allocate(&third);
  printf("used again: %d\n", third == first);
  printf("not prepared: %d %d\n", reflect_signature(third, arguments, 4, results, 1, &signature),
         call_dynamic(third, 0, 0, 0, 0, 0));
}

static void test_closure_errors(void) {
  uint32_t closure = 0;
  EXPECT(closure_allocate(OUTSIDE + 13) == FAULT);
  CHECK(closure_allocate(&closure));
  EXPECT(closure_prepare(0, closure, kinds, 1, kinds, 1, 0) == INVAL); // null, nothing, another type
  EXPECT(closure_prepare(0xffffffff, closure, kinds, 1, kinds, 1, 0) == INVAL);
  EXPECT(closure_prepare(INDEX(mix), closure, kinds, 1, kinds, 1, 0) == INVAL);
  EXPECT(closure_prepare(INDEX(add_base), INDEX(mix), kinds, 1, kinds, 1, 0) == INVAL); // no closures
  EXPECT(closure_prepare(INDEX(add_base), 0xffffffff, kinds, 1, kinds, 1, 0) == INVAL);
  EXPECT(closure_prepare(INDEX(add_base), closure, kinds, 6, kinds, 1, 0) == INVAL); // unknown kinds
  EXPECT(closure_prepare(INDEX(add_base), closure, kinds, 1, kinds, 6, 0) == INVAL);
  EXPECT(closure_prepare(INDEX(add_base), closure, kinds, 1001, kinds, 1, 0) == TOO_BIG);
  EXPECT(closure_prepare(INDEX(add_base), closure, kinds, 0xffffffff, kinds, 1, 0) == TOO_BIG);
  EXPECT(closure_prepare(INDEX(add_base), closure, OUTSIDE, 17, kinds, 1, 0) == FAULT);
  EXPECT(closure_prepare(INDEX(add_base), closure, kinds, 1, OUTSIDE, 17, 0) == FAULT);
  EXPECT(closure_free(INDEX(mix)) == INVAL);
  EXPECT(closure_free(0xffffffff) == INVAL);
  int made = 1;
  while (closure_allocate(&closure) == 0)
    ++made;
  printf("%d closures\n", made);
  EXPECT(closure_allocate(&closure) == NOMEM);
  CHECK(closure_free(closure));
  CHECK(closure_allocate(&closure));
}

// The host remembers every type, and so refuses to hear of ever more. The numbers of the types are their digits.
static void test_closure_types(void) {
  static uint8_t many[1000];
  uint32_t closure;
  int error = 0, made = 0;
  CHECK(closure_allocate(&closure));
  for (; made < 10000 && error == 0; ++made) {
    for (int digit = 0, rest = made; digit < 14; ++digit, rest /= 2)
      many[digit] = rest % 2;
    error = closure_prepare(INDEX(add_base), closure, many, 1000, many, 1000, 0);
  }
  EXPECT(error == NOMEM && made > 500);
  EXPECT(closure_prepare(INDEX(add_base), closure, many, 2, many, 1, 0) == 0);
}

static void test_closure_forks(void) {
  struct environment environment = {1};
  const uint32_t forking = new_closure(fork_in_closure, 0), adding = new_closure(add_base, &environment);
  const int result = call_closure(forking, 41);
  if (result == 42) { // the child has its own
    environment.base = 7;
    closure_free(forking);
    const uint32_t another = new_closure(add_base, &environment);
    proc_exit2(call_closure(adding, 1) + 10 * call_closure(another, 2) + 100 * (another == forking));
  }
  printf("child %d, parent %d\n", result, call_closure(adding, 1));
}

static void test_closure_jumps(void) {
  uint64_t value;
  const uint32_t jumping = new_closure(jump_from_closure, 0);
  stack_checkpoint(&jump, &value);
  if (value < 5)
    call_closure(jumping, value + 1);
  printf("jumped with %llu\n", (unsigned long long)value);
}

static void test_closure_recursion(void) {
  uint32_t closure = 0;
  closure = new_closure(call_again, &closure);
  printf("sum %d\n", call_closure(closure, 500));
  printf("endless %d\n", call_closure(closure, -1)); // never zero
}

static void test_call_after_free(void) {
  struct environment environment = {1};
  const uint32_t closure = new_closure(add_base, &environment);
  closure_free(closure);
  call_closure(closure, 1);
}
static void test_call_unprepared(void) {
  uint32_t closure;
  closure_allocate(&closure);
  call_closure(closure, 1);
}
static void test_wrong_type(void) {
  struct environment environment = {1};
  ((void (*)(double))new_closure(add_base, &environment))(1.5);
}

static void test_lost_backing(void) {
  uint32_t backing, closure;
  closure_allocate(&backing);
  const uint8_t three[] = {I32, I32, I32};
  closure_prepare(INDEX(add_base), backing, three, 3, 0, 0, 0);
  closure = new_closure((void *)backing, 0);
  closure_free(backing);
  call_closure(closure, 1);
}
static void test_closure_without_stack(void) {
  const uint32_t closure = new_closure(add_base, 0);
  __asm__ volatile("i32.const 16\nglobal.set __stack_pointer");
  call_closure(closure, 1);
}
static void test_exec(void) { call_int(INDEX(execute), new_closure(add_base, 0)); }
static void test_closure_support(void) {
  uint32_t closure;
  EXPECT(closure_allocate(&closure) == NOTSUP);
  EXPECT(closure_prepare(INDEX(add_base), 1, kinds, 1, kinds, 1, 0) == NOTSUP);
  EXPECT(closure_free(1) == NOTSUP);
}

static const struct {
  const char *name;
  void (*run)(void);
} tests[] = {{"dynamic-errors", test_dynamic_errors},
             {"host-function", test_host_function},
             {"reflection", test_reflection},
             {"recursion", test_recursion},
             {"fork", test_fork},
             {"jump", test_jump},
             {"exit", test_exit},
             {"trap", test_trap},
             {"endless", test_endless},
             {"closures", test_closures},
             {"closure-errors", test_closure_errors},
             {"closure-types", test_closure_types},
             {"closure-forks", test_closure_forks},
             {"closure-jumps", test_closure_jumps},
             {"closure-recursion", test_closure_recursion},
             {"call-after-free", test_call_after_free},
             {"call-unprepared", test_call_unprepared},
             {"wrong-type", test_wrong_type},
             {"vfork", test_vfork},
             {"signal", test_signal},
             {"endless-host", test_endless_host},
             {"table-support", test_table_support},
             {"lost-backing", test_lost_backing},
             {"closure-without-stack", test_closure_without_stack},
             {"exec", test_exec},
             {"closure-support", test_closure_support}};

int main(int count, char **arguments) {
  setvbuf(stdout, 0, _IONBF, 0);
  if (count == 3 && !strcmp(arguments[1], "executed"))
    printf("executed\nno closure %d\n", closure_free(atoi(arguments[2])));
  for (int i = 1; i < count; ++i)
    for (size_t j = 0; j < sizeof tests / sizeof *tests; ++j)
      if (!strcmp(arguments[i], tests[j].name))
        tests[j].run();
  return 7;
}
