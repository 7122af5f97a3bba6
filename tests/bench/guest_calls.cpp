// What the runtime's crossings cost, in nanoseconds: guest to host, instance to instance, host to guest, and
// a trap. Runs the hand-written image of tests/unit/runtime_guest; build the target guest_calls_bench.
#include "runtime/guest/instance.h"
#include "runtime/guest/store.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fcntl.h>

using namespace wasixc;
using namespace wasixc::guest;

namespace {

uint64_t sameAgain(uint64_t value) { return value; }
uint64_t tenArguments(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                      uint64_t, uint64_t) {
  return 0;
}

std::vector<External> imports(const Instance *other) {
  const HostFunction unary{reinterpret_cast<const void *>(sameAgain), "I:I"};
  const HostFunction ten{reinterpret_cast<const void *>(tenArguments), "IIIIIIIIII:I"};
  const auto table =
      *Table::create({.minimum = 8, .maximum = 8, .is64 = 0, .isShared = 0, .padding = {}}, ReferenceType{});
  return {other ? *other->exportNamed("identity") : External(unary), ten, HostFunction::unknownImport(),
          table};
}

// The fastest of several rounds: everything else is noise.
template <typename Action>
void report(const char *name, uint64_t count, Action action) {
  double best = 1e9;
  for (int round = 0; round < 7; ++round) {
    const auto start = std::chrono::steady_clock::now();
    action();
    const std::chrono::duration<double, std::nano> elapsed = std::chrono::steady_clock::now() - start;
    best = std::min(best, elapsed.count() / static_cast<double>(count));
  }
  printf("%-42s %8.2f ns\n", name, best);
}

void callWith(Instance &instance, const char *name, uint64_t argument) {
  const Value arguments[] = {{argument, 0}};
  Value results[1];
  callExport(instance, name, arguments, results);
}

} // namespace

int main() {
  installTrapHandlers();
  const SignalStack signalStack;
  const auto image = *Image::map(UniqueFd(open(WASIXC_TEST_IMAGE, O_RDONLY | O_CLOEXEC)).get());
  Store store(std::move(*GuestStack::create()), Store::Linking::ManyInstances);
  Instance &first = **store.link(image, imports(nullptr));
  Instance &second = **store.link(image, imports(&first));

  constexpr uint64_t kCalls = 10'000'000, kEntries = 1'000'000, kTraps = 2000, kNewInstances = 500;
  uint64_t (*volatile handler)(uint64_t) = sameAgain;
  report("a C call through a pointer, for comparison", kCalls, [&] {
    for (uint64_t i = 0; i < kCalls; ++i)
      handler(i);
  });
  report("guest calls host", kCalls, [&] { callWith(first, "callMany", kCalls); });
  report("instance calls instance", kCalls, [&] { callWith(second, "callMany", kCalls); });
  report("host calls guest", kEntries, [&] {
    for (uint64_t i = 0; i < kEntries; ++i)
      callWith(first, "callMany", 0);
  });
  report("trap, with backtrace", kTraps, [&] {
    for (uint64_t i = 0; i < kTraps; ++i)
      callWith(first, "callHost", 9);
  });
  report("new instance, 2 pages of memory", kNewInstances, [&] {
    for (uint64_t i = 0; i < kNewInstances; ++i) {
      Store fresh(std::move(*GuestStack::create()));
      (**fresh.link(image, imports(nullptr))).initialize();
    }
  });
}
