// The owner of an address range.
#pragma once

#include <cstddef>
#include <cstdint>
#include <sys/mman.h>
#include <utility>

namespace wasixc::guest {

// An mmap that is undone with its owner.
class Mapping {
public:
  Mapping() = default;
  Mapping(void *address, size_t bytes) : address(static_cast<uint8_t *>(address)), bytes(bytes) {}
  Mapping(Mapping &&other) noexcept { swap(other); }
  Mapping &operator=(Mapping &&other) noexcept {
    Mapping(std::move(other)).swap(*this);
    return *this;
  }
  ~Mapping() {
    if (address)
      munmap(address, bytes);
  }

  // Address space without memory behind it. Empty when the kernel refuses.
  static Mapping reserve(size_t bytes) {
    void *address = mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return address == MAP_FAILED ? Mapping() : Mapping(address, bytes);
  }

  // Leaves the range to the caller.
  uint8_t *release() {
    bytes = 0;
    return std::exchange(address, nullptr);
  }

  uint8_t *data() const { return address; }
  size_t size() const { return bytes; }
  explicit operator bool() const { return address != nullptr; }
  bool contains(uintptr_t pointer) const { return pointer - reinterpret_cast<uintptr_t>(address) < bytes; }

private:
  void swap(Mapping &other) {
    std::swap(address, other.address);
    std::swap(bytes, other.bytes);
  }

  uint8_t *address = nullptr;
  size_t bytes = 0;
};

} // namespace wasixc::guest
