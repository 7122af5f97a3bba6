// proc_exec* and proc_spawn*: decoding what guests ask for (WASIX semantics 7 and 8).
#include "runtime/kernel/exec.h"

#include "runtime/base/message.h"
#include "runtime/kernel/kernel.h"
#include "runtime/kernel/spawn.h"
#include "runtime/sys/handlers.h"

namespace wasixc::sys {

namespace {

constexpr uint32_t kExecFailed = 45;
constexpr uint32_t kMostStrings = 1 << 20;

Result<std::string> loadText(const GuestMemory &memory, GuestPtr<uint8_t> text, uint32_t length) {
  const auto bytes = TRY(memory.span(text, length));
  return std::string(reinterpret_cast<const char *>(bytes.data()), bytes.size());
}

// Strings with a line feed behind or between them. Empty ones count; one with a line feed in it cannot be
// told apart, which is why there are the variants that take pointers.
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

// An array of pointers to terminated strings.
Result<StringList> loadPointers(const GuestMemory &memory, GuestPtr<uint8_t> pointers, uint32_t count) {
  if (count > kMostStrings)
    return Errno::TOO_BIG;
  const uint8_t *bytes = TRY(memory.array(GuestPtr<GuestAddress>{pointers.address}, count));
  StringList list;
  for (uint32_t i = 0; i < count; ++i) {
    GuestAddress address;
    memcpy(&address, bytes + i * sizeof address, sizeof address);
    const auto text = TRY(memory.terminated(address));
    list.add(text);
  }
  return list;
}

// Every entry is NAME=VALUE.
Result<void> checkEnvironment(const StringList &list) {
  bool isSound = true;
  list.forEach([&](std::string_view entry, uint32_t) {
    isSound = isSound && entry.find('=') != std::string_view::npos;
  });
  return isSound ? Result<void>() : Result<void>(Errno::INVAL);
}

using Load = Result<StringList> (*)(const GuestMemory &, GuestPtr<uint8_t>, uint32_t);

// A null pointer keeps the current environment. So does an empty list for spawn: system() of the C library
// passes one and does not mean it (WASIX semantics 7).
Result<std::optional<StringList>> loadEnvironment(const GuestMemory &memory, Load load,
                                                  GuestPtr<uint8_t> pointer, uint32_t length, bool isSpawn) {
  if (pointer.address == 0 || (isSpawn && length == 0))
    return std::optional<StringList>();
  StringList list = TRY(load(memory, pointer, length));
  TRY(checkEnvironment(list));
  return std::optional<StringList>(std::move(list));
}

// A null path pointer means that PATH is unset; its length is garbage then.
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

Result<void> exec(Thread &thread, Load load, GuestPtr<uint8_t> name, uint32_t nameLength,
                  GuestPtr<uint8_t> arguments, uint32_t argumentsLength, GuestPtr<uint8_t> environment,
                  uint32_t environmentLength, uint32_t searches, GuestPtr<uint8_t> path,
                  uint32_t pathLength) {
  const GuestMemory memory = thread.memory();
  ProgramRequest request = TRY(loadRequest(memory, name, nameLength, searches, path, pathLength));
  request.arguments = TRY(load(memory, arguments, argumentsLength));
  auto variables = TRY(loadEnvironment(memory, load, environment, environmentLength, false));
  return execProgram(thread, std::move(request), std::move(variables));
}

// The variants without a result do not return: the process ends, with a message.
void execOrEnd(Thread &thread, GuestPtr<uint8_t> name, uint32_t nameLength, GuestPtr<uint8_t> arguments,
               uint32_t argumentsLength, GuestPtr<uint8_t> environment, uint32_t environmentLength) {
  const auto done = exec(thread, &loadLines, name, nameLength, arguments, argumentsLength, environment,
                         environmentLength, 0, {0}, 0);
  if (done.ok())
    return;
  const auto text = loadText(thread.memory(), name, nameLength);
  printMessage({thread.process().name(), ": cannot execute '", text.ok() ? std::string_view(*text) : "?",
                "': ", errnoText(done.error())});
  thread.exitProcess({.code = kExecFailed});
}

Result<std::vector<SpawnOperation>>
loadOperations(const GuestMemory &memory, GuestPtr<abi::SpawnFdOperation> operations, uint32_t count) {
  const uint8_t *bytes = TRY(memory.array(operations, count));
  std::vector<SpawnOperation> list;
  for (uint32_t i = 0; i < count; ++i) {
    abi::SpawnFdOperation raw;
    memcpy(&raw, bytes + i * sizeof raw, sizeof raw);
    if (raw.command > static_cast<uint8_t>(abi::SpawnFdCommand::ChangeDirectoryFd))
      return Errno::INVAL;
    SpawnOperation operation = {.command = static_cast<abi::SpawnFdCommand>(raw.command),
                                .fd = raw.fd,
                                .source = raw.sourceFd,
                                .path = {},
                                .lookupFlags = raw.lookupFlags,
                                .openFlags = raw.openFlags,
                                .fdFlags = raw.fdFlags,
                                .closesOnExec = (raw.fdFlagsExtended & abi::kFdCloseOnExec) != 0,
                                .rights = raw.rightsBase,
                                .rightsInheriting = raw.rightsInheriting};
    const bool hasPath = operation.command == abi::SpawnFdCommand::Open ||
                         operation.command == abi::SpawnFdCommand::ChangeDirectory;
    if (hasPath)
      operation.path = TRY(loadText(memory, {raw.path}, raw.pathLength));
    list.push_back(std::move(operation));
  }
  return list;
}

Result<void> spawn(Thread &thread, Load load, GuestPtr<uint8_t> name, uint32_t nameLength,
                   GuestPtr<uint8_t> arguments, uint32_t argumentsLength, GuestPtr<uint8_t> environment,
                   uint32_t environmentLength, GuestPtr<abi::SpawnFdOperation> operations,
                   uint32_t operationCount, GuestPtr<abi::SignalDisposition> signals, uint32_t signalCount,
                   uint32_t searches, GuestPtr<uint8_t> path, uint32_t pathLength, GuestPtr<uint32_t> pid) {
  const GuestMemory memory = thread.memory();
  TRY(memory.load(pid));
  SpawnRequest request;
  request.program = TRY(loadRequest(memory, name, nameLength, searches, path, pathLength));
  request.program.arguments = TRY(load(memory, arguments, argumentsLength));
  request.environment = TRY(loadEnvironment(memory, load, environment, environmentLength, true));
  request.operations = TRY(loadOperations(memory, operations, operationCount));
  const uint8_t *bytes = TRY(memory.array(signals, signalCount));
  for (uint32_t i = 0; i < signalCount; ++i)
    request.signals.push_back({bytes[2 * i], bytes[2 * i + 1]});
  return memory.store(pid, TRY(spawnProcess(thread, std::move(request))));
}

} // namespace

void proc_exec(Thread &thread, GuestPtr<uint8_t> name, uint32_t nameLength, GuestPtr<uint8_t> arguments,
               uint32_t argumentsLength) {
  execOrEnd(thread, name, nameLength, arguments, argumentsLength, {0}, 0);
}

void proc_exec2(Thread &thread, GuestPtr<uint8_t> name, uint32_t nameLength, GuestPtr<uint8_t> arguments,
                uint32_t argumentsLength, GuestPtr<uint8_t> environment, uint32_t environmentLength) {
  execOrEnd(thread, name, nameLength, arguments, argumentsLength, environment, environmentLength);
}

Errno proc_exec3(Thread &thread, GuestPtr<uint8_t> name, uint32_t nameLength, GuestPtr<uint8_t> arguments,
                 uint32_t argumentsLength, GuestPtr<uint8_t> environment, uint32_t environmentLength,
                 uint32_t searches, GuestPtr<uint8_t> path, uint32_t pathLength) {
  return exec(thread, &loadLines, name, nameLength, arguments, argumentsLength, environment,
              environmentLength, searches, path, pathLength)
      .error();
}

Errno proc_exec4(Thread &thread, GuestPtr<uint8_t> name, uint32_t nameLength, GuestPtr<uint8_t> arguments,
                 uint32_t argumentCount, GuestPtr<uint8_t> environment, uint32_t environmentCount,
                 uint32_t searches, GuestPtr<uint8_t> path, uint32_t pathLength) {
  return exec(thread, &loadPointers, name, nameLength, arguments, argumentCount, environment,
              environmentCount, searches, path, pathLength)
      .error();
}

Errno proc_spawn2(Thread &thread, GuestPtr<uint8_t> name, uint32_t nameLength, GuestPtr<uint8_t> arguments,
                  uint32_t argumentsLength, GuestPtr<uint8_t> environment, uint32_t environmentLength,
                  GuestPtr<abi::SpawnFdOperation> operations, uint32_t operationCount,
                  GuestPtr<abi::SignalDisposition> signals, uint32_t signalCount, uint32_t searches,
                  GuestPtr<uint8_t> path, uint32_t pathLength, GuestPtr<uint32_t> pid) {
  return spawn(thread, &loadLines, name, nameLength, arguments, argumentsLength, environment,
               environmentLength, operations, operationCount, signals, signalCount, searches, path,
               pathLength, pid)
      .error();
}

Errno proc_spawn3(Thread &thread, GuestPtr<uint8_t> name, uint32_t nameLength, GuestPtr<uint8_t> arguments,
                  uint32_t argumentCount, GuestPtr<uint8_t> environment, uint32_t environmentCount,
                  GuestPtr<abi::SpawnFdOperation> operations, uint32_t operationCount,
                  GuestPtr<abi::SignalDisposition> signals, uint32_t signalCount, uint32_t searches,
                  GuestPtr<uint8_t> path, uint32_t pathLength, GuestPtr<uint32_t> pid) {
  return spawn(thread, &loadPointers, name, nameLength, arguments, argumentCount, environment,
               environmentCount, operations, operationCount, signals, signalCount, searches, path, pathLength,
               pid)
      .error();
}

} // namespace wasixc::sys
