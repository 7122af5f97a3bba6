// The first byte past the end of linear memory, not merely a far one.
// TRAP: out of bounds memory access
#include <stdint.h>
#include <stdio.h>

int main(void) {
  volatile char *end = (volatile char *)(uintptr_t)(__builtin_wasm_memory_size(0) * 65536u);
  end[-1] = 1;
  printf("before\n");
  fflush(stdout);
  end[0] = 1;
  return 0;
}
