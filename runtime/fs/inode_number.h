// Inode numbers of files that the runtime makes up: pipes, event counters, epoll instances, sockets, what
// lies in a file system in memory. Counted, as the kernel does it, so that they tell objects apart and
// nothing else: not where an object lies in the host's memory, nor what the host has.
#pragma once

#include <atomic>
#include <cstdint>

namespace wasixc {

inline uint64_t newInodeNumber() {
  static std::atomic<uint64_t> last{0};
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

} // namespace wasixc
