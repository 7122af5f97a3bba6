// Calls into the guest, out of it through the gate, nested ones, and ways to leave.
#include "tests/unit/runtime_guest/guest_fixture.h"

namespace wasixc::guest {

namespace {

using Outcome = CallResult::Outcome;

Instance *nestedInstance;

uint64_t callsGuestAgain(uint64_t value) {
  const Value arguments[] = {{5, 0}};
  Value results[1];
  if (value > 0) {
    // A nested guest that ends early must not disturb this one.
    const Value trapping[] = {{static_cast<uint64_t>(Action::TrapMemory), 0}};
    EXPECT_EQ(callExport(*nestedInstance, "callHost", trapping, results).outcome, Outcome::Trapped);
    callExport(*nestedInstance, "recurse", arguments, results);
    return results[0].low;
  }
  return 100;
}

uint64_t exits(uint64_t value) { exitFromHost(static_cast<uint32_t>(value)); }
uint64_t traps(uint64_t) { trapFromHost(abi::TrapKind::UnknownImport); }

// What the upper half of ymm15 holds; ones after that.
uint64_t upperHalf;
uint64_t fillsUpperHalf(uint64_t value) {
  uint64_t lanes[4];
  asm volatile("vmovups %%ymm15, %0\n\t"
               "pcmpeqd %%xmm15, %%xmm15\n\t"
               "vinsertf128 $1, %%xmm15, %%ymm15, %%ymm15"
               : "=m"(lanes)
               :
               : "xmm15");
  upperHalf |= lanes[2] | lanes[3];
  return value;
}

class CallTest : public GuestTest {};

TEST_F(CallTest, PassesArgumentsAndResultsInRegisters) {
  Instance &instance = link(makeImports());
  const Value arguments[] = {{40, 0}, {2, 0}};
  Value results[1];
  EXPECT_EQ(callExport(instance, "add", arguments, results).outcome, Outcome::Returned);
  EXPECT_EQ(results[0].low, 42u);
}

TEST_F(CallTest, PassesArgumentsOnTheStack) {
  Instance &instance = link(makeImports());
  Value arguments[10], results[1];
  for (uint64_t i = 0; i < 10; ++i)
    arguments[i].low = uint64_t{1} << (4 * i);
  EXPECT_EQ(callExport(instance, "sumTen", arguments, results).outcome, Outcome::Returned);
  EXPECT_EQ(results[0].low, 0x1111111121u); // sumTen counts its second argument twice
}

TEST_F(CallTest, ReturnsManyResultsThroughScratch) {
  Instance &instance = link(makeImports());
  Value results[3];
  EXPECT_EQ(callExport(instance, "makeThree", {}, results).outcome, Outcome::Returned);
  EXPECT_EQ(results[0].low, 7u);
  EXPECT_EQ(results[2].low, 9u);
}

TEST_F(CallTest, CallsHostFunctions) {
  Instance &instance = link(makeImports());
  uint64_t value = 0;
  EXPECT_EQ(act(instance, Action::CallUnary, &value).outcome, Outcome::Returned);
  EXPECT_EQ(value, 1001u);
  EXPECT_EQ(act(instance, Action::CallTen, &value).outcome, Outcome::Returned);
  EXPECT_EQ(value, 385u);
}

// As guest code may: the host's own does not expect anything there (runtime/arch/vector_state.h).
TEST_F(CallTest, ClearsUpperHalvesOfVectorRegistersAtHostCalls) {
  if (!__builtin_cpu_supports("avx"))
    GTEST_SKIP();
  auto imports = makeImports();
  imports[0] = HostFunction{reinterpret_cast<const void *>(fillsUpperHalf), "I:I"};
  upperHalf = 0;
  callUnary(link(imports), "callMany", 2);
  EXPECT_EQ(upperHalf, 0u);
}

TEST_F(CallTest, CallsReexportedHostFunctions) {
  Instance &instance = link(makeImports());
  EXPECT_EQ(callUnary(instance, "imported", 5), 6u);
}

TEST_F(CallTest, CallsBuiltins) {
  Instance &instance = link(makeImports());
  uint64_t value = 0;
  EXPECT_EQ(act(instance, Action::GrowMemory, &value).outcome, Outcome::Returned);
  EXPECT_EQ(value, 2u);
  EXPECT_EQ(instance.memory(0)->byteSize(), 3 * abi::kWasmPageSize);
  act(instance, Action::GrowMemory, &value);
  EXPECT_EQ(value, 3u);
  act(instance, Action::GrowMemory, &value);
  EXPECT_EQ(value, ~0ull); // the maximum is 4
}

TEST_F(CallTest, NestsOnTheSameGuestStack) {
  auto imports = makeImports();
  imports[0] = HostFunction{reinterpret_cast<const void *>(callsGuestAgain), "I:I"};
  Instance &instance = link(imports);
  nestedInstance = &instance;
  uint64_t value = 0;
  EXPECT_EQ(act(instance, Action::CallUnary, &value).outcome, Outcome::Returned);
  EXPECT_EQ(value, 115u);
  EXPECT_EQ(arch::activeContext(), nullptr);
}

TEST_F(CallTest, ExitsFromHostFunctions) {
  auto imports = makeImports();
  imports[0] = HostFunction{reinterpret_cast<const void *>(exits), "I:I"};
  Instance &instance = link(imports);
  const CallResult result = act(instance, Action::CallUnary);
  EXPECT_EQ(result.outcome, Outcome::Exited);
  EXPECT_EQ(result.exitCode, 1000u);
  EXPECT_EQ(arch::activeContext(), nullptr);
}

TEST_F(CallTest, TrapsFromHostFunctionsWithABacktrace) {
  auto imports = makeImports();
  imports[0] = HostFunction{reinterpret_cast<const void *>(traps), "I:I"};
  Instance &instance = link(imports);
  const Value arguments[] = {{2, 0}};
  Value results[1];
  const CallResult result = callExport(instance, "recurse", arguments, results);
  EXPECT_EQ(result.outcome, Outcome::Trapped);
  EXPECT_EQ(formatTrap(result.trap), "wasixc: trap: call of an unknown import\n"
                                     "  at 8 recurse\n  at 8 recurse\n  at 8 recurse");
}

} // namespace

} // namespace wasixc::guest
