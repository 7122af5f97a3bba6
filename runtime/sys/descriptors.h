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

struct DescriptorPair {
  uint32_t first, second;
};

// Two files at once: both or none.
inline Result<DescriptorPair> addPair(DescriptorTable &table, Ref<File> first, Ref<File> second) {
  const uint32_t one = TRY(table.add(descriptorOf(std::move(first))));
  const auto other = table.add(descriptorOf(std::move(second)));
  if (other.ok())
    return DescriptorPair{one, *other};
  (void)table.close(one).ok();
  return other.error();
}

// The same, with the numbers stored in the guest's memory.
inline Errno addPair(Thread &thread, Ref<File> first, Ref<File> second, GuestPtr<uint32_t> firstFd,
                     GuestPtr<uint32_t> secondFd) {
  const GuestMemory memory = thread.memory();
  const DescriptorPair pair = TRY(addPair(thread.descriptors(), std::move(first), std::move(second)));
  TRY(memory.store(firstFd, pair.first));
  return memory.store(secondFd, pair.second).error();
}

// A write that nobody will read raises SIGPIPE, as POSIX has it; the host's own is ignored.
inline Errno raisePipe(Thread &thread, Errno error) {
  if (error == Errno::PIPE) [[unlikely]]
    thread.raise(kSignalPipe);
  return error;
}

} // namespace wasixc::sys
