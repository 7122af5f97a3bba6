// See imports.h.
#include "compiler/imports.h"

#include "compiler/diagnostic.h"

#include "abi/imports.h"

using namespace llvm;

namespace wasixc {
namespace {

// In the letters of imports.def; what these have no letter for is '?'.
std::string signatureOf(const wasm::FunctionType &type) {
  std::string text;
  auto add = [&](ArrayRef<wasm::ValueType> types) {
    for (wasm::ValueType value : types)
      text += value == wasm::kI32   ? 'i'
              : value == wasm::kI64 ? 'I'
              : value == wasm::kF32 ? 'f'
              : value == wasm::kF64 ? 'F'
                                    : '?';
  };
  add(type.params);
  text += ':';
  add(type.results);
  return text;
}

// Names are bytes; formatError (diagnostic.h) makes printable what is not.
std::string quoted(const wasm::Import &item) { return "'" + (item.module + "." + item.name).str() + "'"; }

Error checkFunction(const wasm::Module &module, const wasm::Import &item, const abi::ImportRow &row) {
  const std::string signature = signatureOf(module.functionType(item.index));
  if (signature == row.signature)
    return Error::success();
  return makeDiagnostic(item.offset, "incompatible import type: " + quoted(item) + " has the type " +
                                         StringRef(row.signature.data(), row.signature.size()) +
                                         ", but is imported as " + signature);
}

Error checkRetired(const wasm::Module &module, const wasm::Import &item) {
  const wasm::FunctionType &type = module.functionType(item.index);
  if (abi::isRetiredSignature(signatureOf(type)))
    return Error::success();
  return makeDiagnostic(item.offset, "incompatible import type: " + quoted(item) +
                                         " is retired, so it takes numbers and returns nothing or an i32, "
                                         "but is imported as " +
                                         wasm::toString(type.params) + " -> " + wasm::toString(type.results));
}

std::string_view view(StringRef text) { return {text.data(), text.size()}; }

// What other modules of a dynamically linked program may offer, or its linker.
bool isLinkedAtRunTime(const wasm::Import &item) {
  return item.module == "env" || item.module == "GOT.mem" || item.module == "GOT.func";
}

} // namespace

Expected<std::vector<std::string>> checkImports(const wasm::Module &module, const CompileOptions &options) {
  std::vector<std::string> unserved;
  if (options.output != OutputKind::Executable && options.output != OutputKind::Library)
    return unserved;
  Error errors = Error::success();
  for (const wasm::Import &item : module.imports) {
    if (item.kind == wasm::ExternalKind::Memory)
      continue;
    const bool isFunction = item.kind == wasm::ExternalKind::Function;
    const int row = isFunction ? abi::findImport(view(item.module), view(item.name)) : -1;
    if (row >= 0) {
      errors = joinErrors(std::move(errors), checkFunction(module, item, abi::kImports[row]));
      if (abi::kImports[row].status == abi::ImportStatus::Known)
        unserved.push_back((item.module + "." + item.name).str());
    } else if (isFunction && abi::isRetiredImport(view(item.module), view(item.name))) {
      errors = joinErrors(std::move(errors), checkRetired(module, item));
      unserved.push_back((item.module + "." + item.name).str());
    } else if (!(module.dylink && isLinkedAtRunTime(item)) && (!isFunction || !options.allowUnknownImports)) {
      errors =
          joinErrors(std::move(errors), makeDiagnostic(item.offset, "unknown import " + toString(item.kind) +
                                                                        " " + quoted(item)));
    }
  }
  if (errors)
    return std::move(errors);
  return unserved;
}

} // namespace wasixc
