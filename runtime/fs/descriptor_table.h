// A process's descriptor table: small numbers for open file descriptions, with what belongs to the number and
// not to the description: rights, close-on-exec, and whether it was there from the start.
//
// Preopened directories take numbers from 3 on that Unix programs use for files of their own (a shell's
// "3>file"). So a file may cover a preopened directory: calls about files mean the file, calls that resolve
// paths mean the directory still, and closing the file brings the directory back. A directory cannot cover
// another, so no call is ambiguous.
//
// A process with one thread reads its table without locks or reference counts: nobody else can close a file
// during its call. Before a second thread starts, beginSharing makes every use take a reference under the
// lock.
#pragma once

#include "runtime/base/locks.h"
#include "runtime/fs/file.h"

#include <vector>

namespace wasixc {

constexpr uint32_t kMaxDescriptors = 65536;

struct Descriptor {
  Ref<File> file;
  uint64_t rightsBase = 0;
  uint64_t rightsInheriting = 0;
  bool closeOnExec = false;
  bool isPreopened = false;
};

// A file for the length of one call; see above for when it holds a reference.
class FileUse {
public:
  FileUse(File *file, uint64_t rightsInheriting, bool isHeld)
      : file(file), inheriting(rightsInheriting), isHeld(isHeld) {}
  FileUse(FileUse &&other) noexcept
      : file(std::exchange(other.file, nullptr)), inheriting(other.inheriting), isHeld(other.isHeld) {}
  ~FileUse() {
    if (isHeld && file) [[unlikely]]
      file->release();
  }

  File *operator->() const { return file; }
  File &operator*() const { return *file; }
  uint64_t rightsInheriting() const { return inheriting; }

private:
  File *file;
  uint64_t inheriting;
  bool isHeld;
};

class DescriptorTable {
public:
  // The file behind `fd` when the descriptor has all of `rights`; BADF when there is none.
  Result<FileUse> use(uint32_t fd, uint64_t rights) {
    if (isShared.load(std::memory_order_relaxed)) [[unlikely]]
      return useShared(fd, rights);
    return find(fd, rights, false);
  }

  Result<Descriptor> get(uint32_t fd);

  // The lowest free number from `lowest` on; MFILE when there is none.
  Result<uint32_t> add(Descriptor descriptor, uint32_t lowest = 0);
  Result<void> close(uint32_t fd);
  // The same for WASIX programs: uncovers a preopened directory, and leaves one that is not covered alone.
  Result<void> closeFile(uint32_t fd);

  // Gives `to` what `from` has, atomically; the flags of the number are reset. What `to` was is closed, or
  // covered if it is a preopened directory: NOTSUP for another directory, and that directory itself uncovers.
  Result<void> duplicateTo(uint32_t from, uint32_t to);
  // The same, but `from` is closed, `to` must be open, and nothing is covered: fd_renumber of preview1.
  Result<void> moveTo(uint32_t from, uint32_t to);

  // Closes everything; what closes on exec.
  void closeAll();
  void closeOnExec();
  Result<void> setCloseOnExec(uint32_t fd, bool closesOnExec);
  // Puts a descriptor at exactly this number; what was there is closed, or covered. BADF beyond the last
  // number.
  Result<void> put(Descriptor descriptor, uint32_t fd);

  // Rights can only be given up: NOTCAPABLE for any that the descriptor does not have.
  Result<void> narrowRights(uint32_t fd, uint64_t base, uint64_t inheriting);

  // The preopened directories: where absolute paths begin.
  std::vector<Ref<File>> preopened();
  // The one at this number, covered or not; BADF for everything that was not there from the start.
  Result<Descriptor> preopenedAt(uint32_t fd);

  void beginSharing() { isShared.store(true, std::memory_order_relaxed); }

  // The table of a forked process: the same descriptions behind the same numbers.
  void copyFrom(DescriptorTable &other);

private:
  Result<FileUse> find(uint32_t fd, uint64_t rights, bool hold) __attribute__((no_thread_safety_analysis));
  Result<FileUse> useShared(uint32_t fd, uint64_t rights);
  Result<FileUse> findCovered(uint32_t fd, uint64_t rights, bool hold)
      __attribute__((no_thread_safety_analysis));
  Descriptor *openSlot(uint32_t fd) REQUIRES(lock);
  const Descriptor *grantAt(uint32_t fd) REQUIRES(lock);
  Result<Descriptor> exchange(uint32_t fd, Descriptor descriptor) REQUIRES(lock);
  Descriptor closeSlot(uint32_t fd) REQUIRES(lock);
  Result<void> ensureSize(uint32_t size) REQUIRES(lock);

  std::atomic<bool> isShared{false};
  Mutex lock;
  std::vector<Descriptor> slots GUARDED_BY(lock);
  // Preopened directories by their numbers, as long as something else is there.
  std::vector<std::pair<uint32_t, Descriptor>> covered GUARDED_BY(lock);
};

// The error of a call that the descriptor's rights forbid: what POSIX says where the file's type is the
// reason, NOTCAPABLE otherwise.
Errno missingRights(const File &file, uint64_t missing);

inline Result<FileUse> DescriptorTable::find(uint32_t fd, uint64_t rights, bool hold) {
  if (fd >= slots.size() || !slots[fd].file) [[unlikely]]
    return Errno::BADF;
  const Descriptor &descriptor = slots[fd];
  if ((descriptor.rightsBase & rights) != rights) [[unlikely]]
    return findCovered(fd, rights, hold);
  if (hold)
    descriptor.file->retain();
  return FileUse(descriptor.file.get(), descriptor.rightsInheriting, hold);
}

} // namespace wasixc
