// Formatting of diagnostics; the layout of a message is decided here and nowhere else.
#include "compiler/diagnostic.h"

#include "abi/printable.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

namespace wasixc {

char Diagnostic::ID = 0;

static void writeFunction(llvm::raw_ostream &stream, const Diagnostic &diagnostic) {
  if (!diagnostic.functionIndex)
    return;
  stream << "function " << *diagnostic.functionIndex;
  if (!diagnostic.functionName.empty())
    stream << " '" << diagnostic.functionName << "'";
  stream << ": ";
}

std::string Diagnostic::format(llvm::StringRef fileName) const {
  std::string result;
  llvm::raw_string_ostream stream(result);
  if (!fileName.empty())
    stream << fileName << ':';
  stream << llvm::format("0x%llx", static_cast<unsigned long long>(offset)) << ": error: ";
  writeFunction(stream, *this);
  stream << text;
  // Names in it come from the input.
  return abi::printable(result);
}

void Diagnostic::log(llvm::raw_ostream &stream) const { stream << format(""); }

std::error_code Diagnostic::convertToErrorCode() const { return llvm::inconvertibleErrorCode(); }

llvm::Error makeDiagnostic(uint64_t offset, const llvm::Twine &text) {
  return llvm::make_error<Diagnostic>(offset, text.str());
}

llvm::Error inFunction(llvm::Error error, uint32_t functionIndex, llvm::StringRef functionName) {
  return llvm::handleErrors(std::move(error), [&](std::unique_ptr<Diagnostic> diagnostic) -> llvm::Error {
    if (!diagnostic->functionIndex) {
      diagnostic->functionIndex = functionIndex;
      diagnostic->functionName = functionName.str();
    }
    return llvm::Error(std::move(diagnostic));
  });
}

std::string formatError(llvm::Error error, llvm::StringRef fileName) {
  std::string result;
  auto append = [&](const std::string &line) { result += (result.empty() ? "" : "\n") + line; };
  llvm::handleAllErrors(
      std::move(error), [&](const Diagnostic &diagnostic) { append(diagnostic.format(fileName)); },
      [&](const llvm::ErrorInfoBase &other) {
        const std::string file = fileName.empty() ? "" : abi::printable(fileName) + ": ";
        append(file + "error: " + abi::printableLines(other.message()));
      });
  return result;
}

} // namespace wasixc
