// A guest's vectors as the host's, each checked, and all of them together no longer than one call moves. Lies
// on the host stack, not initialized: clearing it would take longer than many a call.
#pragma once

#include "runtime/base/guest_memory.h"
#include "runtime/base/long_work.h"
#include "runtime/fs/file.h"

#include <algorithm>

namespace wasixc::sys {

class HostVectors {
public:
  // As Linux. More vectors than that are cut off: a call may always move less than it was asked to.
  static constexpr uint32_t kMost = 1024;

  Result<void> assign(const GuestMemory &memory, GuestPtr<abi::IoVector> vectors, uint32_t guestCount) {
    const uint8_t *source = TRY(memory.array(vectors, guestCount));
    count = std::min(guestCount, kMost);
    size_t left = kMostMovedBytes;
    for (uint32_t i = 0; i < count; ++i, source += sizeof(abi::IoVector)) {
      const auto vector = GuestMemory::copyOf<abi::IoVector>(source);
      entries[i] = {TRY(memory.bytes(vector.buffer, vector.length)), std::min<size_t>(vector.length, left)};
      left -= entries[i].iov_len;
    }
    return {};
  }

  File::Vectors span() const { return {entries, count}; }

private:
  uint32_t count;
  iovec entries[kMost];
};

} // namespace wasixc::sys
