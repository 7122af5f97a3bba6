// Functions of the host that a module may import.
//
// Whatever such a function returns becomes a value of the guest, by the type under which it is imported. So a
// type is accepted only if the function is known to return exactly its results: nothing that the host did not
// make must ever become a reference.
#pragma once

#include <cstdint>
#include <string_view>

namespace wasixc::guest {

// What a module offers or imports under a function's name, in the spelling of abi/imports.def.
struct HostFunction {
  enum class Serves : uint8_t {
    Signature,      // imports of just this type
    RetiredImports, // every type that abi::isRetiredSignature accepts: it returns an i32, if anything
    AnyType,        // because it never returns: see unknownImport
  };

  // Stands for what nobody serves: it traps when it is called.
  static HostFunction unknownImport();

  const void *handler;             // a C function with the System V convention
  std::string_view signature = {}; // such as "iI:i"
  Serves serves = Serves::Signature;
};

// Whether the function may be imported with this signature. References and vectors are letters of their own.
bool serves(const HostFunction &function, std::string_view signature);

} // namespace wasixc::guest
