// Linear memory grows past two gigabytes up to four, is zero where new, keeps what was written, and then
// refuses.
// NATIVE: no
#include <stdint.h>
#include <stdio.h>

enum { kPage = 65536 };

static volatile unsigned char *at(uint64_t address) { return (volatile unsigned char *)(uintptr_t)address; }

int main(void) {
  const uint32_t before = __builtin_wasm_memory_size(0);
  printf("grow by nothing: same %d\n", __builtin_wasm_memory_grow(0, 0) == before);
  const uint32_t targets[] = {before + 1, 16384, 32768, 40000, 65535};
  for (int i = 0; i < 5; ++i) {
    const uint32_t old = __builtin_wasm_memory_size(0), more = targets[i] - old;
    const uint32_t result = __builtin_wasm_memory_grow(0, more);
    const uint64_t first = (uint64_t)old * kPage, last = (uint64_t)targets[i] * kPage - 1;
    printf("%d: old size %d, new size %d, zero %d %d\n", i, result == old,
           __builtin_wasm_memory_size(0) == targets[i], *at(first), *at(last));
    *at(first) = (unsigned char)(i + 1), *at(last) = (unsigned char)(i + 101);
  }
  for (int i = 1; i < 5; ++i)
    printf("kept %d %d\n", *at((uint64_t)targets[i - 1] * kPage), *at((uint64_t)targets[i] * kPage - 1));
  printf("too much %d\n", (int)__builtin_wasm_memory_grow(0, 2));
  printf("size kept %u\n", (unsigned)__builtin_wasm_memory_size(0));
  printf("the last page %u\n", (unsigned)__builtin_wasm_memory_grow(0, 1));
  *at(UINT32_MAX) = 42;
  volatile uint64_t *words = (volatile uint64_t *)(uintptr_t)(UINT32_MAX - 15);
  words[0] = 0x0102030405060708;
  printf("%d %llx\n", *at(UINT32_MAX), (unsigned long long)words[0]);
  printf("no more %d\n", (int)__builtin_wasm_memory_grow(0, 1));
}
