// Access to a guest's linear memory from host code. Every address and length a guest passes is checked here,
// once, and nowhere else: GuestMemory::bytes is the only way from a guest address to a host pointer.
//
// A linear memory only grows, so a range that was checked stays valid while the process lives. Its bytes may
// change at any time (threads share it): values are copied out before they are examined, and never read
// twice.
#pragma once

#include "abi/context.h"
#include "abi/types.h"
#include "runtime/base/result.h"

#include <cstring>
#include <span>
#include <string_view>

namespace wasixc {

// A typed guest address, as an import's i32 parameter. Guest pointers need not be aligned.
template <typename T>
struct GuestPtr {
  using Type = T;
  abi::GuestAddress address;
};

class GuestMemory {
public:
  GuestMemory(uint8_t *base, uint64_t size) : base(base), size(size) {}
  // A module without a memory has an empty one: every pointer into it is FAULT.
  explicit GuestMemory(const abi::MemoryView &view)
      : base(view.base), size(view.state ? __atomic_load_n(&view.state->byteSize, __ATOMIC_RELAXED) : 0) {}

  // The host bytes of [address, address + length), or FAULT when a part lies outside of the memory.
  Result<uint8_t *> bytes(uint64_t address, uint64_t length) const {
    if (length > size || address > size - length) [[unlikely]]
      return Errno::FAULT;
    return base + address;
  }

  // An array of `count` elements; the element size is multiplied in 64 bits, so no length can wrap.
  template <typename T>
  Result<uint8_t *> array(GuestPtr<T> pointer, uint32_t count) const {
    return bytes(pointer.address, uint64_t{count} * sizeof(T));
  }

  Result<std::span<uint8_t>> span(GuestPtr<uint8_t> pointer, uint32_t length) const {
    return std::span<uint8_t>(TRY(bytes(pointer.address, length)), length);
  }

  // The string at `address`, without its NUL.
  Result<std::string_view> terminated(uint64_t address) const {
    if (address >= size)
      return Errno::FAULT;
    const auto *text = reinterpret_cast<const char *>(base + address);
    const size_t length = strnlen(text, size - address);
    if (length == size - address)
      return Errno::FAULT;
    return std::string_view(text, length);
  }

  template <typename T>
  Result<T> load(GuestPtr<T> pointer) const {
    T value;
    memcpy(&value, TRY(bytes(pointer.address, sizeof(T))), sizeof(T));
    return value;
  }

  template <typename T>
  Result<void> store(GuestPtr<T> pointer, std::type_identity_t<const T &> value) const {
    memcpy(TRY(bytes(pointer.address, sizeof(T))), &value, sizeof(T));
    return {};
  }

private:
  uint8_t *base;
  uint64_t size;
};

} // namespace wasixc
