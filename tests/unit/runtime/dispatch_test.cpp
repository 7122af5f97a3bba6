#include "runtime/sys/dispatch.h"

#include "abi/errno.h"
#include "abi/imports.h"

#include <gtest/gtest.h>
#include <set>

namespace wasixc::sys {
namespace {

const char *moduleName(uint8_t bit) {
  switch (bit) {
  case abi::PREVIEW1:
    return "wasi_snapshot_preview1";
  case abi::WASIX:
    return "wasix_32v1";
  case abi::UNSTABLE:
    return "wasi_unstable";
  case abi::WASIXC:
    return "wasixc_v1";
  default:
    return "wasi";
  }
}

TEST(Dispatch, ServesEveryRowInEachOfItsModules) {
  for (const abi::ImportRow &row : abi::kImports)
    for (uint8_t bit = 1; bit <= abi::WASIXC; bit *= 2) {
      const guest::HostFunction *function = resolveImport(moduleName(bit), row.name);
      if (!(row.modules & bit))
        continue;
      ASSERT_NE(function, nullptr) << moduleName(bit) << "." << row.name;
      EXPECT_EQ(function->signature, row.signature) << row.name;
      EXPECT_NE(function->handler, nullptr);
    }
}

TEST(Dispatch, ReadyRowsHaveHandlersOfTheirOwn) {
  const std::set<std::string_view> otherNames = {"sock_accept", "thread_spawn"}; // of their v2, in wasix_32v1
  std::set<const void *> handlers;
  for (const abi::ImportRow &row : abi::kImports)
    if (row.status == abi::ImportStatus::Ready &&
        !(otherNames.contains(row.name) && row.modules == abi::WASIX))
      for (uint8_t bit = 1; bit <= abi::WASI; bit *= 2)
        if (row.modules & bit) {
          EXPECT_TRUE(handlers.insert(resolveImport(moduleName(bit), row.name)->handler).second) << row.name;
          break;
        }
}

TEST(Dispatch, KnowsNoOtherNames) {
  EXPECT_EQ(resolveImport("wasi_snapshot_preview1", "fd_fork"), nullptr);
  EXPECT_EQ(resolveImport("wasi_snapshot_preview1", "fd_dup"), nullptr) << "a row of wasix_32v1 only";
  EXPECT_EQ(resolveImport("env", "fd_read"), nullptr);
  EXPECT_EQ(resolveImport("", ""), nullptr);
}

TEST(Dispatch, UnstableLayoutsHaveTheirOwnFunctions) {
  for (const char *name : {"fd_seek", "fd_filestat_get", "path_filestat_get", "poll_oneoff"})
    EXPECT_NE(resolveImport("wasi_unstable", name)->handler,
              resolveImport("wasi_snapshot_preview1", name)->handler);
  EXPECT_EQ(resolveImport("wasi_unstable", "fd_read")->handler,
            resolveImport("wasi_snapshot_preview1", "fd_read")->handler);
}

// Rows without a handler ignore their arguments, so they can be called without a guest.
TEST(Dispatch, KnownRowsAnswerNosys) {
  for (const abi::ImportRow &row : abi::kImports) {
    if (row.status == abi::ImportStatus::Ready || row.signature.ends_with(':'))
      continue;
    const bool isWasi = row.name == "thread-spawn";
    const auto *function = resolveImport(isWasi                     ? "wasi"
                                         : row.modules & abi::WASIX ? "wasix_32v1"
                                                                    : "wasi_snapshot_preview1",
                                         row.name);
    const auto call = reinterpret_cast<uint32_t (*)()>(reinterpret_cast<uintptr_t>(function->handler));
    const uint32_t nosys = static_cast<uint32_t>(abi::Errno::NOSYS);
    EXPECT_EQ(call(), isWasi ? -nosys : nosys) << row.name;
  }
}

} // namespace
} // namespace wasixc::sys
