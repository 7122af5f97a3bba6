// proc_spawn*: WASIX semantics 8.
#include "runtime/kernel/spawn.h"

#include "runtime/fs/pipe.h"
#include "runtime/sys/descriptors.h"
#include "runtime/sys/handlers.h"
#include "runtime/sys/program_request.h"

namespace wasixc::sys {

namespace {

constexpr uint32_t kMostOperations = kMaxDescriptors;
constexpr uint32_t kMostSignals = 1024;

// Their paths together are limited as arguments are.
Result<std::vector<SpawnOperation>>
loadOperations(const GuestMemory &memory, GuestPtr<abi::SpawnFdOperation> operations, uint32_t count) {
  ArgumentBudget budget;
  const std::vector<abi::SpawnFdOperation> copies =
      TRY(memory.list(operations, count, kMostOperations, Errno::TOO_BIG));
  std::vector<SpawnOperation> list;
  for (const abi::SpawnFdOperation &raw : copies) {
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
    if (hasPath) {
      operation.path = TRY(loadPath(memory, {raw.path}, raw.pathLength));
      TRY(budget.take(operation.path));
    }
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
  ArgumentBudget budget;
  SpawnRequest request;
  request.program = TRY(loadRequest(memory, name, nameLength, searches, path, pathLength));
  request.program.arguments = TRY(load(memory, arguments, argumentsLength, budget));
  request.environment = TRY(loadEnvironment(memory, load, environment, environmentLength, true,
                                            thread.process().environment, budget));
  request.operations = TRY(loadOperations(memory, operations, operationCount));
  request.signals = TRY(memory.list(signals, signalCount, kMostSignals, Errno::TOO_BIG));
  return memory.store(pid, TRY(spawnProcess(thread, std::move(request))));
}

// The standard streams of a child of proc_spawn. What a failure leaves unfinished, the destructor closes.
class SpawnedStreams {
public:
  explicit SpawnedStreams(DescriptorTable &table) : table(table) {}
  ~SpawnedStreams() {
    for (const uint32_t fd : isDone ? childEnds : allEnds)
      (void)table.close(fd).ok();
  }
  SpawnedStreams(const SpawnedStreams &) = delete;
  SpawnedStreams &operator=(const SpawnedStreams &) = delete;

  Result<void> prepare(uint32_t stream, uint32_t mode) {
    switch (static_cast<abi::StdioMode>(mode)) {
    case abi::StdioMode::Piped:
      return addPipeFor(stream);
    case abi::StdioMode::Null:
      operations.push_back({.command = abi::SpawnFdCommand::Open,
                            .fd = stream,
                            .path = "/dev/null",
                            .rights = abi::kRightFdRead | abi::kRightFdWrite});
      return {};
    case abi::StdioMode::Inherit:
    case abi::StdioMode::Log:
      return {};
    }
    return Errno::INVAL;
  }
  void done() { isDone = true; }

  std::vector<SpawnOperation> operations;
  abi::ProcessHandles handles{};

private:
  Result<void> addPipeFor(uint32_t stream) {
    const auto buffer = makeRef<Pipe>();
    const DescriptorPair pipe =
        TRY(addPair(table, makeRef<PipeEnd>(buffer, false), makeRef<PipeEnd>(buffer, true)));
    const bool isInput = stream == 0;
    const uint32_t own = isInput ? pipe.second : pipe.first, childs = isInput ? pipe.first : pipe.second;
    allEnds.insert(allEnds.end(), {own, childs});
    childEnds.push_back(childs);
    operations.push_back({.command = abi::SpawnFdCommand::Dup2, .fd = stream, .source = childs});
    operations.push_back({.command = abi::SpawnFdCommand::Close, .fd = own});
    operations.push_back({.command = abi::SpawnFdCommand::Close, .fd = childs});
    handles.streams[stream] = {.tag = 1, .fd = own};
    return {};
  }

  DescriptorTable &table;
  std::vector<uint32_t> allEnds, childEnds;
  bool isDone = false;
};

} // namespace

// The first form of spawn: no actions, no search, and pipes made by the host.
Errno proc_spawn(Thread &thread, GuestPtr<uint8_t> name, uint32_t nameLength, uint32_t changesRoot,
                 GuestPtr<uint8_t> arguments, uint32_t argumentsLength, GuestPtr<uint8_t>,
                 uint32_t preopensLength, uint32_t input, uint32_t output, uint32_t error,
                 GuestPtr<uint8_t> directory, uint32_t directoryLength,
                 GuestPtr<abi::ProcessHandles> handles) {
  if (changesRoot != 0 || preopensLength != 0)
    return Errno::NOTSUP;
  const GuestMemory memory = thread.memory();
  TRY(memory.load(handles));
  ArgumentBudget budget;
  SpawnRequest request;
  request.program = TRY(loadRequest(memory, name, nameLength, 0, {0}, 0));
  request.program.arguments = TRY(loadLines(memory, arguments, argumentsLength, budget));
  SpawnedStreams streams(thread.descriptors());
  for (uint32_t stream = 0; const uint32_t mode : {input, output, error})
    TRY(streams.prepare(stream++, mode));
  request.operations = streams.operations;
  if (directoryLength != 0)
    request.operations.push_back({.command = abi::SpawnFdCommand::ChangeDirectory,
                                  .path = TRY(loadPath(memory, directory, directoryLength))});
  streams.handles.pid = TRY(spawnProcess(thread, std::move(request)));
  streams.done();
  return memory.store(handles, streams.handles).error();
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
