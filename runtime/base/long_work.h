// Host calls whose length a guest chooses: how much one of them does at most, and how it is done in parts, so
// that a process that is to end does so soon, whatever call it is in.
//
// Calls that may do less than they were asked to (read, write) stop at any signal, with what they have done;
// the others go on unless the thread must leave its program for good, and then nobody sees their result.
#pragma once

#include "runtime/base/wait_queue.h"

#include <algorithm>

namespace wasixc {

// What one call reads or writes at most, as on Linux (read(2), NOTES).
constexpr size_t kMostMovedBytes = 0x7ffff000;

// Between two looks at interruptions. Moving that much takes well under a millisecond.
constexpr size_t kPartBytes = 1 << 20;

// All or nothing: calls work(offset, size) for one part after the other. INTR when the thread must leave.
template <typename Work>
Result<void> inParts(uint64_t size, Work work) {
  for (uint64_t done = 0; done < size;) {
    const uint64_t part = std::min<uint64_t>(size - done, kPartBytes);
    TRY(work(done, part));
    done += part;
    if (done < size && parking::mustLeave())
      return Errno::INTR;
  }
  return {};
}

// As much as can be: calls move(part, offset) for parts of the vectors until one moves less than all, or a
// signal arrives; the sum, or the first part's error.
template <typename Move>
Result<size_t> moveInParts(blocking::Vectors vectors, size_t partBytes, Move move) {
  size_t total = 0;
  for (const iovec &vector : vectors)
    total += vector.iov_len;
  if (total <= partBytes)
    return move(vectors, size_t{0});
  size_t done = 0, sinceLook = 0;
  for (const iovec &vector : vectors)
    for (size_t offset = 0; offset < vector.iov_len;) {
      if (sinceLook >= partBytes && parking::isInterrupted())
        return done;
      sinceLook = sinceLook >= partBytes ? 0 : sinceLook;
      const iovec part = {static_cast<uint8_t *>(vector.iov_base) + offset,
                          std::min(vector.iov_len - offset, partBytes)};
      const Result<size_t> moved = move(blocking::Vectors(&part, 1), done);
      if (!moved.ok() && done == 0)
        return moved.error();
      if (!moved.ok())
        return done;
      done += *moved;
      sinceLook += part.iov_len;
      if (*moved < part.iov_len)
        return done;
      offset += part.iov_len;
    }
  return done;
}

} // namespace wasixc
