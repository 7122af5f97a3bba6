// Sealing files in memory (memfd_create(2), F_ADD_SEALS), as the compiler and the runtime both do.
// Header only, so that neither side depends on the other.
#pragma once

#include <cerrno>
#include <fcntl.h>

namespace wasixc::abi {

constexpr int kSeals = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW;

// Nobody can change the file any more, nor its seals. False, with errno set, if that fails. Requires: nobody
// has mapped it.
//
// The kernel says EBUSY when somebody else holds pages of the file, as they may be about to write to them. So
// does whoever looks through all memory for pages to reclaim, and on a loaded machine even longer than the
// kernel waits for it (150 ms; memfd_wait_for_pins). They let go in the end.
inline bool seal(int file) {
  constexpr int kTries = 20;
  for (int i = 1; fcntl(file, F_ADD_SEALS, kSeals | F_SEAL_SEAL) != 0; ++i)
    if (errno != EBUSY || i == kTries)
      return false;
  return true;
}

} // namespace wasixc::abi
