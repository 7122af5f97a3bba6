// The current directory, a name that each process has for itself (WASIX semantics 16). Files are opened
// relative to descriptors, so only C libraries, exec and spawn ask for it.
#include "runtime/base/long_work.h"
#include "runtime/kernel/guest_path.h"
#include "runtime/sys/handlers.h"

namespace wasixc::sys {

Errno chdir(Thread &thread, GuestPtr<uint8_t> path, uint32_t length) {
  GuestPath text;
  TRY(text.assign(TRY(thread.memory().span(path, length))));
  return changeDirectory(thread.process(), text.view()).error();
}

// The length comes first, so that a caller whose buffer is too short knows what it needs; what is left of the
// buffer is filled with zeros.
Errno getcwd(Thread &thread, GuestPtr<uint8_t> buffer, GuestPtr<uint32_t> length) {
  const GuestMemory memory = thread.memory();
  const std::string directory = thread.process().directory();
  const uint32_t size = TRY(memory.load(length));
  TRY(memory.store(length, static_cast<uint32_t>(directory.size())));
  if (buffer.address == 0 || size == 0)
    return Errno::INVAL;
  if (size < directory.size())
    return Errno::RANGE;
  const auto bytes = TRY(memory.span(buffer, size));
  memcpy(bytes.data(), directory.data(), directory.size());
  return inParts(size - directory.size(), [&](size_t offset, size_t part) -> Result<void> {
           memset(bytes.data() + directory.size() + offset, 0, part);
           return {};
         }).error();
}

} // namespace wasixc::sys
