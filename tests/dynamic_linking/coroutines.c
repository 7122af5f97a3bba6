// Coroutines with frames of a library on their stacks; one begins in the library.
#include "../guest/raw/wasix.h"

int WASIX(dlopen)(const char *path, int length, int flags, char *error, int size, const char *library_path,
                  int library_path_length, uint32_t *handle);
int WASIX(dlsym)(uint32_t handle, const char *name, int length, char *error, int size, uint32_t *address);

#define EXPORT(name) __attribute__((used, visibility("default"), export_name(#name))) name

static uint64_t other;
void EXPORT(host_switch)(int to_other) { CHECK(context_switch(to_other ? other : 0)); }
int EXPORT(host_fork)(void) { return fork_process(); }

static uint32_t find(const char *name) {
  uint32_t address = 0;
  CHECK(dlsym(0, name, strlen(name), 0, 0, &address));
  return address;
}

int main(void) {
  uint32_t library;
  CHECK(dlopen("switching.so", 12, 0, 0, 0, 0, 0, &library));
  CHECK(context_create(&other, (void (*)(void))find("count")));
  EXPECT(context_create(&other, (void (*)(void))find("run")) == 28); // another type
  int (*run)(int) = (int (*)(int))find("run");
  printf("%d\n", run(3));
  const uint32_t child = fork_process();
  printf("%d\n", run(2));
  fflush(stdout);
  if (child)
    EXPECT(exit_code(child) == 0);
}
