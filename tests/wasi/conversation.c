// Answers on both outputs what it reads, until its input ends; the status says how much that was.
#include "check.h"

int main(void) {
  char bytes[64];
  size_t size, total = 0;
  while ((size = get(0, bytes, sizeof bytes)) != 0) {
    CHECK(put(1, bytes, size) == size && put(2, bytes, size) == size);
    total += size;
  }
  return (int)total;
}
