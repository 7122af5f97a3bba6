// Memory that is written once and then read-only: the function descriptors that the runtime makes. What a
// reference leads to stays what it was, even if something writes where it should not.
#pragma once

#include "abi/image.h"
#include "runtime/guest/error.h"
#include "runtime/guest/mapping.h"

#include <algorithm>
#include <span>
#include <type_traits>

namespace wasixc::guest {

template <typename T>
class SealedArray {
  static_assert(std::is_trivially_copyable_v<T> && alignof(T) <= abi::kPageSize);

public:
  SealedArray() = default;

  // Elements in pages of their own, which never move. `write` fills them in.
  template <typename Write>
  static Expected<SealedArray> create(size_t count, Write write) {
    const size_t bytes = std::max<size_t>(count, 1) * sizeof(T);
    const size_t whole = (bytes + abi::kPageSize - 1) & ~(abi::kPageSize - 1);
    void *address = mmap(nullptr, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    SealedArray made(address == MAP_FAILED ? Mapping() : Mapping(address, whole), count);
    if (!made.pages || (write(made.writable()), !made.seal()))
      return Error{abi::Errno::NOMEM, "no memory for function descriptors"};
    return made;
  }

  std::span<const T> elements() const { return {reinterpret_cast<const T *>(pages.data()), count}; }
  size_t size() const { return count; }

  // Calls `write` with the elements, which can be written only meanwhile. False if the kernel refuses.
  template <typename Write>
  bool change(Write write) {
    if (mprotect(pages.data(), pages.size(), PROT_READ | PROT_WRITE) != 0)
      return false;
    write(writable());
    return seal();
  }

private:
  SealedArray(Mapping mapping, size_t count) : pages(std::move(mapping)), count(count) {}
  std::span<T> writable() const { return {reinterpret_cast<T *>(pages.data()), count}; }
  bool seal() { return mprotect(pages.data(), pages.size(), PROT_READ) == 0; }

  Mapping pages;
  size_t count = 0;
};

} // namespace wasixc::guest
