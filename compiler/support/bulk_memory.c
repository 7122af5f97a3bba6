// memmove, memcpy and memset as part of every image: what LLVM calls for memory.copy and memory.fill of
// unknown size.
//
// An image cannot use the C library's: it is mapped into runtimes whose library lies elsewhere, and guest
// code never calls host code without the gate. These are guest code like any other: leaf functions that keep
// no address of a stack. Built for the lowest supported CPU (SSE only), without the compiler's own
// recognition of such loops.
#include <stddef.h>
#include <stdint.h>

typedef uint8_t Vector __attribute__((vector_size(16), aligned(1)));
typedef uint64_t Word64 __attribute__((aligned(1), may_alias));
typedef uint32_t Word32 __attribute__((aligned(1), may_alias));
typedef uint16_t Word16 __attribute__((aligned(1), may_alias));

// From here on the processor's own string instructions win (fast since "enhanced rep movsb").
#define STRING_INSTRUCTION_SIZE 1024

static inline Vector load(const uint8_t *address) { return *(const Vector *)address; }
static inline void store(uint8_t *address, Vector value) { *(Vector *)address = value; }

// Sizes up to 16: two accesses that may overlap, both read before either is written.
static inline void moveSmall(uint8_t *to, const uint8_t *from, size_t size) {
  if (size >= 8) {
    const uint64_t head = *(const Word64 *)from, tail = *(const Word64 *)(from + size - 8);
    *(Word64 *)to = head;
    *(Word64 *)(to + size - 8) = tail;
  } else if (size >= 4) {
    const uint32_t head = *(const Word32 *)from, tail = *(const Word32 *)(from + size - 4);
    *(Word32 *)to = head;
    *(Word32 *)(to + size - 4) = tail;
  } else if (size >= 2) {
    const uint16_t head = *(const Word16 *)from, tail = *(const Word16 *)(from + size - 2);
    *(Word16 *)to = head;
    *(Word16 *)(to + size - 2) = tail;
  } else if (size == 1) {
    *to = *from;
  }
}

// Sizes from 17 to 64, the same way.
static inline void moveMedium(uint8_t *to, const uint8_t *from, size_t size) {
  const Vector head = load(from), tail = load(from + size - 16);
  if (size > 32) {
    const Vector second = load(from + 16), penultimate = load(from + size - 32);
    store(to + 16, second);
    store(to + size - 32, penultimate);
  }
  store(to, head);
  store(to + size - 16, tail);
}

static inline void moveForward(uint8_t *to, const uint8_t *from, size_t size) {
  const Vector tail0 = load(from + size - 64), tail1 = load(from + size - 48);
  const Vector tail2 = load(from + size - 32), tail3 = load(from + size - 16);
  uint8_t *const end = to + size - 64;
  for (; to < end; to += 64, from += 64) {
    const Vector a = load(from), b = load(from + 16), c = load(from + 32), d = load(from + 48);
    store(to, a);
    store(to + 16, b);
    store(to + 32, c);
    store(to + 48, d);
  }
  store(end, tail0);
  store(end + 16, tail1);
  store(end + 32, tail2);
  store(end + 48, tail3);
}

static inline void moveBackward(uint8_t *to, const uint8_t *from, size_t size) {
  const Vector head0 = load(from), head1 = load(from + 16), head2 = load(from + 32), head3 = load(from + 48);
  size_t end = size;
  for (; end > 64; end -= 64) {
    const Vector a = load(from + end - 16), b = load(from + end - 32);
    const Vector c = load(from + end - 48), d = load(from + end - 64);
    store(to + end - 16, a);
    store(to + end - 32, b);
    store(to + end - 48, c);
    store(to + end - 64, d);
  }
  store(to, head0);
  store(to + 16, head1);
  store(to + 32, head2);
  store(to + 48, head3);
}

__attribute__((visibility("hidden"))) void *memmove(void *destination, const void *source, size_t size) {
  uint8_t *to = destination;
  const uint8_t *from = source;
  const size_t distance = (size_t)(to - from);
  if (size <= 16)
    moveSmall(to, from, size);
  else if (size <= 64)
    moveMedium(to, from, size);
  else if (distance < size)
    moveBackward(to, from, size);
  else if (size < STRING_INSTRUCTION_SIZE || -distance < 64)
    moveForward(to, from, size);
  else
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(size) : : "memory");
  return destination;
}

__attribute__((visibility("hidden"))) void *memcpy(void *destination, const void *source, size_t size) {
  return memmove(destination, source, size);
}

__attribute__((visibility("hidden"))) void *memset(void *destination, int value, size_t size) {
  uint8_t *to = destination;
  const uint64_t word = (uint8_t)value * 0x0101010101010101u;
  const Vector vector = (Vector)((uint64_t __attribute__((vector_size(16)))){word, word});
  if (size >= STRING_INSTRUCTION_SIZE) {
    __asm__ volatile("rep stosb" : "+D"(to), "+c"(size) : "a"(value) : "memory");
  } else if (size >= 16) {
    for (size_t i = 0; i + 16 <= size; i += 16)
      store(to + i, vector);
    store(to + size - 16, vector);
  } else if (size >= 8) {
    *(Word64 *)to = word;
    *(Word64 *)(to + size - 8) = word;
  } else if (size >= 4) {
    *(Word32 *)to = (uint32_t)word;
    *(Word32 *)(to + size - 4) = (uint32_t)word;
  } else {
    for (size_t i = 0; i < size; ++i)
      to[i] = (uint8_t)value;
  }
  return destination;
}
