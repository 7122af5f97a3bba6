// Whether an address can be read or written, without touching it from here: the kernel is asked to.
#pragma once

#include "runtime/base/unique_fd.h"

#include <cstdint>
#include <fcntl.h>
#include <unistd.h>

namespace wasixc::guest {

inline bool canRead(const void *address) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    return false;
  const UniqueFd reader(ends[0]), writer(ends[1]);
  return write(writer.get(), address, 1) == 1;
}

// Writes what is there already.
inline bool canWrite(void *address) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    return false;
  const UniqueFd reader(ends[0]), writer(ends[1]);
  return write(writer.get(), address, 1) == 1 && read(reader.get(), address, 1) == 1;
}

inline bool canWrite(const void *address) { return canWrite(const_cast<void *>(address)); }

// Nothing in [from, to) can be read: every page of up to 1 MiB at either end, and every 16 MiB between.
inline bool isGuard(uint64_t from, uint64_t to) {
  constexpr uint64_t kPage = 4096, kEnd = 1 << 20, kStep = 16 << 20;
  for (uint64_t at = from; at < to; at += at < from + kEnd || at + kEnd + kStep >= to ? kPage : kStep)
    if (canRead(reinterpret_cast<const void *>(at)))
      return false;
  return !canRead(reinterpret_cast<const void *>(to - 1));
}

inline uint64_t addressOf(const void *pointer) { return reinterpret_cast<uint64_t>(pointer); }

} // namespace wasixc::guest
