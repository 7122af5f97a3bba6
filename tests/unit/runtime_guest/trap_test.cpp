// Faults in guest code become traps; faults elsewhere stay what they are.
#include "tests/unit/runtime_guest/guest_fixture.h"

#include <csignal>
#include <thread>

namespace wasixc::guest {

namespace {

using Outcome = CallResult::Outcome;

uint64_t recursesInGuest(uint64_t value) { return value; }

class TrapTest : public GuestTest {
protected:
  void expectTrap(Action action, abi::TrapKind kind) {
    const CallResult result = act(link(makeImports()), action);
    ASSERT_EQ(result.outcome, Outcome::Trapped);
    EXPECT_STREQ(abi::trapText(result.trap.kind), abi::trapText(kind));
    ASSERT_EQ(result.trap.frames.size(), 1u);
    EXPECT_EQ(result.trap.frames[0].functionName, "callHost");
    EXPECT_EQ(result.trap.frames[0].functionIndex, 7u);
  }
};

TEST_F(TrapTest, ExplicitInstruction) {
  expectTrap(Action::TrapExplicit, abi::TrapKind::IntegerDivideByZero);
}
TEST_F(TrapTest, ExplicitInstructionWithAWideKind) {
  expectTrap(Action::TrapWideKind, abi::TrapKind::UnalignedAtomic);
}
TEST_F(TrapTest, MemoryOutOfBounds) { expectTrap(Action::TrapMemory, abi::TrapKind::MemoryOutOfBounds); }
TEST_F(TrapTest, NullTypeIsUninitialized) {
  expectTrap(Action::TrapNull, abi::TrapKind::UninitializedElement);
}
TEST_F(TrapTest, NullCodeIsNull) { expectTrap(Action::TrapNullCode, abi::TrapKind::NullFunctionReference); }
TEST_F(TrapTest, Unreachable) { expectTrap(Action::TrapUnreachable, abi::TrapKind::Unreachable); }
TEST_F(TrapTest, Division) { expectTrap(Action::TrapDivision, abi::TrapKind::IntegerDivideByZero); }
TEST_F(TrapTest, Builtin) { expectTrap(Action::TrapBulk, abi::TrapKind::MemoryOutOfBounds); }

TEST_F(TrapTest, StackExhaustionIsATrapAgainAndAgain) {
  Instance &instance = link(makeImports());
  for (int i = 0; i < 3; ++i) {
    const Value arguments[] = {{~0ull, 0}};
    Value results[1];
    const CallResult result = callExport(instance, "recurse", arguments, results);
    EXPECT_EQ(result.outcome, Outcome::Trapped);
    EXPECT_EQ(result.trap.kind, abi::TrapKind::StackExhausted);
    EXPECT_EQ(result.trap.frames.size(), 64u);
  }
  EXPECT_EQ(callUnary(instance, "recurse", 10), 56u);
}

// At some depth the gate's own pushes are what overflows.
TEST_F(TrapTest, StackExhaustionInTheGate) {
  auto imports = makeImports();
  imports[0] = HostFunction{reinterpret_cast<const void *>(recursesInGuest), "I:I"};
  store = makeStore(Store::Linking::OneInstance, 4096);
  Instance &instance = link(imports);
  int traps = 0, returns = 0;
  for (uint64_t depth = 0; depth < 300; ++depth) {
    const Value arguments[] = {{depth, 0}};
    Value results[1];
    const CallResult result = callExport(instance, "recurse", arguments, results);
    traps += result.outcome == Outcome::Trapped && result.trap.kind == abi::TrapKind::StackExhausted;
    returns += result.outcome == Outcome::Returned;
  }
  EXPECT_EQ(traps + returns, 300);
  EXPECT_GT(traps, 0);
  EXPECT_GT(returns, 0);
}

TEST_F(TrapTest, LeavesTheSignalMaskAlone) {
  Instance &instance = link(makeImports());
  act(instance, Action::TrapMemory);
  sigset_t mask;
  pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  EXPECT_FALSE(sigismember(&mask, SIGSEGV));
}

TEST_F(TrapTest, WorksOnEveryThread) {
  Instance &instance = link(makeImports());
  std::thread([&] {
    const SignalStack ownSignalStack;
    EXPECT_EQ(act(instance, Action::TrapMemory).trap.kind, abi::TrapKind::MemoryOutOfBounds);
  }).join();
}

TEST_F(TrapTest, NamesAreMadePrintable) {
  TrapInfo trap;
  trap.frames = {{3, "a\x1b[31m\n"}};
  EXPECT_EQ(formatTrap(trap), "wasixc: trap: unreachable\n  at 3 a\\x1b[31m\\x0a");
}

using TrapDeathTest = TrapTest;

TEST_F(TrapDeathTest, HostFaultsAreNotTraps) {
  EXPECT_DEATH(
      {
        volatile int *nowhere = reinterpret_cast<int *>(0x10);
        *nowhere = 1;
      },
      "");
}

TEST_F(TrapDeathTest, WildAccessesOfGuestCodeAreNotTraps) {
  Instance &instance = link(makeImports());
  EXPECT_DEATH(act(instance, Action::WildAccess), "");
}

TEST_F(TrapDeathTest, SentSignalsKill) { EXPECT_DEATH(raise(SIGSEGV), ""); }

} // namespace

} // namespace wasixc::guest
