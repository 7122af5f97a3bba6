// How much text exec and spawn pass on: arguments and environment together, with their pointers, and each
// string by itself, as Linux limits them (execve(2), "Limits on size of arguments and environment").
#pragma once

#include "abi/types.h"
#include "runtime/base/result.h"
#include "runtime/kernel/string_list.h"

#include <algorithm>

namespace wasixc {

class ArgumentBudget {
public:
  static constexpr size_t kMostBytes = 2 << 20;
  static constexpr size_t kLongestString = (128 << 10) - 1; // without its NUL

  // What there is still room for.
  size_t longestLeft() const { return std::min(left, kLongestString); }
  size_t bytesLeft() const { return left; }
  size_t stringsLeft() const { return left / kBytesPerString; }

  Result<void> take(std::string_view text) {
    if (text.size() > kLongestString || left < kBytesPerString || text.size() > left - kBytesPerString)
      return Errno::TOO_BIG;
    left -= text.size() + kBytesPerString;
    return {};
  }

  // What a list that is there already takes.
  Result<void> take(const StringList &list) {
    const size_t bytes = list.bytes().size() + list.size() * sizeof(abi::GuestAddress);
    if (bytes > left)
      return Errno::TOO_BIG;
    left -= bytes;
    return {};
  }

private:
  static constexpr size_t kBytesPerString = sizeof(abi::GuestAddress) + 1; // its pointer, and its NUL

  size_t left = kMostBytes;
};

} // namespace wasixc
