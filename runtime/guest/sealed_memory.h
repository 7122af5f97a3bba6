// Memory for what calls are led by: descriptors of functions, and lists of pointers to them. It is read-only
// but for the moments in which something is added, so a stray write cannot turn a call elsewhere.
//
// Not for several threads at once: the owner has a lock. What has been added can be read at all times.
#pragma once

#include "runtime/base/accountant.h"
#include "runtime/guest/mapping.h"

#include <type_traits>
#include <vector>

namespace wasixc::guest {

class SealedMemory {
public:
  SealedMemory() = default;
  SealedMemory(const SealedMemory &) = delete;
  SealedMemory &operator=(const SealedMemory &) = delete;

  // Zeroed room for `count` objects, to be filled before seal(). Null when the kernel or
  // the accountant refuses.
  template <typename T>
  T *add(size_t count = 1) {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= kAlignment);
    return static_cast<T *>(allocate(count, sizeof(T)));
  }

  // Makes everything read-only again.
  void seal();

private:
  static constexpr size_t kAlignment = 16;

  void *allocate(size_t count, size_t size);
  bool open();
  bool addChunk(size_t bytes);

  Charge charge;
  std::vector<Mapping> chunks; // the last one is filled
  size_t used = 0;             // of the last one
  size_t sealed = 0;           // as many chunks are read-only, the others are not
};

} // namespace wasixc::guest
