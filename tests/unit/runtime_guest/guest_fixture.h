// The hand-written image (image.S), and host functions for it.
#pragma once

#include "runtime/guest/call.h"
#include "runtime/guest/image.h"
#include "runtime/guest/instance.h"
#include "runtime/guest/store.h"
#include "runtime/guest/trap.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>
#include <vector>

namespace wasixc::guest {

// The functions of callHost, by its argument.
enum class Action : uint64_t {
  CallUnary,
  CallTen,
  CallThree,
  GrowMemory,
  CallFromTable,
  SetOwnGlobal,
  TrapExplicit,
  TrapMemory,
  TrapNull,
  TrapUnreachable,
  TrapDivision,
  TrapNullCode,
  TrapWideKind,
  WildAccess,
  TrapBulk,
};

inline uint64_t addOne(uint64_t value) { return value + 1; }
inline uint64_t tenArguments(uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f,
                             uint64_t g, uint64_t h, uint64_t i, uint64_t j) {
  return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + 10 * j;
}

class GuestTest : public testing::Test {
protected:
  static void SetUpTestSuite() { installTrapHandlers(); }

  static std::shared_ptr<const Image> mapTestImage() {
    const UniqueFd file(open(WASIXC_TEST_IMAGE, O_RDONLY | O_CLOEXEC));
    auto image = Image::map(file.get());
    EXPECT_TRUE(image) << (image ? "" : image.error().text);
    return image ? *image : nullptr;
  }

  static std::unique_ptr<Store> makeStore(Store::Linking linking, uint64_t stackBytes = 256 * 1024) {
    return std::make_unique<Store>(std::move(*GuestStack::create(stackBytes)), linking);
  }

  static std::shared_ptr<Table> makeTable() {
    return *Table::create({.minimum = 8, .maximum = 16, .is64 = 0, .isShared = 0, .padding = {}},
                          ReferenceType{});
  }

  // host.unary, host.ten, other.three, other.table.
  static std::vector<External> makeImports() {
    return {HostFunction{reinterpret_cast<const void *>(addOne), "I:I"},
            HostFunction{reinterpret_cast<const void *>(tenArguments), "IIIIIIIIII:I"},
            HostFunction::unknownImport(), makeTable()};
  }

  Instance &link(const std::vector<External> &imports) {
    auto instance = store->link(image, imports);
    EXPECT_TRUE(instance) << (instance ? "" : instance.error().text);
    EXPECT_EQ((*instance)->initialize().outcome, CallResult::Outcome::Returned);
    return **instance;
  }

  static uint64_t callUnary(Instance &instance, std::string_view name, uint64_t argument) {
    const Value arguments[] = {{argument, 0}};
    Value results[1];
    const CallResult result = callExport(instance, name, arguments, results);
    EXPECT_EQ(result.outcome, CallResult::Outcome::Returned);
    return results[0].low;
  }

  static CallResult act(Instance &instance, Action action, uint64_t *value = nullptr) {
    const Value arguments[] = {{static_cast<uint64_t>(action), 0}};
    Value results[1];
    CallResult result = callExport(instance, "callHost", arguments, results);
    if (value)
      *value = results[0].low;
    return result;
  }

  SignalStack signalStack;
  std::shared_ptr<const Image> image = mapTestImage();
  std::unique_ptr<Store> store = makeStore(Store::Linking::OneInstance);
};

} // namespace wasixc::guest
