#include "runtime/fs/path.h"

#include "runtime/base/blocking.h"
#include "runtime/base/wait_queue.h"

#include <cstring>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>

namespace wasixc {

namespace {

long openat2(PathBase base, const char *path, int flags, mode_t mode) {
  open_how how = {};
  how.flags = static_cast<uint64_t>(flags);
  how.mode = flags & O_CREAT ? mode : 0;
  how.resolve =
      (base.isRoot ? RESOLVE_IN_ROOT : RESOLVE_BENEATH) | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;
  return syscall(SYS_openat2, base.fd, path, &how, sizeof how);
}

// Old kernels answer ENOSYS; system call filters that do not know the call may answer EPERM.
bool kernelHasOpenat2() {
  static const bool available = [] {
    const UniqueFd probe(static_cast<int>(openat2(AT_FDCWD, ".", O_PATH | O_CLOEXEC, 0)));
    return probe || (errno != ENOSYS && errno != EPERM);
  }();
  return available;
}

// Races with renames that openBeneath loses before it walks by itself.
constexpr int kMostAttempts = 64;

bool isDots(std::string_view name) { return name == "." || name == ".."; }

} // namespace

Result<void> GuestPath::assign(std::span<const uint8_t> bytes) {
  if (bytes.empty())
    return Errno::NOENT;
  if (bytes.size() >= sizeof buffer)
    return Errno::NAMETOOLONG;
  length = bytes.size();
  memcpy(buffer, bytes.data(), length);
  buffer[length] = '\0';
  if (memchr(buffer, '\0', length))
    return Errno::INVAL;
  return {};
}

bool GuestPath::isPlainName() const { return !memchr(buffer, '/', length) && !isDots(view()); }

Result<UniqueFd> openBeneath(PathBase base, const char *path, int flags, mode_t mode) {
  if (base.fileSystem != FileSystem::Plain)
    return walkBeneath(base, path, flags, mode);
  flags |= O_CLOEXEC | (flags & O_PATH ? 0 : O_NOCTTY);
  for (int attempts = 0; attempts < kMostAttempts;) {
    const long fd = [&] {
      const blocking::Region region; // a FIFO waits for its other end
      return openat2(base, path, flags, mode);
    }();
    if (fd >= 0) [[likely]]
      return UniqueFd(static_cast<int>(fd));
    switch (errno) {
    case EAGAIN: // a rename raced with a "..": the kernel wants the lookup repeated
      ++attempts;
      continue;
    case EINTR:
      if (parking::isInterrupted())
        return Errno::INTR;
      continue;
    case EXDEV: // it leads out, or to another mount
      return walkBeneath(base, path, flags, mode);
    case ENOSYS:
    case EPERM: {
      const int error = errno;
      if (!kernelHasOpenat2())
        return walkBeneath(base, path, flags, mode);
      errno = error;
      break;
    }
    default:
      break;
    }
    return hostError();
  }
  return walkBeneath(base, path, flags, mode);
}

// Nothing can be changed or looked up by name where a process or the kernel shows itself.
static Result<UniqueFd> openParent(PathBase base, const char *path) {
  UniqueFd parent = TRY(openBeneath(base, path, O_PATH | O_DIRECTORY));
  const FileSystem fileSystem = fileSystemOf(parent.get());
  if (fileSystem == FileSystem::Processes)
    return Errno::NOENT;
  if (fileSystem == FileSystem::Kernel)
    return Errno::ACCES;
  return parent;
}

Result<Parent> resolveParent(PathBase base, const GuestPath &path) {
  const std::string_view text = path.view();
  const size_t nameEnd = text.find_last_not_of('/');
  if (text.front() == '/' && !base.isRoot)
    return Errno::NOTCAPABLE;
  if (nameEnd == std::string_view::npos)
    return Parent(base.fd, "."); // the root itself
  const size_t slash = text.rfind('/', nameEnd);
  const size_t nameBegin = slash == std::string_view::npos ? 0 : slash + 1;

  // "." and ".." as the last name: the directory itself is resolved, and the call gets to see its ".".
  if (isDots(text.substr(nameBegin, nameEnd + 1 - nameBegin)))
    return Parent(TRY(openParent(base, path.text())), ".");
  if (nameBegin == 0)
    return Parent(base.fd, path.text());

  char parent[PATH_MAX];
  memcpy(parent, path.text(), nameBegin);
  parent[nameBegin] = '\0';
  return Parent(TRY(openParent(base, parent)), path.text() + nameBegin);
}

} // namespace wasixc
