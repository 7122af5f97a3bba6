// The entry function of a context must not return: there is nobody to return to.
// NATIVE: no
// FLAGS: -Wl,--export=__stack_pointer
// EXIT: 134
// STDERR: any
#include "wasix.h"

static void entry(void) {}

int main(void) {
  uint64_t id;
  CHECK(context_create(&id, entry));
  puts("before");
  fflush(stdout);
  CHECK(context_switch(id));
  puts("after");
  return 0;
}
