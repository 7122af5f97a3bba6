// Forked linear memories against a model: processes that write, read, grow, fork and end in random order.
#include "runtime/guest/memory.h"

#include <dirent.h>
#include <gtest/gtest.h>
#include <random>
#include <sys/resource.h>
#include <thread>
#include <unordered_map>

namespace wasixc::guest {

namespace {

constexpr uint64_t kPage = abi::kPageSize;

abi::ImageLimits limits(uint64_t pages, bool is64 = false, bool isShared = false) {
  return {.minimum = pages, .maximum = 65536, .is64 = is64, .isShared = isShared, .padding = {}};
}

std::shared_ptr<LinearMemory> forkable(const abi::ImageLimits &limits) {
  auto memory = *LinearMemory::create(limits);
  memory->expectFork();
  return memory;
}

size_t openFiles() {
  DIR *directory = opendir("/proc/self/fd");
  size_t count = 0;
  while (readdir(directory))
    ++count;
  closedir(directory);
  return count;
}

uint64_t &word(const LinearMemory &memory, uint64_t address) {
  return *reinterpret_cast<uint64_t *>(memory.base() + address);
}

// One process: its memory, and what it should hold.
struct Guest {
  std::shared_ptr<LinearMemory> memory;
  std::unordered_map<uint64_t, uint64_t> expected; // by address, what is not 0
  bool isWaiting = false;                          // it has forked, and has not gone on yet
};

class World {
public:
  World(const abi::ImageLimits &limits, uint64_t seed) : random(seed) {
    guests.push_back({forkable(limits), {}});
    mostBytes = 2 * guests[0].memory->byteSize();
  }

  void step() {
    Guest &guest = guests[below(guests.size())];
    if (guest.isWaiting) {
      if (below(4) == 0)
        goOn(guest);
      return;
    }
    switch (below(12)) {
    case 0:
    case 1:
      fork(guest);
      break;
    case 2:
    case 3:
      end(guest);
      break;
    case 4:
      grow(guest);
      break;
    case 5:
      writeMany(guest);
      break;
    case 6:
    case 7:
      check(guest);
      break;
    default:
      write(guest, address(guest));
    }
  }

  // To the end of all processes.
  void finish() {
    for (Guest &guest : guests) {
      goOn(guest);
      check(guest);
      write(guest, address(guest));
    }
    for (Guest &guest : guests)
      check(guest);
    guests.clear();
  }

private:
  uint64_t below(uint64_t limit) { return random() % limit; }
  // Most addresses are near the beginning, as data and stack are.
  uint64_t address(const Guest &guest) {
    const uint64_t bytes =
        below(3) == 0 ? guest.memory->byteSize() : std::min(guest.memory->byteSize(), 40 * kPage);
    return below(bytes / 8) * 8;
  }

  void write(Guest &guest, uint64_t address) {
    const uint64_t value = random() | 1;
    word(*guest.memory, address) = value;
    guest.expected[address] = value;
  }

  void writeMany(Guest &guest) {
    const uint64_t pages = guest.memory->byteSize() / kPage, count = 1 + below(pages / 2);
    const uint64_t first = below(pages - count + 1);
    for (uint64_t page = first; page < first + count; ++page)
      write(guest, page * kPage + below(2) * 8);
  }

  void check(const Guest &guest) {
    for (const auto &[address, value] : guest.expected)
      ASSERT_EQ(word(*guest.memory, address), value) << "at " << address;
    for (int i = 0; i < 20; ++i) {
      const uint64_t place = address(guest);
      if (!guest.expected.contains(place))
        ASSERT_EQ(word(*guest.memory, place), 0u) << "at " << place;
    }
  }

  void grow(Guest &guest) {
    const uint64_t pages = 1 + below(4), bytes = guest.memory->byteSize();
    if (bytes < mostBytes)
      ASSERT_EQ(guest.memory->grow(pages), static_cast<int64_t>(bytes / abi::kWasmPageSize));
  }

  void fork(Guest &guest) {
    if (guests.size() > 12)
      return;
    auto forked = guest.memory->fork();
    ASSERT_TRUE(forked);
    guest.isWaiting = true;
    guests.push_back({*forked, guest.expected}); // `guest` is no longer valid
    check(guests.back());
    if (below(2) == 0) // at once, as most children
      runToEnd();
  }

