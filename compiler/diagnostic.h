// The one error type of the compiler: what is wrong, and where in the input file.
//
// Every stage that refuses an input returns an llvm::Error that holds a Diagnostic. The text starts with
// the phrase that the public WebAssembly test suite uses for the same mistake ("type mismatch", "unknown
// local", ...) and adds detail after it. The driver prints a Diagnostic as
//
//   prog.wasm:0x1f3: error: function 12 'foo': type mismatch: instruction requires [i32] but stack has [i64]
#pragma once

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <optional>
#include <string>

namespace wasixc {

class Diagnostic : public llvm::ErrorInfo<Diagnostic> {
public:
  static char ID;

  Diagnostic(uint64_t offset, std::string text) : offset(offset), text(std::move(text)) {}

  // The message as a user sees it, in one line; `fileName` may be empty, which drops the file and keeps the
  // offset.
  std::string format(llvm::StringRef fileName) const;

  void log(llvm::raw_ostream &stream) const override;
  std::error_code convertToErrorCode() const override;

  uint64_t offset;
  std::optional<uint32_t> functionIndex;
  std::string functionName;
  std::string text;
};

llvm::Error makeDiagnostic(uint64_t offset, const llvm::Twine &text);

// Adds the function to a Diagnostic that does not name one yet; other errors and success pass through.
llvm::Error inFunction(llvm::Error error, uint32_t functionIndex, llvm::StringRef functionName);

// All messages of an error, one per line, as the driver prints them. Consumes the error.
std::string formatError(llvm::Error error, llvm::StringRef fileName);

} // namespace wasixc
