// The heart of fork: a guest in a host call is copied to another stack and another context, and both go on.
#include "tests/unit/runtime_guest/guest_fixture.h"

#include "runtime/arch/switch.h"

#include <cstring>

namespace wasixc::guest {

namespace {

std::vector<uint8_t> continuation;

uint64_t forks(uint64_t) {
  const abi::Context &context = *currentContext();
  const auto *bytes = reinterpret_cast<const uint8_t *>(context.guestStackPointer);
  continuation.assign(bytes, bytes + (context.guestStackHigh - context.guestStackPointer));
  return 1000;
}

class ResumeTest : public GuestTest {
protected:
  // Puts the continuation onto the instance's own stack and lets it go on.
  static CallResult resumeCopy(Instance &instance, uint64_t value) {
    abi::Context &context = instance.context();
    context.guestStackPointer = context.guestStackHigh - continuation.size();
    memcpy(reinterpret_cast<void *>(context.guestStackPointer), continuation.data(), continuation.size());
    return resume(context, value);
  }
};

TEST_F(ResumeTest, ContinuesOnAnotherStackUnderAnotherContext) {
  auto imports = makeImports();
  imports[0] = HostFunction{reinterpret_cast<const void *>(forks), "I:I"};
  Instance &parent = link(imports);
  EXPECT_EQ(callUnary(parent, "recurse", 50), 1000u + 1275);

  const auto childStore = makeStore(Store::Linking::OneInstance, 128 * 1024);
  Instance &child = **childStore->link(image, imports);
  ASSERT_NE(child.context().guestStackHigh, parent.context().guestStackHigh);
  for (uint64_t value = 0; value < 3; ++value) {
    EXPECT_EQ(resumeCopy(child, value).outcome, CallResult::Outcome::Returned);
    EXPECT_EQ(child.scratch()[0].low, value + 1275); // the entry wrapper has stored it
  }
  EXPECT_EQ(arch::activeContext(), nullptr);
}

// The frames of a gate between instances hold indices, so they can be copied as well.
TEST_F(ResumeTest, ContinuesAcrossInstances) {
  auto imports = makeImports();
  imports[0] = HostFunction{reinterpret_cast<const void *>(forks), "I:I"};
  Instance *tops[2];
  std::unique_ptr<Store> stores[2];
  for (int i = 0; i < 2; ++i) {
    store = makeStore(Store::Linking::ManyInstances, (1 + i) * 65536);
    Instance &base = link(imports);
    tops[i] = &link({*base.exportNamed("callHost"), *base.exportNamed("sumTen"),
                     *base.exportNamed("makeThree"), *base.exportNamed("table")});
    stores[i] = std::move(store);
  }
  EXPECT_EQ(callUnary(*tops[0], "recurse", 5), 1000u + 15);
  // The guest is in a host call of the base instance.
  abi::Context &base = stores[1]->instances()[0]->context();
  base.guestStackPointer = base.guestStackHigh - continuation.size();
  memcpy(reinterpret_cast<void *>(base.guestStackPointer), continuation.data(), continuation.size());
  EXPECT_EQ(resume(base, 7).outcome, CallResult::Outcome::Returned);
  EXPECT_EQ(tops[1]->scratch()[0].low, 7u + 15);
}

TEST_F(ResumeTest, TrapsAfterResuming) {
  auto imports = makeImports();
  imports[0] = HostFunction{reinterpret_cast<const void *>(forks), "I:I"};
  callUnary(link(imports), "recurse", 2);
  const auto childStore = makeStore(Store::Linking::OneInstance, 128 * 1024);
  imports[0] =
      HostFunction{reinterpret_cast<const void *>(+[](uint64_t) -> uint64_t { exitFromHost(3); }), "I:I"};
  Instance &child = **childStore->link(image, imports);
  EXPECT_EQ(resumeCopy(child, 0).outcome, CallResult::Outcome::Returned);
  EXPECT_EQ(act(child, Action::CallUnary).exitCode, 3u);
}

} // namespace

} // namespace wasixc::guest
