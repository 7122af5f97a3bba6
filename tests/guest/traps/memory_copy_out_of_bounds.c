// A bulk copy that would cross the end traps before it has written anything.
// FLAGS: -mbulk-memory
// TRAP: out of bounds memory access
#include <stdint.h>
#include <stdio.h>

int main(void) {
  const uint32_t end = __builtin_wasm_memory_size(0) * 65536u;
  printf("before\n");
  fflush(stdout);
  __asm__ volatile("local.get %0\ni32.const 1024\ni32.const 64\nmemory.copy 0, 0" : : "r"(end - 63));
  return 0;
}
