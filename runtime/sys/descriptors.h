// What handlers do with descriptors of files that they have just made.
#pragma once

#include "runtime/kernel/signal.h"
#include "runtime/kernel/thread.h"

namespace wasixc::sys {

// A descriptor with all the rights that the file can have.
inline Descriptor descriptorOf(Ref<File> file) {
  const uint64_t rights = file->possibleRights();
  return {.file = std::move(file), .rightsBase = rights};
}

// Two files at once: both or none.
inline Errno addPair(Thread &thread, Ref<File> first, Ref<File> second, GuestPtr<uint32_t> firstFd,
                     GuestPtr<uint32_t> secondFd) {
  const GuestMemory memory = thread.memory();
  DescriptorTable &table = thread.descriptors();
  const uint32_t one = TRY(table.add(descriptorOf(std::move(first))));
  const auto other = table.add(descriptorOf(std::move(second)));
  if (!other.ok()) {
    (void)table.close(one).ok();
    return other.error();
  }
  TRY(memory.store(firstFd, one));
  return memory.store(secondFd, *other).error();
}

// A write that nobody will read raises SIGPIPE, as POSIX has it; the host's own is ignored.
inline Errno raisePipe(Thread &thread, Errno error) {
  if (error == Errno::PIPE) [[unlikely]]
    thread.raise(kSignalPipe);
  return error;
}

} // namespace wasixc::sys
