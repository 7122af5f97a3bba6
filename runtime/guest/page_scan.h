// What the kernel knows about the pages of an address range.
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

// Of a private mapping of a file: the ranges whose pages are no longer the file's.
std::vector<PageRange> privatePages(const uint8_t *base, uint64_t bytes);

// Whether the kernel can tell. The first call opens what all later ones need.
bool canScanPages();

// The number of the request to a device (ioctl) that asks the kernel.
uint32_t pageScanRequest();

// The sum of sorted lists of ranges, sorted, in as few ranges as possible.
std::vector<PageRange> merged(std::vector<PageRange> ranges);

// How many bytes the ranges have together.
uint64_t byteCount(const std::vector<PageRange> &ranges);

} // namespace wasixc::guest
