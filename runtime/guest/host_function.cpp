// See host_function.h.
#include "runtime/guest/host_function.h"

#include "abi/imports.h"
#include "runtime/guest/trap.h"

namespace wasixc::guest {

namespace {

[[noreturn]] void trapUnknownImport() { trapFromHost(abi::TrapKind::UnknownImport); }

} // namespace

HostFunction HostFunction::unknownImport() {
  return {reinterpret_cast<const void *>(&trapUnknownImport), {}, Serves::AnyType};
}

bool serves(const HostFunction &function, std::string_view signature) {
  switch (function.serves) {
  case HostFunction::Serves::Signature:
    return function.signature == signature;
  case HostFunction::Serves::RetiredImports:
    return abi::isRetiredSignature(signature);
  case HostFunction::Serves::AnyType:
    return true;
  }
  return false;
}

} // namespace wasixc::guest
