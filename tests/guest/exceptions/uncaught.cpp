// TRAP: uncaught exception
// BUILDS: exceptions
// Nobody catches it: a handler for another type does not count.
#include "cxx_runtime.h"

#include <cstdio>

[[gnu::noinline]] static void fail() { throw 1; }

int main() {
  std::printf("before\n");
  std::fflush(stdout);
  fail();
}
