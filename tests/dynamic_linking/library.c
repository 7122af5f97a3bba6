// A library without a C library: it takes what it needs from the program.
int host_add(int number);
int host_fork(void);
void host_print(const char *text);
int host_apply(int (*function)(int), int number);
int absent(int number);
__attribute__((weak)) int perhaps(int number);

int state = 5;
static int started;
int *state_pointer = &state;
const char *const words[] = {"zero\n", "one\n", "two\n"};

__attribute__((constructor)) static void start(void) {
  started = 1;
  host_print("library starts\n");
}

static int twice(int number) { return 2 * number; }
int (*callback)(int) = twice;

int add(int number) { return *state_pointer += number; }
int is_started(int number) { return started + number; }
int add_to_host(int number) { return host_add(number); }
int say(int number) {
  host_print(words[number]);
  return number;
}
int apply(int number) { return host_apply(callback, number) + callback(number); }
int has_perhaps(int number) { return perhaps ? perhaps(number) : -1; }
int call_absent(int number) { return absent(number); }
int trap(int number) { __builtin_trap(); }

// The fork happens with frames of both modules on the stack.
int fork_here(int number) {
  const int before = state;
  const int pid = host_fork();
  state += pid == 0 ? 100 : 10;
  return pid == 0 ? -before : before;
}
static int forked(int number) { return fork_here(number); }
int fork_through_pointers(int number) { return host_apply(forked, number); }
