// An image whose records nobody has checked yet.
#pragma once

#include "abi/image.h"

#include <span>
#include <string_view>

namespace wasixc::guest {

struct UncheckedImage {
  const uint8_t *base;
  const abi::ImageHeader &header;
  uint64_t size; // of the read-only data

  template <typename T>
  bool holds(abi::Range range) const {
    return range.count == 0 || (range.offset % alignof(T) == 0 && range.offset <= size &&
                                range.count <= (size - range.offset) / sizeof(T));
  }
  // Requires: holds<T>(range).
  template <typename T>
  std::span<const T> list(abi::Range range) const {
    return {reinterpret_cast<const T *>(base + range.offset), range.count};
  }
  // Requires: holds<char>(text).
  std::string_view string(abi::String text) const {
    return {reinterpret_cast<const char *>(base + text.offset), text.count};
  }
  bool isCode(uint64_t offset) const { return offset >= header.textOffset && offset < header.textEnd; }
};

} // namespace wasixc::guest
