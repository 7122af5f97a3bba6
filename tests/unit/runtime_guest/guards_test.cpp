// Guards around whatever guests can reach or run over: memories, stacks, contexts, tables; and what calls are
// led by cannot be written.
#include "runtime/guest/guarded_block.h"
#include "runtime/guest/sealed_memory.h"
#include "tests/unit/runtime_guest/access.h"
#include "tests/unit/runtime_guest/guest_fixture.h"

namespace wasixc::guest {

namespace {

constexpr uint64_t kGuard = 64 * 1024;
constexpr uint64_t kGigabyte = 1ull << 30;

abi::ImageLimits limits(uint64_t minimum, uint64_t maximum = ~0ull, bool is64 = false) {
  return {.minimum = minimum, .maximum = maximum, .is64 = is64, .isShared = 0, .padding = {}};
}

// A signed 32-bit index reaches 2 GiB down, an index and an offset 8 GiB up.
void expectGuarded(const LinearMemory &memory, uint64_t reach) {
  const uint64_t base = addressOf(memory.base());
  EXPECT_TRUE(isGuard(base - 2 * kGigabyte, base));
  EXPECT_TRUE(isGuard(base + memory.byteSize(), base + reach));
  if (memory.byteSize() > 0)
    EXPECT_TRUE(canWrite(memory.base()));
}

TEST(GuardsTest, LieAroundMemories) {
  constexpr uint64_t kReach32 = 8 * kGigabyte + 16;
  const auto first = *LinearMemory::create(limits(1));
  const auto empty = *LinearMemory::create(limits(0));
  const auto wide = *LinearMemory::create(limits(1, 16, true));
  expectGuarded(*first, kReach32);
  expectGuarded(*empty, kReach32);
  expectGuarded(*wide, wide->byteSize() + 2 * kGigabyte);
  first->grow(3);
  expectGuarded(*first, kReach32);
}

TEST(GuardsTest, LieAroundForkedMemories) {
  constexpr uint64_t kReach32 = 8 * kGigabyte + 16;
  for (const uint64_t pages : {1, 200}) { // copied, and shared through a file
    const auto memory = *LinearMemory::create(limits(pages));
    memory->expectFork();
    std::vector<std::shared_ptr<LinearMemory>> children;
    for (int i = 0; i < 3; ++i) {
      children.push_back(*memory->fork());
      expectGuarded(*children.back(), kReach32);
      ASSERT_TRUE(memory->separate());
    }
    expectGuarded(*memory, kReach32);
    children.clear();
    const auto again = *memory->fork();
    expectGuarded(*again, kReach32);
  }
}

TEST(GuardsTest, LieAroundGuestStacks) {
  for (const uint64_t bytes : {GuestStack::kDefaultBytes, uint64_t{64 * 1024}}) {
    const auto stack = *GuestStack::create(bytes);
    EXPECT_TRUE(isGuard(stack.low() - kGuard, stack.low()));
    EXPECT_TRUE(isGuard(stack.high(), stack.high() + kGuard));
    EXPECT_TRUE(canWrite(reinterpret_cast<void *>(stack.low())));
    EXPECT_TRUE(canWrite(reinterpret_cast<void *>(stack.high() - 1)));
  }
}

TEST(GuardsTest, LieAroundBlocksOfAnySize) {
  for (const size_t bytes : {size_t{1}, size_t{4096}, size_t{5000}, size_t{128 * 1024},
                             GuardedBlock::kMostPooled, GuardedBlock::kMostPooled + 1}) {
    std::vector<GuardedBlock> blocks;
    for (int i = 0; i < 100; ++i) // more than a slab has
      blocks.push_back(GuardedBlock::take(bytes));
    for (const GuardedBlock &block : blocks) {
      ASSERT_TRUE(block);
      ASSERT_GE(block.size(), bytes);
      const uint64_t low = addressOf(block.data()), high = low + block.size();
      ASSERT_TRUE(isGuard(low - kGuard, low));
      ASSERT_TRUE(isGuard(high, high + kGuard));
      ASSERT_TRUE(canWrite(block.data()));
      ASSERT_TRUE(canWrite(block.data() + block.size() - 1));
    }
  }
}

TEST(GuardsTest, ABlockIsUsedAgain) {
  GuardedBlock block = GuardedBlock::take(10'000);
  uint8_t *const place = block.data();
  block = {};
  EXPECT_EQ(GuardedBlock::take(16'384).data(), place);
  EXPECT_FALSE(GuardedBlock::take(SIZE_MAX));
  EXPECT_FALSE(GuardedBlock::take(1ull << 62));
}

TEST(GuardsTest, SealedMemoryCannotBeWritten) {
  SealedMemory memory;
  std::vector<std::pair<uint64_t *, size_t>> added;
  for (size_t i = 0; i < 200; ++i) {
    auto *numbers = memory.add<uint64_t>(i * 17); // several chunks, the last ones of their own
    ASSERT_NE(numbers, nullptr);
    std::fill_n(numbers, i * 17, i);
    added.emplace_back(numbers, i);
    if (i % 3 == 0) {
      memory.seal();
      for (const auto &[place, value] : added)
        ASSERT_FALSE(value > 0 && canWrite(place));
    }
  }
  memory.seal();
  for (const auto &[place, value] : added)
    for (size_t i = 0; i < value * 17; ++i)
      ASSERT_EQ(place[i], value);
  EXPECT_EQ(memory.add<uint64_t>(SIZE_MAX / 8), nullptr);
}

class InstanceGuardsTest : public GuestTest {
protected:
  // The context and the tables, far from everything that an index of a memory reaches.
  static void expectApart(const Instance &instance, const void *data) {
    const uint64_t address = addressOf(data);
    for (const auto &memory : instance.allMemories()) {
      const uint64_t base = addressOf(memory->base());
      EXPECT_TRUE(address < base - 2 * kGigabyte || address >= base + 8 * kGigabyte);
    }
  }

  static void expectSealed(const Instance &instance) {
    const abi::Context &context = instance.context();
    EXPECT_FALSE(canWrite(context.builtins));
    EXPECT_FALSE(canWrite(context.imports));
    EXPECT_FALSE(canWrite(context.references));
    EXPECT_FALSE(canWrite(context.imports[0]));
    EXPECT_FALSE(canWrite(context.references[0]));
    EXPECT_TRUE(canRead(context.builtins) && canRead(context.imports) && canRead(context.references));
    EXPECT_TRUE(canWrite(&context));
    const uint64_t place = addressOf(&context);
    EXPECT_TRUE(isGuard(place - kGuard, place));
    expectApart(instance, &context);
  }
};

TEST_F(InstanceGuardsTest, WhatCallsAreLedByIsReadOnly) {
  expectSealed(link(makeImports()));
  store = makeStore(Store::Linking::ManyInstances);
  Instance &first = link(makeImports());
  expectSealed(first);
  Instance &second = link({*first.exportNamed("callHost"), *first.exportNamed("sumTen"),
                           *first.exportNamed("makeThree"), *first.exportNamed("table")});
  expectSealed(second);
  auto forked = store->forThread(std::move(*GuestStack::create()), nullptr);
  ASSERT_TRUE(forked);
  for (const auto &instance : (*forked)->instances())
    expectSealed(*instance);
}

TEST_F(InstanceGuardsTest, ImagesAreReadOnly) {
  link(makeImports());
  const auto data = image->readOnlyData();
  EXPECT_FALSE(canWrite(data.data()));
  EXPECT_FALSE(canWrite(data.data() + data.size() - 1));
  EXPECT_FALSE(canWrite(&image->descriptors()[0]));
  EXPECT_FALSE(canWrite(image->code(image->header().textOffset)));
}

TEST_F(InstanceGuardsTest, TablesLieBetweenGuards) {
  Instance &instance = link(makeImports());
  const auto table = *Table::create(limits(3), ReferenceType{});
  for (int i = 0; i < 12; ++i) {
    const uint64_t low = addressOf(table->elements());
    EXPECT_TRUE(isGuard(low - kGuard, low));
    expectApart(instance, table->elements());
    for (uint64_t element = 0; element < table->size(); ++element)
      ASSERT_EQ(table->elements()[element], element < 3 ? 0u : 7u);
    ASSERT_GE(table->grow(table->size(), 7), 0);
  }
  const auto copy = *table->fork();
  EXPECT_NE(copy->elements(), table->elements());
  EXPECT_EQ(copy->elements()[copy->size() - 1], 7u);
}

} // namespace

} // namespace wasixc::guest
