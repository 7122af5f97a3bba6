// A program that is itself for dynamic linking: position-independent, without a C library.
#define IMPORT(module, name) __attribute__((import_module(module), import_name(#name))) name

int IMPORT("wasi_snapshot_preview1", fd_write)(int fd, const void *vectors, int count, int *written);
int IMPORT("wasix_32v1", proc_fork)(int copies, unsigned *pid);
int IMPORT("wasix_32v1", proc_join)(void *pid, int flags, void *status);

extern int state;
extern int *state_pointer;
extern int (*callback)(int);
int add(int number);
int apply(int number);
int fork_through_pointers(int number);

void host_print(const char *text) {
  struct {
    const char *text;
    int length;
  } vector = {text, 0};
  while (text[vector.length])
    ++vector.length;
  int written;
  fd_write(1, &vector, 1, &written);
}
int value = 1000;
int host_add(int number) { return value += number; }
int host_fork(void) {
  unsigned pid;
  const int error = proc_fork(1, &pid);
  return error ? -error : (int)pid;
}
int host_apply(int (*function)(int), int number) { return function(number); }

static void print_number(const char *name, int number) {
  char digits[12], *next = digits + sizeof digits;
  const int is_negative = number < 0;
  *--next = 0;
  do
    *--next = '0' + (is_negative ? -(number % 10) : number % 10);
  while (number /= 10);
  if (is_negative)
    *--next = '-';
  host_print(name);
  host_print(" ");
  host_print(next);
  host_print("\n");
}

int (*add_pointer)(int) = add;
int *data_pointer = &state;

void _start(void) {
  print_number("add", add(1));
  print_number("through pointer", add_pointer(1));
  print_number("data", *data_pointer);
  print_number("same data", data_pointer == state_pointer);
  print_number("apply", apply(21));
  print_number("callback", callback(4));
  print_number("fork", fork_through_pointers(0));
  unsigned any[2] = {0}, status[2] = {0};
  if (proc_join(any, 0, status) == 0)
    print_number("joined", status[0] >> 16);
  print_number("state", state);
}
