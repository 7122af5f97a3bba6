// The rows of imports.def as a constexpr table, shared by the compiler (checks) and the runtime (dispatch).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace wasixc::abi {

// Import modules as bits, so that one row can be offered by several.
enum ImportModule : uint8_t { PREVIEW1 = 1, WASIX = 2, UNSTABLE = 4, WASI = 8, WASIXC = 16 };

// Ready rows have a handler in the runtime; Known rows answer ENOSYS.
enum class ImportStatus : uint8_t { Known, Ready };

struct ImportRow {
  uint8_t modules;
  std::string_view name;
  std::string_view signature;
  ImportStatus status;
};

inline constexpr ImportRow kImports[] = {
#define WASIX_IMPORT(modules, name, handler, signature, status)                                              \
  {modules, name, signature, ImportStatus::status},
#include "abi/imports.def"
#undef WASIX_IMPORT
};

constexpr size_t kImportCount = sizeof(kImports) / sizeof(kImports[0]);

// The bit of an import module's name, or 0 when no row can come from it.
constexpr uint8_t importModule(std::string_view name) {
  if (name == "wasi_snapshot_preview1")
    return PREVIEW1;
  if (name == "wasix_32v1")
    return WASIX;
  if (name == "wasi_unstable")
    return UNSTABLE;
  if (name == "wasi")
    return WASI;
  if (name == "wasixc_v1")
    return WASIXC;
  return 0;
}

// The index of the row that serves `module`.`name`, or -1. A linear search: done once per import of an image.
constexpr int findImport(std::string_view module, std::string_view name) {
  const uint8_t bit = importModule(module);
  for (size_t i = 0; bit != 0 && i < kImportCount; ++i)
    if ((kImports[i].modules & bit) != 0 && kImports[i].name == name)
      return static_cast<int>(i);
  return -1;
}

// Names that wasix_32v1 had in earlier generations. Binaries of that time import them whether they use them
// or not, with whatever signature their library had, so more than one is accepted (isRetiredSignature): the
// call does nothing and answers ENOSYS.
constexpr bool isRetiredImport(std::string_view module, std::string_view name) {
  constexpr std::string_view kFamilies[] = {"bus_",
                                            "call_close",
                                            "call_fault",
                                            "call_reply",
                                            "callback_reactor",
                                            "callback_thread",
                                            "context_delete",
                                            "context_new",
                                            "continuation_",
                                            "coroutine_",
                                            "dlclose",
                                            "http_request",
                                            "proc_raise_interval2",
                                            "proc_vfork",
                                            "process_spawn",
                                            "sock_recv_msg",
                                            "thread_local_",
                                            "ws_connect"};
  if (module != "wasix_32v1")
    return false;
  for (const std::string_view family : kFamilies)
    if (name.starts_with(family))
      return true;
  return false;
}

// Numbers to nothing or to an i32, which is the error number: all that a function that does nothing can
// return. A result of another type would be a value that nobody has made, perhaps a reference.
constexpr bool isRetiredSignature(std::string_view signature) {
  const size_t colon = signature.find(':');
  if (colon == signature.npos || signature.substr(0, colon).find_first_not_of("iIfF") != signature.npos)
    return false;
  const std::string_view results = signature.substr(colon + 1);
  return results.empty() || results == "i";
}

} // namespace wasixc::abi
