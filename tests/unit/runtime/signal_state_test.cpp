// What the arrival of a signal means in the three states of the callback.
#include "runtime/kernel/signal_state.h"

#include <gtest/gtest.h>

namespace wasixc {
namespace {

using Effect = SignalState::Effect;

constexpr abi::FunctionDescriptor kCallback = {};
constexpr uint8_t kUser1 = 10, kTerminate = 15;

TEST(SignalStateTest, WithoutCallbackDefaultsApply) {
  SignalState state;
  EXPECT_EQ(state.post(kTerminate), Effect::Terminate);
  EXPECT_EQ(state.post(kSignalChild), Effect::None);
  EXPECT_EQ(state.post(kSignalContinue), Effect::Continue);
  EXPECT_EQ(state.post(20), Effect::Stop);
  state.setIgnored(kTerminate, true);
  EXPECT_EQ(state.post(kTerminate), Effect::None);
  EXPECT_EQ(state.post(kSignalKill), Effect::Terminate);
  EXPECT_EQ(state.take(), std::nullopt);
}

TEST(SignalStateTest, AMissingCallbackQueues) {
  SignalState state;
  state.setCallback(nullptr);
  EXPECT_EQ(state.post(kTerminate), Effect::None);
  EXPECT_FALSE(state.canDeliver());
  state.setCallback(&kCallback);
  EXPECT_EQ(state.take(), kTerminate);
}

TEST(SignalStateTest, TheCallbackGetsEachSignalOnceAndLowestFirst) {
  SignalState state;
  state.setCallback(&kCallback);
  for (const uint8_t signal : {kTerminate, kUser1, kTerminate})
    EXPECT_EQ(state.post(signal), Effect::Deliver);
  EXPECT_EQ(state.take(), kUser1);
  EXPECT_EQ(state.take(), kTerminate);
  EXPECT_EQ(state.take(), std::nullopt);
  EXPECT_EQ(state.post(kSignalKill), Effect::Terminate);
  EXPECT_EQ(state.post(kSignalStop), Effect::Stop);
  EXPECT_FALSE(state.canDeliver());
}

TEST(SignalStateTest, WhatIsPendingIsNotInherited) {
  SignalState parent, child;
  parent.setCallback(&kCallback);
  parent.setIgnored(kUser1, true);
  parent.post(kTerminate);
  child.inherit(parent);
  EXPECT_EQ(child.callback(), &kCallback);
  EXPECT_TRUE(child.ignores(kUser1));
  EXPECT_FALSE(child.canDeliver());
}

TEST(SignalStateTest, WhatIsPendingWaitsForTheNextCallback) {
  SignalState state;
  state.setCallback(&kCallback);
  state.post(kTerminate);
  state.removeCallback();
  EXPECT_FALSE(state.canDeliver());
  EXPECT_EQ(state.post(kUser1), Effect::Terminate);
  state.setCallback(&kCallback);
  EXPECT_EQ(state.take(), kTerminate);
}

TEST(SignalStateTest, ANewProgramHasNoCallbackAndNothingPending) {
  SignalState state;
  state.setCallback(&kCallback);
  state.post(kTerminate);
  EXPECT_EQ(state.resetForProgram(), 1u << kTerminate);
  EXPECT_FALSE(state.canDeliver());
  state.setCallback(&kCallback);
  EXPECT_FALSE(state.canDeliver());
}

} // namespace
} // namespace wasixc
