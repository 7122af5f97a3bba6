// Cookies of fd_readdir for positions in a directory of the host.
//
// The host's positions (d_off) are what a cookie must be: they stay valid while entries come and go. But file
// systems like ext4 use all 64 bits, and telldir of a 32-bit C library keeps 32. So large positions get small
// numbers, remembered as long as the directory is open: the same position, the same number.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace wasixc {

class DirectoryCookies {
public:
  uint64_t cookieOf(uint64_t position) {
    if (position < kFirstNumber || (positions.size() >= kMostNumbers && position > kLastNumber))
      return position;
    const auto [entry, isNew] = numbers.try_emplace(position, kFirstNumber + positions.size());
    if (isNew)
      positions.push_back(position);
    return entry->second;
  }

  uint64_t positionOf(uint64_t cookie) const {
    const bool isNumber = cookie >= kFirstNumber && cookie - kFirstNumber < positions.size();
    return isNumber ? positions[cookie - kFirstNumber] : cookie;
  }

private:
  static constexpr uint64_t kFirstNumber = 1u << 30;
  static constexpr uint64_t kLastNumber = (1u << 31) - 1;
  // Past this many the positions themselves are given out: memory must not grow with a guest's patience.
  static constexpr size_t kMostNumbers = 1u << 20;

  std::unordered_map<uint64_t, uint64_t> numbers;
  std::vector<uint64_t> positions; // by number
};

} // namespace wasixc
