// See type_id.h.
#include "runtime/guest/type_id.h"

namespace wasixc::guest {

namespace {

std::string_view nameOf(abi::ValueKind kind) {
  constexpr std::string_view kNames[] = {"i32", "i64", "f32", "f64", "v128"};
  return kNames[static_cast<size_t>(kind)];
}

std::string listOf(std::span<const abi::ValueKind> kinds) {
  std::string text = "(";
  for (const abi::ValueKind kind : kinds)
    (text += text.size() > 1 ? " " : "") += nameOf(kind);
  return text + ")";
}

bool skip(std::string_view &text, std::string_view expected) {
  if (!text.starts_with(expected))
    return false;
  text.remove_prefix(expected.size());
  return true;
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

// Reads the name of a type that is no number, such as "funcref" or "(ref null extern)".
bool skipReference(std::string_view &text, abi::ValueKind kind) {
  const size_t end = text.starts_with('(') ? text.find(')') + 1 : text.find_first_of(" )");
  const std::string_view name = text.substr(0, end);
  text.remove_prefix(name.size());
  const auto actual = has(name, "extern") ? abi::ValueKind::ExternRef
                      : has(name, "exn")  ? abi::ValueKind::ExnRef
                                          : abi::ValueKind::FuncRef;
  return has(name, "ref") && actual == kind;
}

bool skipList(std::string_view &text, std::span<const abi::ValueKind> kinds) {
  if (!skip(text, "("))
    return false;
  for (size_t i = 0; i < kinds.size(); ++i) {
    if (i > 0 && !skip(text, " "))
      return false;
    if (!(kinds[i] <= abi::ValueKind::V128 ? skip(text, nameOf(kinds[i])) : skipReference(text, kinds[i])))
      return false;
  }
  return skip(text, ")");
}

} // namespace

bool isTextOf(std::string_view text, const Signature &signature) {
  return text.starts_with("group ") || (skipList(text, signature.parameters) && skip(text, "->") &&
                                        skipList(text, signature.results) && text.empty());
}

std::string canonicalText(const Signature &signature) {
  return listOf(signature.parameters) + "->" + listOf(signature.results);
}

} // namespace wasixc::guest
