// The queues behind memory.atomic.wait and notify (threads proposal) and behind WASIX's futexes: guest
// threads of any instance wait for an address of the host, which is the same for all who share a memory, and
// different in a forked copy.
#pragma once

#include "runtime/base/wait_queue.h"

#include <cstddef>
#include <cstdint>

namespace wasixc::guest {

// The numbers that the instructions yield.
enum class WaitResult : uint32_t { Woken = 0, NotEqual = 1, TimedOut = 2 };

// Sleeps until a notify of `address`, unless the `size` bytes there (4 or 8, aligned) differ from `expected`.
// INTR when the thread has something else to see to.
Result<WaitResult> atomicWait(const void *address, size_t size, uint64_t expected,
                              blocking::Deadline deadline);

// Wakes up to `count` of those that wait for `address`, first come, first served. Returns how many.
uint32_t atomicNotify(const void *address, uint32_t count);

} // namespace wasixc::guest
