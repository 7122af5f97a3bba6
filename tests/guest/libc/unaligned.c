// Loads and stores at every alignment, overlapping moves, and packed structures.
// BUILDS: all
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct __attribute__((packed)) Packed {
  uint8_t a;
  uint64_t b;
  uint16_t c;
  double d;
  uint32_t e;
  float f;
};

static unsigned hash(const unsigned char *data, size_t size) {
  unsigned h = 0;
  for (size_t i = 0; i < size; ++i)
    h = h * 131 + data[i];
  return h;
}

int main(void) {
  static unsigned char bytes[4096];
  for (int i = 0; i < 4096; ++i)
    bytes[i] = (unsigned char)(i * 37 + (i >> 5));
  uint64_t total = 0;
  for (int at = 0; at < 64; ++at) {
    uint16_t two;
    uint32_t four;
    uint64_t eight;
    double number;
    memcpy(&two, bytes + at, 2), memcpy(&four, bytes + at + 1, 4), memcpy(&eight, bytes + at + 3, 8);
    total = total * 3 + two + four + eight;
    number = at / 3.0;
    memcpy(bytes + 128 + at * 9, &number, 8);
  }
  printf("%016llx %08x\n", (unsigned long long)total, hash(bytes, 4096));

  struct Packed items[3] = {{1, 0x1122334455667788, 3, 4.5, 5, 6.5f}, {7, 8, 9, -10.25, 11, -12.5f}};
  memset(&items[2], 0xff, sizeof items[2]);
  items[2].b = items[0].b * items[1].b;
  items[2].d = items[0].d * items[1].d;
  printf("%zu %016llx %g %08x\n", sizeof items, (unsigned long long)items[2].b, items[2].d,
         hash((unsigned char *)items, sizeof items));

  for (size_t size = 1; size < 1500; size = size * 3 + 1) {
    memmove(bytes + 5, bytes, size);
    memmove(bytes + 100, bytes + 103, size);
    memset(bytes + 2000, (int)size, size);
    memcpy(bytes + 2001, bytes + 7, size / 2);
    printf("%zu %08x %d\n", size, hash(bytes, 4096), memcmp(bytes, bytes + 100, size) > 0);
  }
  memmove(bytes, bytes, 0);
  memset(bytes, 1, 0);
  printf("%08x\n", hash(bytes, 4096));
}
