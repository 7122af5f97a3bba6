#include "runtime/fs/epoll_nesting.h"

#include <algorithm>
#include <utility>

namespace wasixc {

namespace {

// How many ways an event may take that lead through that many instances besides the first; of the shortest
// there may be any number.
constexpr uint32_t kMostWays[] = {UINT32_MAX, 500, 100, 50, 10};
constexpr uint32_t kManyWays = 1 << 20; // no sum of five of these overflows

} // namespace

EpollLinks &EpollLinks::get() {
  static EpollLinks *const instance = new EpollLinks;
  return *instance;
}

void Epoll::Nesting::countWays(Epoll &owner, Levels &levels) {
  const Levels &further = above(owner);
  levels.count = std::max(levels.count, further.count + 1);
  for (size_t i = 1; i < kMostNested; ++i)
    levels.ways[i] = std::min(levels.ways[i] + further.ways[i - 1], kManyWays);
}

// Those in a row from this instance upwards, as if the new one were in place. What is in place is no more than
// five deep, so the recursion is short.
const Epoll::Levels &Epoll::Nesting::above(Epoll &instance) {
  Levels &levels = instance.above;
  if (levels.check == number)
    return levels;
  levels = {.check = number, .count = 1};
  for (EpollItem *item = instance.epollItems.load(std::memory_order_relaxed); item; item = item->nextOfFile)
    countWays(item->owner, levels);
  if (&instance == inner)
    countWays(outer, levels);
  if (levels.count == 1)
    levels.ways[0] = 1;
  return levels;
}

// The same downwards, where meeting the outer one is a loop.
const Epoll::Levels &Epoll::Nesting::below(Epoll &instance) {
  Levels &levels = instance.below;
  if (levels.check == number)
    return levels;
  levels.check = number;
  levels.count = &instance == &outer ? kMostNested : 1;
  for (const auto &[key, item] : instance.items)
    if (Epoll *nested = item->file.epoll(); nested && levels.count <= kMostNested)
      levels.count = std::max(levels.count, below(*nested).count + 1);
  return levels;
}

// Counted once for each file, whatever number of sets it is in.
bool Epoll::Nesting::hasFewWays(File &file) {
  EpollItem *const first = file.epollItems.load(std::memory_order_relaxed);
  if (!first || std::exchange(first->checkOfFile, number) == number)
    return true;
  uint32_t ways[kMostNested] = {};
  for (EpollItem *item = first; item; item = item->nextOfFile)
    for (size_t i = 1; i < kMostNested; ++i)
      ways[i] = std::min(ways[i] + above(item->owner).ways[i], kManyWays);
  return std::ranges::equal(ways, kMostWays, std::less_equal());
}

bool Epoll::Nesting::haveFilesFewWays(Epoll &instance) {
  if (std::exchange(instance.below.checkOfFiles, number) == number)
    return true;
  for (const auto &[key, item] : instance.items) {
    Epoll *const nested = item->file.epoll();
    if (!(nested ? haveFilesFewWays(*nested) : hasFewWays(item->file)))
      return false;
  }
  return true;
}

Result<void> Epoll::Nesting::check(Epoll &outer, File &file, EpollLinks &links) {
  Epoll *const inner = file.epoll();
  Nesting nesting(outer, inner, ++links.checks);
  if (inner) {
    if (nesting.below(*inner).count + nesting.above(outer).count > kMostNested)
      return Errno::LOOP;
    return nesting.haveFilesFewWays(*inner) ? Result<void>() : Result<void>(Errno::INVAL);
  }
  const Levels &above = nesting.above(outer);
  if (above.count == 1)
    return {};
  uint32_t ways[kMostNested];
  std::ranges::copy(above.ways, ways);
  for (EpollItem *item = file.epollItems.load(std::memory_order_relaxed); item; item = item->nextOfFile)
    for (size_t i = 1; i < kMostNested; ++i)
      ways[i] = std::min(ways[i] + nesting.above(item->owner).ways[i], kManyWays);
  return std::ranges::equal(ways, kMostWays, std::less_equal()) ? Result<void>() : Result<void>(Errno::INVAL);
}

} // namespace wasixc
