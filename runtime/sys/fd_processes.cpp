// Descriptors as processes use them: pipes, duplicates, close-on-exec (WASIX semantics 16).
#include "runtime/fs/pipe.h"
#include "runtime/sys/descriptors.h"
#include "runtime/sys/handlers.h"

namespace wasixc::sys {

namespace {

Result<uint32_t> duplicate(Thread &thread, uint32_t fd, uint32_t lowest, bool closesOnExec) {
  Descriptor copy = TRY(thread.descriptors().get(fd));
  copy.closeOnExec = closesOnExec;
  copy.isPreopened = false;
  return thread.descriptors().add(std::move(copy), lowest);
}

} // namespace

Errno fd_pipe(Thread &thread, GuestPtr<uint32_t> readEnd, GuestPtr<uint32_t> writeEnd) {
  const GuestMemory memory = thread.memory();
  TRY(memory.load(readEnd));
  TRY(memory.load(writeEnd));
  const auto pipe = makeRef<Pipe>();
  return addPair(thread, makeRef<PipeEnd>(pipe, false), makeRef<PipeEnd>(pipe, true), readEnd, writeEnd);
}

Errno fd_dup(Thread &thread, uint32_t fd, GuestPtr<uint32_t> copy) {
  TRY(thread.memory().load(copy));
  return thread.memory().store(copy, TRY(duplicate(thread, fd, 0, false))).error();
}

// fcntl's F_DUPFD: the lowest free number from `lowest` on.
Errno fd_dup2(Thread &thread, uint32_t fd, uint32_t lowest, uint32_t closesOnExec, GuestPtr<uint32_t> copy) {
  TRY(thread.memory().load(copy));
  return thread.memory().store(copy, TRY(duplicate(thread, fd, lowest, closesOnExec != 0))).error();
}

Errno fd_fdflags_get(Thread &thread, uint32_t fd, GuestPtr<uint16_t> flags) {
  const Descriptor descriptor = TRY(thread.descriptors().get(fd));
  const uint16_t value = descriptor.closeOnExec ? abi::kFdCloseOnExec : 0;
  return thread.memory().store(flags, value).error();
}

Errno fd_fdflags_set(Thread &thread, uint32_t fd, uint32_t flags) {
  if (flags & ~uint32_t{abi::kFdCloseOnExec})
    return Errno::INVAL;
  return thread.descriptors().setCloseOnExec(fd, flags != 0).error();
}

} // namespace wasixc::sys
