#include "runtime/kernel/built_in_directories.h"

#include "runtime/fs/device_directory.h"
#include "runtime/fs/memory_directory.h"
#include "runtime/fs/rights.h"
#include "runtime/kernel/guest_path.h"

namespace wasixc {

namespace {

constexpr uint32_t kFirstPreopened = 3;

// Whether a grant has this name, or one above it holds `file`. A device of the host is none: of those, ours are
// all that may be opened anyway.
bool isGranted(Process &process, const std::string &name, const std::string &file) {
  if (const auto exact = ResolvedPath::of(process, name); exact.ok() && exact->isGrant())
    return true;
  const auto place = ResolvedPath::of(process, file);
  if (!place.ok())
    return false;
  const auto found = place->directory().statAt(place->below(), true);
  return found.ok() && found->fileType != static_cast<uint8_t>(abi::FileType::CharacterDevice);
}

// Cannot fail with so few descriptors; without the number nothing is lost but the directory.
void preopen(Process &process, Ref<Directory> directory) {
  const uint64_t rights = directory->possibleRights();
  (void)process.descriptors
      .add({.file = std::move(directory),
            .rightsBase = rights,
            .rightsInheriting = kInheritingRights,
            .isPreopened = true},
           kFirstPreopened)
      .ok();
}

Ref<File> terminalOf(Process &process) {
  for (uint32_t fd = 0; fd < kFirstPreopened; ++fd)
    if (auto descriptor = process.descriptors.get(fd); descriptor.ok() && descriptor->file->isTerminal())
      return descriptor->file;
  return {};
}

} // namespace

void addBuiltInDirectories(Process &process) {
  if (!isGranted(process, "/dev", "/dev/null"))
    preopen(process, makeRef<DeviceDirectory>(terminalOf(process), "/dev"));
  for (const char *name : {"/tmp", "/dev/shm"}) // the latter for shm_open and named semaphores
    if (!isGranted(process, name, name))
      if (auto files = MemoryFileSystem::create(kTemporaryBytes); files.ok())
        preopen(process, makeRef<MemoryDirectory>(std::move(*files), name));
}

} // namespace wasixc
