// Calls between instances: each function runs under its own context, whoever calls it and however.
#include "tests/unit/runtime_guest/guest_fixture.h"

namespace wasixc::guest {

namespace {

using Outcome = CallResult::Outcome;

Instance *innerCallee;

// Called by the second instance, calls the first one again.
uint64_t callsBack(uint64_t) {
  uint64_t sum = 0;
  for (int i = 0; i < 2; ++i) {
    const Value arguments[] = {{static_cast<uint64_t>(Action::CallTen), 0}};
    Value results[1];
    callExport(*innerCallee, "callHost", arguments, results);
    sum += results[0].low;
  }
  return sum;
}

class CrossTest : public GuestTest {
protected:
  void SetUp() override { store = makeStore(Store::Linking::ManyInstances); }

  // An instance that imports what `other` exports: unary is callHost, ten is sumTen, three is makeThree.
  Instance &linkTo(const Instance &other) {
    return link({*other.exportNamed("callHost"), *other.exportNamed("sumTen"),
                 *other.exportNamed("makeThree"), *other.exportNamed("table")});
  }
};

TEST_F(CrossTest, SwitchesContexts) {
  Instance &first = link(makeImports());
  Instance &second = linkTo(first);
  // second.recurse(0) calls first.callHost(0), which calls host.unary(1000).
  EXPECT_EQ(callUnary(second, "recurse", 0), 1001u);
  EXPECT_EQ(arch::activeContext(), nullptr);
  // The globals of the first instance are untouched by the second, and the other way round.
  EXPECT_EQ(callUnary(second, "callHost", static_cast<uint64_t>(Action::SetOwnGlobal)), 43u);
  EXPECT_EQ(first.global(0).low, 42u);
  EXPECT_EQ(second.global(0).low, 43u);
}

TEST_F(CrossTest, CopiesStackArgumentsAndScratchResults) {
  Instance &first = link(makeImports());
  Instance &second = linkTo(first);
  EXPECT_EQ(callUnary(second, "callHost", static_cast<uint64_t>(Action::CallTen)), 57u);
  EXPECT_EQ(callUnary(second, "callHost", static_cast<uint64_t>(Action::CallThree)), 0x070809u);
}

TEST_F(CrossTest, SharesTables) {
  Instance &first = link(makeImports());
  Instance &second = linkTo(first);
  // The second instance has put its functions into the first one's table.
  EXPECT_EQ(first.table(1), second.table(0));
  uint64_t value;
  EXPECT_EQ(act(second, Action::CallFromTable, &value).outcome, Outcome::Returned);
  EXPECT_EQ(value, 42u);
  // A third one calls through the same table, and now finds its own function there.
  Instance &third = linkTo(first);
  EXPECT_EQ(callUnary(third, "callHost", static_cast<uint64_t>(Action::CallFromTable)), 42u);
  EXPECT_EQ(callUnary(second, "callHost", static_cast<uint64_t>(Action::CallFromTable)), 42u);
}

TEST_F(CrossTest, TrapsUnwindThroughInstances) {
  Instance &first = link(makeImports());
  Instance &second = linkTo(first);
  // host functions that trap within first.callHost within second.recurse
  const Value arguments[] = {{1, 0}};
  Value results[1];
  auto imports = makeImports();
  imports[0] = HostFunction{
      reinterpret_cast<const void *>(+[](uint64_t) -> uint64_t { trapFromHost(abi::TrapKind::CastFailure); }),
      "I:I"};
  Instance &trapping = link(imports);
  Instance &outer = linkTo(trapping);
  const CallResult result = callExport(outer, "recurse", arguments, results);
  EXPECT_EQ(formatTrap(result.trap),
            "wasixc: trap: cast failure\n  at 7 callHost\n  at 8 recurse\n  at 8 recurse");
  EXPECT_EQ(arch::activeContext(), nullptr);
  EXPECT_EQ(callUnary(second, "recurse", 0), 1001u);
}

TEST_F(CrossTest, NestedEntriesKeepEveryContextsStacks) {
  Instance &base = link(makeImports());
  auto imports = makeImports();
  imports[0] = HostFunction{reinterpret_cast<const void *>(callsBack), "I:I"};
  imports[1] = *base.exportNamed("sumTen");
  Instance &middle = link(imports);
  Instance &top = linkTo(middle);
  innerCallee = &top;
  // top.recurse(4) -> middle.callHost(0) -> host -> twice top.callHost(1) -> middle.sumTen = 57
  EXPECT_EQ(callUnary(top, "recurse", 4), 10u + 114u);
  // After that, hosts are still called on a sound stack.
  EXPECT_EQ(callUnary(top, "recurse", 4), 10u + 114u);
}

TEST_F(CrossTest, OverflowInTheCrossGateIsATrap) {
  store = makeStore(Store::Linking::ManyInstances, 4096);
  Instance &first = link(makeImports());
  Instance &second = linkTo(first);
  int traps = 0;
  for (uint64_t depth = 0; depth < 300; ++depth) {
    const Value arguments[] = {{depth, 0}};
    Value results[1];
    const CallResult result = callExport(second, "recurse", arguments, results);
    traps += result.outcome == Outcome::Trapped && result.trap.kind == abi::TrapKind::StackExhausted;
  }
  EXPECT_GT(traps, 0);
  EXPECT_EQ(callUnary(second, "recurse", 0), 1001u);
}

// The first of a group refers to functions of the second, which cannot be linked after all.
TEST_F(CrossTest, TakesBackAWholeGroup) {
  link(makeImports());
  for (int attempt = 0; attempt < 3; ++attempt) {
    ASSERT_EQ(*store->announce(*image), 1u);
    ASSERT_EQ(*store->announce(*image), 2u);
    auto imports = makeImports();
    const abi::ImageExport &callHost = *image->findExport("callHost");
    imports[0] = FunctionExternal{store->reference(2, callHost.index), image.get(), callHost.typeIndex};
    ASSERT_TRUE(store->link(image, imports));
    imports[3] = HostFunction::unknownImport(); // for a table
    ASSERT_FALSE(store->link(image, imports));
    store->unlink(1);
    EXPECT_EQ(store->instances().size(), 1u);
  }
  Instance &second = linkTo(*store->instances()[0]);
  EXPECT_EQ(callUnary(second, "recurse", 0), 1001u);
  EXPECT_TRUE(store->forThread(std::move(*GuestStack::create()), nullptr));
}

} // namespace

} // namespace wasixc::guest
