// What a script's first line makes of the arguments, with NULs in it: what args_sizes_get promises is what
// args_get writes, to the end of the memory and no further. Started without arguments it writes scripts and has
// them run by a copy of itself.
#include "../guest/raw/wasix.h"

#include <fcntl.h>
#include <wasi/api.h>

static int check(void) {
  __wasi_size_t count, size;
  CHECK(__wasi_args_sizes_get(&count, &size));
  const uint32_t end = (uint32_t)__builtin_wasm_memory_grow(0, 2) * 65536 + 2 * 65536;
  uint8_t **const pointers = (uint8_t **)(uintptr_t)(end - 4 * count);
  uint8_t *const strings = (uint8_t *)(uintptr_t)(end - 65536);
  CHECK(__wasi_args_get(pointers, strings));
  for (uint32_t i = 0; i < count; ++i)
    printf("[%s]", pointers[i]);
  printf(" %u bytes\n", (unsigned)size);
  return __wasi_args_get(pointers + 1, strings) == 21 ? 0 : 1;
}

static void run(const char *line, int size) {
  const int fd = open("/tmp/s", O_CREAT | O_WRONLY | O_TRUNC, 0777);
  EXPECT(fd >= 0 && write(fd, line, size) == size && close(fd) == 0);
  fflush(stdout);
  uint32_t pid = fork_process();
  if (pid == 0) {
    const int error = proc_exec3("/tmp/s", 6, "/tmp/s\nlast", 11, 0, 0, 0, 0, 0);
    printf("error %d\n", error);
    fflush(stdout);
    _Exit(0);
  }
  EXPECT(exit_code(pid) == 0);
}

int main(int argc, char **argv) {
  if (argc > 1)
    return check();
#define RUN(line) run(line, sizeof line - 1)
  RUN("#!/bin/p x\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0y\n");
  RUN("#!/bin/p\0x y\n");
  RUN("#! /bin/p  x y\n");
  RUN("#!\0/bin/p\n");
  RUN("#!/bin/p x");
  char many[256] = "#!/bin/p x";
  many[254] = 'y';
  run(many, sizeof many);
}
