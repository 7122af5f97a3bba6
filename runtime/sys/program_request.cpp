#include "runtime/sys/program_request.h"

#include <climits>

namespace wasixc::sys {

Result<std::string> loadPath(const GuestMemory &memory, GuestPtr<uint8_t> text, uint32_t length) {
  return memory.text(text, length, PATH_MAX - 1, Errno::NAMETOOLONG);
}

Result<StringList> loadLines(const GuestMemory &memory, GuestPtr<uint8_t> text, uint32_t length,
                             ArgumentBudget &budget) {
  const std::string bytes = TRY(memory.text(text, length, budget.bytesLeft(), Errno::TOO_BIG));
  if (bytes.find('\0') != std::string::npos)
    return Errno::INVAL;
  StringList list;
  for (std::string_view rest = bytes; !rest.empty();) {
    const size_t end = rest.find('\n');
    TRY(budget.take(rest.substr(0, end)));
    list.add(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return list;
}

Result<StringList> loadPointers(const GuestMemory &memory, GuestPtr<uint8_t> pointers, uint32_t count,
                                ArgumentBudget &budget) {
  const auto addresses = TRY(memory.list(GuestPtr<abi::GuestAddress>{pointers.address}, count,
                                         static_cast<uint32_t>(budget.stringsLeft()), Errno::TOO_BIG));
  StringList list;
  for (const abi::GuestAddress address : addresses) {
    const std::string text = TRY(memory.terminated(address, budget.longestLeft(), Errno::TOO_BIG));
    TRY(budget.take(text));
    list.add(text);
  }
  return list;
}

// Entries need not be NAME=VALUE: they are passed on as they are, as Linux does (execve(2)). C libraries that cut
// the text at line feeds make such entries of values that have some.
Result<std::optional<StringList>> loadEnvironment(const GuestMemory &memory, Load load,
                                                  GuestPtr<uint8_t> pointer, uint32_t length, bool isSpawn,
                                                  const StringList &current, ArgumentBudget &budget) {
  if (pointer.address == 0 || (isSpawn && length == 0)) {
    TRY(budget.take(current));
    return std::optional<StringList>();
  }
  return std::optional<StringList>(TRY(load(memory, pointer, length, budget)));
}

Result<ProgramRequest> loadRequest(const GuestMemory &memory, GuestPtr<uint8_t> name, uint32_t nameLength,
                                   uint32_t searches, GuestPtr<uint8_t> path, uint32_t pathLength) {
  ProgramRequest request;
  request.name = TRY(loadPath(memory, name, nameLength));
  request.searches = searches != 0;
  request.searchPath = kDefaultSearchPath;
  if (request.searches && path.address != 0)
    request.searchPath = TRY(memory.text(path, pathLength, ArgumentBudget::kLongestString, Errno::TOO_BIG));
  return request;
}

} // namespace wasixc::sys
