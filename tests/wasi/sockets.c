// What is no socket cannot be shut down, and neither can what is not open.
#include "check.h"

int main(void) {
  EXPECT(__WASI_ERRNO_NOTSOCK, __wasi_sock_shutdown(1, __WASI_SDFLAGS_RD));
  EXPECT(__WASI_ERRNO_BADF, __wasi_sock_shutdown(3, __WASI_SDFLAGS_RD));
  return 0;
}
