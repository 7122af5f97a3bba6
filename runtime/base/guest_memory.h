// Access to a guest's linear memory from host code. Every address and length a guest passes is checked here,
// once, and nowhere else: GuestMemory::bytes is the only way from a guest address to a host pointer.
//
// A linear memory only grows, so a range that was checked stays valid while the process lives. Its bytes may
// change at any time (threads share it): what is examined is copied first, once, with a limit that is known
// before anything is copied (load, array, text, terminated). `bytes` and `span` are for what is only written,
// or moved unseen.
#pragma once

#include "abi/context.h"
#include "abi/types.h"
#include "runtime/base/result.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

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

  // A value in memory that has been checked. The optimizer is not told where it came from, so it can not read
  // there once more.
  template <typename T>
  static T copyOf(const uint8_t *source) {
    T value;
    memcpy(&value, source, sizeof value);
    if constexpr (std::is_integral_v<T>)
      asm volatile("" : "+r"(value));
    else
      asm volatile("" : "+m"(value));
    return value;
  }

  template <typename T>
  Result<T> load(GuestPtr<T> pointer) const {
    return copyOf<T>(TRY(bytes(pointer.address, sizeof(T))));
  }

  // Copies of the elements; `tooMany` for more than `most`.
  template <typename T>
  Result<std::vector<T>> list(GuestPtr<T> pointer, uint32_t count, uint32_t most, Errno tooMany) const {
    if (count > most)
      return tooMany;
    const uint8_t *source = TRY(array(pointer, count));
    std::vector<T> copies(count);
    if (count > 0) // an empty vector has no place, and memcpy wants one
      memcpy(copies.data(), source, count * sizeof(T));
    return copies;
  }

  // A copy of the text; `tooLong` when it has more than `most` bytes.
  Result<std::string> text(GuestPtr<uint8_t> pointer, uint32_t length, size_t most, Errno tooLong) const {
    if (length > most)
      return tooLong;
    return std::string(reinterpret_cast<const char *>(TRY(bytes(pointer.address, length))), length);
  }

  // The string at `address`, without its NUL; `tooLong` when it has more than `most` bytes before that.
  Result<std::string> terminated(uint64_t address, size_t most, Errno tooLong) const {
    if (address >= size)
      return Errno::FAULT;
    const size_t room = size - address;
    const auto *text = reinterpret_cast<const char *>(base + address);
    const size_t length = strnlen(text, std::min<size_t>(room, most + 1));
    if (length > most)
      return tooLong;
    if (length == room)
      return Errno::FAULT;
    std::string copy(text, length);
    copy.resize(strlen(copy.c_str())); // it may have become shorter
    return copy;
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
