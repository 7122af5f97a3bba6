// stack_checkpoint and stack_restore (kernel/checkpoint.h).
#include "runtime/base/message.h"
#include "runtime/kernel/program.h"
#include "runtime/sys/handlers.h"

namespace wasixc::sys {

namespace {

constexpr uint32_t kUnknownCheckpoint = 79; // as Wasmer ends such a process

} // namespace

Errno stack_checkpoint(Thread &thread, GuestPtr<abi::StackSnapshot> snapshot, GuestPtr<uint64_t> result) {
  const GuestMemory memory = thread.memory();
  TRY(memory.load(snapshot));
  TRY(memory.store(result, 0));
  Program &program = *thread.program;
  auto continuation = TRY(guest::Continuation::capture(thread.callerContext()));
  const uint64_t handle =
      program.checkpoints().add(snapshot.address, result.address, std::move(continuation));
  return memory.store(snapshot, {.user = result.address, .hashLow = handle, .hashHigh = 0}).error();
}

// Does not return to its caller: the checkpoint returns once more.
void stack_restore(Thread &thread, GuestPtr<abi::StackSnapshot> snapshot, uint64_t value) {
  Program &program = *thread.program;
  const auto wanted = thread.memory().load(snapshot);
  const auto *checkpoint = wanted.ok() ? program.checkpoints().find(wanted->hashLow) : nullptr;
  if (!checkpoint) {
    printMessage({thread.process().name(), ": stack_restore: unknown checkpoint"});
    thread.exitProcess({.code = kUnknownCheckpoint});
    return;
  }
  abi::Context &context = checkpoint->continuation->restore(program.instance().store());
  const GuestPtr<uint64_t> result = {static_cast<uint32_t>(checkpoint->result)};
  (void)GuestMemory(context.memory0).store(result, value).ok();
  thread.continueGuest(context, 0);
}

} // namespace wasixc::sys
