// PAGEMAP_SCAN of /proc/self/pagemap. mincore would be faster, but it takes swapped pages for untouched ones.
#include "runtime/guest/page_scan.h"

#include "abi/image.h"

#include <algorithm>
#include <fcntl.h>
#include <iterator>
#include <sys/ioctl.h>

namespace wasixc::guest {

namespace {

// Linux 6.7; not in the headers of older distributions.
struct PageRegion {
  uint64_t start, end, categories;
};
struct ScanArguments {
  uint64_t size, flags, start, end, walkEnd, regions, regionCount, mostPages;
  uint64_t categoryInverted, categoryMask, categoryAnyOfMask, returnMask;
};
constexpr uint64_t kFile = 1 << 2, kPresent = 1 << 3, kSwapped = 1 << 4;
#define WASIXC_PAGEMAP_SCAN _IOWR('f', 16, ScanArguments)

int pagemap() {
  static const int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
  return fd;
}

// The pages that are present or swapped out, without those of the categories in `excluded`.
std::vector<PageRange> scanPages(const uint8_t *base, uint64_t bytes, uint64_t excluded) {
  std::vector<PageRange> ranges;
  const auto start = reinterpret_cast<uint64_t>(base);
  PageRegion regions[128];
  ScanArguments scan = {};
  scan.size = sizeof scan;
  scan.end = start + bytes;
  scan.regions = reinterpret_cast<uint64_t>(regions);
  scan.regionCount = std::size(regions);
  scan.categoryInverted = scan.categoryMask = excluded;
  scan.categoryAnyOfMask = scan.returnMask = kPresent | kSwapped;
  for (scan.start = start; scan.start < scan.end; scan.start = scan.walkEnd) {
    const int count = ioctl(pagemap(), WASIXC_PAGEMAP_SCAN, &scan);
    if (count < 0)
      return {{0, bytes}};
    for (int i = 0; i < count; ++i) {
      const PageRange range = {regions[i].start - start, regions[i].end - start};
      if (!ranges.empty() && ranges.back().end == range.begin)
        ranges.back().end = range.end;
      else
        ranges.push_back(range);
    }
  }
  return ranges;
}

} // namespace

std::vector<PageRange> touchedPages(const uint8_t *base, uint64_t bytes) { return scanPages(base, bytes, 0); }

std::vector<PageRange> privatePages(const uint8_t *base, uint64_t bytes) {
  return scanPages(base, bytes, kFile);
}

bool canScanPages() {
  static const bool canScan = [] {
    const uint8_t byte = 0;
    ScanArguments scan = {};
    scan.size = sizeof scan;
    scan.start = reinterpret_cast<uint64_t>(&byte) & ~(abi::kPageSize - 1);
    scan.end = scan.start + abi::kPageSize;
    scan.categoryAnyOfMask = scan.returnMask = kPresent;
    return ioctl(pagemap(), WASIXC_PAGEMAP_SCAN, &scan) >= 0;
  }();
  return canScan;
}

uint32_t pageScanRequest() { return static_cast<uint32_t>(WASIXC_PAGEMAP_SCAN); }

std::vector<PageRange> merged(std::vector<PageRange> ranges) {
  std::ranges::sort(ranges, {}, &PageRange::begin);
  std::vector<PageRange> result;
  for (const PageRange range : ranges)
    if (!result.empty() && range.begin <= result.back().end)
      result.back().end = std::max(result.back().end, range.end);
    else
      result.push_back(range);
  return result;
}

uint64_t byteCount(const std::vector<PageRange> &ranges) {
  uint64_t bytes = 0;
  for (const PageRange range : ranges)
    bytes += range.end - range.begin;
  return bytes;
}

} // namespace wasixc::guest