  // The newest process does a little and ends.
  void runToEnd() {
    for (uint64_t i = below(30); i > 0; --i)
      write(guests.back(), address(guests.back()));
    check(guests.back());
    guests.pop_back();
  }

  void goOn(Guest &guest) {
    ASSERT_TRUE(guest.memory->separate());
    guest.isWaiting = false;
  }

  void end(Guest &guest) {
    if (guests.size() == 1)
      return;
    check(guest);
    std::swap(guest, guests.back());
    guests.pop_back();
  }

  std::mt19937_64 random;
  std::vector<Guest> guests;
  uint64_t mostBytes;
};

struct Case {
  uint64_t pages;
  bool is64, isShared;
  int steps;
};

class MemoryForkTest : public testing::TestWithParam<Case> {};

TEST_P(MemoryForkTest, KeepsProcessesApart) {
  const Case &wanted = GetParam();
  canScanPages(); // opens a file and keeps it
  const size_t files = openFiles();
  for (uint64_t seed = 1; seed <= 3; ++seed) {
    World world(limits(wanted.pages, wanted.is64, wanted.isShared), seed);
    for (int i = 0; i < wanted.steps && !HasFatalFailure(); ++i)
      world.step();
    world.finish();
  }
  EXPECT_EQ(openFiles(), files);
}

INSTANTIATE_TEST_SUITE_P(Sizes, MemoryForkTest,
                         testing::Values(Case{1, false, false, 1000}, Case{8, false, false, 500},
                                         Case{9, false, false, 1000}, Case{32, false, false, 800},
                                         Case{33, false, false, 800}, Case{64, false, true, 500},
                                         Case{128, true, false, 500}, Case{256, false, false, 300},
                                         Case{1024, false, false, 150}));

TEST(MemoryForkTest, SharesALargeMemoryWithAChildThatEndsFirst) {
  const auto memory = forkable(limits(1024));
  for (uint64_t i = 0; i < 1024 * 16; ++i)
    word(*memory, i * kPage) = i;
  for (int round = 0; round < 3; ++round) {
    const auto child = *memory->fork();
    EXPECT_LE(memory->copiedBytes(), 16 * kPage);
    for (uint64_t i = 0; i < 16; ++i)
      EXPECT_EQ(word(*child, i * kPage * 64)++, i * 64);
    EXPECT_EQ(word(*child, 5000 * kPage), 5000u);
  }
}

TEST(MemoryForkTest, OwnsItsFileAgainWhenItsChildrenAreGone) {
  const auto memory = forkable(limits(256));
  word(*memory, 0) = 1;
  auto child = *memory->fork();
  ASSERT_TRUE(memory->separate());
  word(*memory, 0) = 2;
  EXPECT_EQ(memory->grow(16), 256);
  word(*memory, 256 * abi::kWasmPageSize) = 3;
  EXPECT_EQ(word(*child, 0), 1u);
  child.reset();
  child = *memory->fork(); // the only user again
  EXPECT_EQ(word(*child, 0), 2u);
  EXPECT_EQ(word(*child, 256 * abi::kWasmPageSize), 3u);
  EXPECT_EQ(child->grow(1), 272);
  word(*child, 0) = 4;
  word(*child, 272 * abi::kWasmPageSize) = 5;
  child.reset();
  ASSERT_TRUE(memory->separate());
  EXPECT_EQ(word(*memory, 0), 2u);
  EXPECT_EQ(memory->grow(1), 272);
  EXPECT_EQ(word(*memory, 272 * abi::kWasmPageSize), 0u);
}

TEST(MemoryForkTest, AChildOutlivesItsParent) {
  auto memory = forkable(limits(256));
  word(*memory, 70000) = 7;
  auto child = *memory->fork();
  ASSERT_TRUE(memory->separate());
  memory.reset();
  EXPECT_EQ(word(*child, 70000), 7u);
  word(*child, 70000) = 8;
  const auto grandchild = *child->fork();
  EXPECT_EQ(word(*grandchild, 70000), 8u);
}

TEST(MemoryForkTest, SeparatesWhileTheChildRuns) {
  const auto memory = forkable(limits(64));
  for (uint64_t round = 0; round < 200; ++round) {
    word(*memory, 8) = round;
    auto child = *memory->fork();
    std::thread running([owned = std::move(child), round] {
      for (uint64_t i = 0; i < 64 * 16; ++i)
        EXPECT_EQ(word(*owned, i * kPage + 16), 0u);
      EXPECT_EQ(word(*owned, 8), round);
      word(*owned, 8) = 1;
    });
    ASSERT_TRUE(memory->separate());
    for (uint64_t i = 0; i < 64 * 16; ++i)
      word(*memory, i * kPage + 16) = 0x55;
    running.join();
    EXPECT_EQ(word(*memory, 8), round);
    for (uint64_t i = 0; i < 64 * 16; ++i)
      word(*memory, i * kPage + 16) = 0;
  }
}

// Lowers a limit of the host process for as long as it exists.
class LoweredLimit {
public:
  LoweredLimit(__rlimit_resource resource, rlim_t value) : resource(resource) {
    getrlimit(resource, &former);
    const rlimit lowered = {value, former.rlim_max};
    setrlimit(resource, &lowered);
  }
  ~LoweredLimit() { setrlimit(resource, &former); }

private:
  const __rlimit_resource resource;
  rlimit former;
};

TEST(MemoryForkTest, CopiesWhenThereAreNoFiles) {
  for (const auto &[resource, value] : {std::pair(RLIMIT_NOFILE, rlim_t{0}), {RLIMIT_FSIZE, 1 << 20}}) {
    const LoweredLimit lowered(resource, value);
    const auto memory = forkable(limits(64));
    EXPECT_EQ(memory->grow(64), 64);
    word(*memory, 100 * abi::kWasmPageSize) = 9;
    const auto child = *memory->fork();
    word(*memory, 100 * abi::kWasmPageSize) = 10;
    EXPECT_EQ(word(*child, 100 * abi::kWasmPageSize), 9u);
  }
}

TEST(MemoryForkTest, FailsCleanlyWithoutAddressSpace) {
  const auto memory = forkable(limits(256));
  word(*memory, 0) = 1;
  auto child = *memory->fork();
  ASSERT_TRUE(memory->separate());
  {
    const LoweredLimit lowered(RLIMIT_AS, 1 << 20);
    EXPECT_FALSE(child->fork());
    EXPECT_FALSE(memory->fork());
    EXPECT_TRUE(memory->separate());
  }
  word(*memory, 0) = 2;
  EXPECT_EQ(word(*child, 0), 1u);
  const auto second = *memory->fork();
  EXPECT_EQ(word(*second, 0), 2u);
}

TEST(MemoryForkTest, CopiesForAWhileWhenBothSidesWriteToMuch) {
  const auto memory = forkable(limits(64));
  int copies = 0;
  for (uint64_t round = 1; round <= 40; ++round) {
    const auto child = *memory->fork();
    copies += memory->copiedBytes() > memory->byteSize() / 2;
    ASSERT_TRUE(memory->separate());
    for (const auto &one : {memory, child})
      for (uint64_t page = 0; page < 64 * 16; ++page) {
        ASSERT_EQ(word(*one, page * kPage), page * (round - 1));
        word(*one, page * kPage) += page;
      }
  }
  EXPECT_GT(copies, 25);
  EXPECT_LT(copies, 39);
}

TEST(MemoryForkTest, RefusesMoreThanTheLimitOfAll) {
  const auto memory = forkable(limits(64));
  const auto other = forkable(limits(1));
  // Room for two copies, for the file that is shared by then, and for seven pages.
  const uint64_t most = accountant::used() + (3 * 64 + 7) * abi::kWasmPageSize;
  accountant::setLimit(most + most / 15); // a sixteenth is not for charges
  {
    const auto child = *memory->fork();
    const auto second = *memory->fork();
    EXPECT_FALSE(memory->fork());
    EXPECT_FALSE(LinearMemory::create(limits(8)));
    EXPECT_EQ(other->grow(8), -1);
    EXPECT_EQ(other->grow(7), 1);
  }
  EXPECT_TRUE(memory->fork());
  accountant::setLimit(0);
  EXPECT_EQ(other->grow(64), 8);
}

} // namespace

} // namespace wasixc::guest
