// Without a grant nothing can be opened, and there is no directory to find.
#include "check.h"

#include <errno.h>

int main(int count, char **arguments) {
  CHECK(count == 1 && arguments[1] == NULL);
  CHECK(!fopen("grant/digits.txt", "r") && errno == ENOTCAPABLE);
  __wasi_prestat_t stat;
  EXPECT(__WASI_ERRNO_BADF, __wasi_fd_prestat_get(3, &stat));
  __wasi_size_t strings, bytes;
  OK(__wasi_environ_sizes_get(&strings, &bytes));
  CHECK(strings == 0 && bytes == 0);
  const __wasi_ciovec_t vector = {(const uint8_t *)"x", 1};
  EXPECT(__WASI_ERRNO_BADF, __wasi_fd_write(87, &vector, 1, &bytes));
  return 0;
}
