// What calls that move data do with their vectors.
#pragma once

#include "runtime/base/blocking.h"

#include <algorithm>
#include <vector>

namespace wasixc {

inline size_t totalSize(blocking::Vectors vectors) {
  size_t total = 0;
  for (const iovec &vector : vectors)
    total += vector.iov_len;
  return total;
}

// Vectors of which a part has been moved already. They are copied only then.
class RemainingVectors {
public:
  explicit RemainingVectors(blocking::Vectors all) : all(all) {}

  blocking::Vectors vectors() const { return copy.empty() ? all : blocking::Vectors(copy).subspan(first); }

  void skip(size_t size) {
    if (copy.empty())
      copy.assign(all.begin(), all.end());
    for (; first < copy.size() && size >= copy[first].iov_len; ++first)
      size -= copy[first].iov_len;
    if (first < copy.size())
      copy[first] = {static_cast<uint8_t *>(copy[first].iov_base) + size, copy[first].iov_len - size};
  }

private:
  const blocking::Vectors all;
  std::vector<iovec> copy;
  size_t first = 0;
};

} // namespace wasixc
