// proc_exec*: WASIX semantics 7.
#include "runtime/kernel/exec.h"

#include "runtime/base/message.h"
#include "runtime/kernel/kernel.h"
#include "runtime/sys/handlers.h"
#include "runtime/sys/program_request.h"

namespace wasixc::sys {

namespace {

constexpr uint32_t kExecFailed = 45;

Result<void> exec(Thread &thread, Load load, GuestPtr<uint8_t> name, uint32_t nameLength,
                  GuestPtr<uint8_t> arguments, uint32_t argumentsLength, GuestPtr<uint8_t> environment,
                  uint32_t environmentLength, uint32_t searches, GuestPtr<uint8_t> path,
                  uint32_t pathLength) {
  const GuestMemory memory = thread.memory();
  ArgumentBudget budget;
  ProgramRequest request = TRY(loadRequest(memory, name, nameLength, searches, path, pathLength));
  request.arguments = TRY(load(memory, arguments, argumentsLength, budget));
  auto variables = TRY(loadEnvironment(memory, load, environment, environmentLength, false,
                                       thread.process().environment, budget));
  return execProgram(thread, std::move(request), std::move(variables));
}

// The variants without a result do not return: the process ends, with a message.
void execOrEnd(Thread &thread, GuestPtr<uint8_t> name, uint32_t nameLength, GuestPtr<uint8_t> arguments,
               uint32_t argumentsLength, GuestPtr<uint8_t> environment, uint32_t environmentLength) {
  const auto done = exec(thread, &loadLines, name, nameLength, arguments, argumentsLength, environment,
                         environmentLength, 0, {0}, 0);
  if (done.ok())
    return;
  const auto text = loadPath(thread.memory(), name, nameLength);
  printMessage({thread.process().name(), ": cannot execute '", text.ok() ? std::string_view(*text) : "?",
                "': ", errnoText(done.error())});
  thread.exitProcess({.code = kExecFailed});
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

} // namespace wasixc::sys
