#include "runtime/sys/program_request.h"

namespace wasixc::sys {

namespace {

constexpr uint32_t kMostStrings = 1 << 20;

// Every entry is NAME=VALUE.
Result<void> checkEnvironment(const StringList &list) {
  bool isSound = true;
  list.forEach([&](std::string_view entry, uint32_t) {
    isSound = isSound && entry.find('=') != std::string_view::npos;
  });
  return isSound ? Result<void>() : Result<void>(Errno::INVAL);
}

} // namespace

Result<std::string> loadText(const GuestMemory &memory, GuestPtr<uint8_t> text, uint32_t length) {
  const auto bytes = TRY(memory.span(text, length));
  return std::string(reinterpret_cast<const char *>(bytes.data()), bytes.size());
}

Result<StringList> loadLines(const GuestMemory &memory, GuestPtr<uint8_t> text, uint32_t length) {
  const std::string bytes = TRY(loadText(memory, text, length));
  if (bytes.find('\0') != std::string::npos)
    return Errno::INVAL;
  StringList list;
  for (std::string_view rest = bytes; !rest.empty();) {
    const size_t end = rest.find('\n');
    list.add(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return list;
}

Result<StringList> loadPointers(const GuestMemory &memory, GuestPtr<uint8_t> pointers, uint32_t count) {
  if (count > kMostStrings)
    return Errno::TOO_BIG;
  const uint8_t *bytes = TRY(memory.array(GuestPtr<abi::GuestAddress>{pointers.address}, count));
  StringList list;
  for (uint32_t i = 0; i < count; ++i) {
    abi::GuestAddress address;
    memcpy(&address, bytes + i * sizeof address, sizeof address);
    const auto text = TRY(memory.terminated(address));
    list.add(text);
  }
  return list;
}

Result<std::optional<StringList>> loadEnvironment(const GuestMemory &memory, Load load,
                                                  GuestPtr<uint8_t> pointer, uint32_t length, bool isSpawn) {
  if (pointer.address == 0 || (isSpawn && length == 0))
    return std::optional<StringList>();
  StringList list = TRY(load(memory, pointer, length));
  TRY(checkEnvironment(list));
  return std::optional<StringList>(std::move(list));
}

Result<ProgramRequest> loadRequest(const GuestMemory &memory, GuestPtr<uint8_t> name, uint32_t nameLength,
                                   uint32_t searches, GuestPtr<uint8_t> path, uint32_t pathLength) {
  ProgramRequest request;
  request.name = TRY(loadText(memory, name, nameLength));
  request.searches = searches != 0;
  request.searchPath = kDefaultSearchPath;
  if (request.searches && path.address != 0)
    request.searchPath = TRY(loadText(memory, path, pathLength));
  return request;
}

} // namespace wasixc::sys
