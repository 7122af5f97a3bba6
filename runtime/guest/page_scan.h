// Which pages of an address range have ever been touched, as the kernel knows it.
#pragma once

#include <cstdint>
#include <vector>

namespace wasixc::guest {

struct PageRange {
  uint64_t begin; // offsets from the start of the scan, multiples of the page size
  uint64_t end;
};

// The ranges of [base, base + bytes) that hold pages, present or swapped out, in order. One range with
// everything where the kernel cannot tell (before Linux 6.7). `bytes` is a multiple of the page size.
std::vector<PageRange> touchedPages(const uint8_t *base, uint64_t bytes);

} // namespace wasixc::guest
