// Under which types imports may be linked: what a call returns must be what the host has made. Every name
// that is served, every name of earlier generations, and names that nobody knows, each under every short
// type.
#include "abi/imports.h"
#include "runtime/kernel/dynamic_linker.h"
#include "runtime/kernel/kernel.h"
#include "runtime/sys/dispatch.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace wasixc {
namespace {

// The letters of guest/external.cpp: numbers, a vector, and the three references.
constexpr std::string_view kKinds = "iIfFvrex";
constexpr std::string_view kModules[] = {
    "wasi_snapshot_preview1", "wasix_32v1", "wasi_unstable", "wasi", "wasixc_v1", "env", ""};

std::vector<std::string> names() {
  std::vector<std::string> all = {"", "no_such_import", "bus", "fd_writ", "fd_write2"};
  for (const abi::ImportRow &row : abi::kImports)
    all.emplace_back(row.name);
  for (const std::string_view family :
       {"bus_", "call_close", "call_fault", "call_reply", "callback_reactor", "callback_thread",
        "context_delete", "context_new", "continuation_", "coroutine_", "dlclose", "http_request",
        "proc_raise_interval2", "proc_vfork", "process_spawn", "sock_recv_msg", "thread_local_",
        "ws_connect"})
    for (const char *rest : {"", "x", "_open"})
      all.push_back(std::string(family) + rest);
  return all;
}

// No value, one of each kind, and some of two and three.
std::vector<std::string> lists() {
  std::vector<std::string> all = {"", "iI", "ii", "ir", "rr", "III", "rrr", "IIIIIII", "iiiiiirrr"};
  for (const char kind : kKinds)
    all.emplace_back(1, kind);
  return all;
}

// Whether numbers alone go in, and at most an i32 comes out.
bool returnsNothingOrI32(std::string_view signature) {
  return signature.find_first_of("vrex") == signature.npos &&
         (signature.ends_with(":") || signature.ends_with(":i"));
}

void check(const guest::HostFunction &function, const abi::ImportRow *row, const std::string &signature) {
  if (!guest::serves(function, signature))
    return;
  if (function.handler == guest::HostFunction::unknownImport().handler)
    return; // traps when it is called
  EXPECT_TRUE(returnsNothingOrI32(signature)) << signature;
  if (row)
    EXPECT_EQ(signature, row->signature);
}

TEST(ImportSignatures, LetNothingBecomeAReferenceThatTheHostHasNotMade) {
  Kernel kernel;
  kernel.resolveImport = &sys::resolveImport;
  for (const std::string_view module : kModules)
    for (const std::string &name : names()) {
      SCOPED_TRACE(std::string(module) + "." + name);
      const guest::HostFunction function = resolveHostFunction(kernel, module, name);
      const int row = abi::findImport(module, name);
      for (const std::string &parameters : lists())
        for (const std::string &results : lists())
          check(function, row < 0 ? nullptr : &abi::kImports[row], parameters + ":" + results);
    }
}

TEST(ImportSignatures, ServeWhatOldBinariesImport) {
  for (const char *signature : {":", ":i", "i:i", "I:", "iIfF:i", "iiiiiiiiiiii:i"})
    EXPECT_TRUE(guest::serves(*sys::resolveImport("wasix_32v1", "bus_open_local"), signature)) << signature;
}

TEST(ImportSignatures, RefuseTheTypesThatForgeReferences) {
  const guest::HostFunction &retired = *sys::resolveImport("wasix_32v1", "bus_a");
  for (const char *signature : {"IIIIIIrrrr:III", "IIIIIII:rrr", ":r", ":e", ":x", ":v", ":I", ":f", ":F",
                                ":ii", "r:", "v:i", "e:i", "x:i"})
    EXPECT_FALSE(guest::serves(retired, signature)) << signature;
}

} // namespace
} // namespace wasixc
