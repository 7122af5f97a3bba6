// How much linear memory all processes of the host process may have together.
//
// Sizes count, not touched pages: those may all be touched, and then it is the kernel that looks for somebody
// to kill. The limit is the memory of the host, or 16 GiB if that is more.
#pragma once

#include <cstdint>
#include <utility>

namespace wasixc::guest {

// What one memory has of it.
class MemoryShare {
public:
  MemoryShare() = default;
  MemoryShare(MemoryShare &&other) noexcept : bytes(std::exchange(other.bytes, 0)) {}
  MemoryShare &operator=(MemoryShare &&other) noexcept {
    std::swap(bytes, other.bytes);
    return *this;
  }
  ~MemoryShare() { shrink(bytes); }

  // False when that is more than there is.
  bool grow(uint64_t more);
  void shrink(uint64_t fewer);

private:
  uint64_t bytes = 0;
};

// For tests; 0 stands for the default.
void setMemoryLimit(uint64_t bytes);

} // namespace wasixc::guest
