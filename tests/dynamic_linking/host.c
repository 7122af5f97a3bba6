// A program that is not for dynamic linking itself, but opens libraries: its arguments say what to do.
//   open:NAME[:FLAGS]  try-open:NAME  self  handle:NUMBER  call:FUNCTION:NUMBER  data:NAME  same:FUNCTION:POINTER  fork
//   exec:NAME,ACTION,...  open-many:COUNT  long:BYTES
// They look in the library that was opened last.
#include "../guest/raw/wasix.h"

int WASIX(dlopen)(const char *path, int length, int flags, char *error, int size, const char *library_path,
                  int library_path_length, uint32_t *handle);
int WASIX(dlsym)(uint32_t handle, const char *name, int length, char *error, int size, uint32_t *address);
int WASIX(dl_invalid_handle)(uint32_t handle);

#define EXPORT(name) __attribute__((used, visibility("default"), export_name(#name))) name

int host_value = 1000;
int EXPORT(host_add)(int number) { return host_value += number; }
void EXPORT(host_print)(const char *text) {
  fputs(text, stdout);
  fflush(stdout);
}
int EXPORT(host_fork)(void) {
  uint32_t pid;
  int error = proc_fork(1, &pid);
  return error ? -error : (int)pid;
}
// What constructors do.
void EXPORT(host_exit)(int code) { proc_exit2(code); }
static stack_snapshot before_open;
void EXPORT(host_jump)(int value) { stack_restore(&before_open, value); }
int EXPORT(host_open)(const char *name) {
  char error[100];
  uint32_t handle;
  int code = dlopen(name, strlen(name), 0, error, sizeof error, 0, 0, &handle);
  return code ? -code : (int)handle;
}
int EXPORT(host_apply)(int (*function)(int), int number) { return function(number); }

static int join_any(void) {
  option_pid any = {0};
  join_status status;
  proc_join(&any, 0, &status);
  return status.tag == 1 ? status.value : -status.signal;
}

static uint32_t library;
static char error[200];

static uint32_t find(const char *name) {
  uint32_t address = 0;
  int code = dlsym(library, name, strlen(name), error, sizeof error, &address);
  if (code)
    printf("%s: %d %s\n", name, code, error);
  return code ? 0 : address;
}

static void execute(char *arguments) {
  for (char *end = arguments; (end = strchr(end, ',')); *end = '\n')
    ;
  int code = proc_exec3("/lib/host", 9, arguments, strlen(arguments), "", 0, 0, "", 0);
  printf("exec: %d\n", code);
}

void EXPORT(host_exec)(int number) {
  char arguments[40];
  sprintf(arguments, "host,handle:%d", number);
  execute(arguments);
}

static void act(char *action) {
  if (!strncmp(action, "exec:", 5))
    execute(action + 5);
  char *name = strchr(action, ':');
  if (name)
    *name++ = 0;
  char *more = name ? strchr(name, ':') : 0;
  if (more)
    *more++ = 0;
  const int number = more ? atoi(more) : 0;
  const char *path = getenv("LD_LIBRARY_PATH");
  if (!strcmp(action, "open")) {
    int code = dlopen(name, strlen(name), number, error, sizeof error, path, path ? strlen(path) : 0, &library);
    if (code)
      printf("open: %d %s\n", code, error);
    else
      printf("open: handle %u\n", library);
  } else if (!strcmp(action, "try-open")) {
    uint64_t jumped;
    stack_checkpoint(&before_open, &jumped);
    printf("%s %d\n", name, jumped ? -(int)jumped : host_open(name));
  } else if (!strcmp(action, "open-many")) {
    int code = 0;
    for (int i = 0; i < atoi(name) && code == 0; ++i) {
      char file[20];
      sprintf(file, "%d.so", i);
      code = dlopen(file, strlen(file), 0, error, sizeof error, 0, 0, &library);
      if (code)
        printf("%s: %d %s\n", file, code, error);
    }
  } else if (!strcmp(action, "long")) {
    const int length = atoi(name);
    char *text = malloc(length);
    memset(text, ':', length);
    printf("path %d", dlopen("x.so", 4, 0, error, sizeof error, text, length, &library));
    printf(", name %d", dlopen(text, length, 0, error, sizeof error, 0, 0, &library));
    printf(", symbol %d\n", dlsym(0, text, length, error, sizeof error, &library));
  } else if (!strcmp(action, "self")) {
    printf("self: %d %u\n", dlopen(0, 0, 0, error, sizeof error, 0, 0, &library), library);
  } else if (!strcmp(action, "handle")) {
    library = atoi(name);
    printf("handle %u: %d\n", library, dl_invalid_handle(library));
  } else if (!strcmp(action, "call")) {
    int (*function)(int) = (int (*)(int))find(name);
    if (function)
      printf("%s(%d) = %d\n", name, number, function(number));
  } else if (!strcmp(action, "data")) {
    int *data = (int *)find(name);
    if (data)
      printf("%s = %d\n", name, *data);
  } else if (!strcmp(action, "same")) {
    printf("same: %d\n", find(name) == find(name) && find(name) == *(uint32_t *)find(more));
  } else if (!strcmp(action, "fork")) {
    fflush(stdout);
    int pid = host_fork();
    if (pid > 0)
      printf("child: %d\n", join_any());
    else
      printf("in child: %d\n", pid);
  }
  fflush(stdout);
}

int main(int count, char **arguments) {
  for (int i = 1; i < count; ++i)
    act(arguments[i]);
  return 7;
}
