// What sanitizers have to be told about the host stacks of fibers, and nothing in other builds.
//
// AddressSanitizer knows the bounds of the stack that runs, ThreadSanitizer what happens before what on it.
// Guest stacks are no concern of theirs: no code that they watch ever runs there.
#pragma once

#include <cstddef>

#if __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#elif __has_feature(thread_sanitizer)
#include <sanitizer/tsan_interface.h>
#endif

namespace wasixc {

#if __has_feature(address_sanitizer)

class StackWatch {
public:
  // For a new fiber; what the stack's last owner has left there is forgotten.
  void begin(const void *low, size_t size) {
    bottom = low;
    bytes = size;
    __asan_unpoison_memory_region(low, size);
  }
  // The fiber of an OS thread, on the thread's stack, is known already.
  void adopt() {}
  void end() {}

  // Right before the switch, and right after it on the other stack. A fiber that is dead never comes back.
  void leaveFor(StackWatch &next, bool isDead) {
    __sanitizer_start_switch_fiber(isDead ? nullptr : &fakeStack, next.bottom, next.bytes);
  }
  void arriveFrom(StackWatch &left) { __sanitizer_finish_switch_fiber(fakeStack, &left.bottom, &left.bytes); }

private:
  void *fakeStack = nullptr;
  const void *bottom = nullptr;
  size_t bytes = 0;
};

#elif __has_feature(thread_sanitizer)

class StackWatch {
public:
  void begin(const void *, size_t) { fiber = __tsan_create_fiber(0); }
  void adopt() { fiber = __tsan_get_current_fiber(); }
  void end() { __tsan_destroy_fiber(fiber); }
  void leaveFor(StackWatch &next, bool) { __tsan_switch_to_fiber(next.fiber, 0); }
  void arriveFrom(StackWatch &) {}

private:
  void *fiber = nullptr;
};

#else

class StackWatch {
public:
  void begin(const void *, size_t) {}
  void adopt() {}
  void end() {}
  void leaveFor(StackWatch &, bool) {}
  void arriveFrom(StackWatch &) {}
};

#endif

} // namespace wasixc
