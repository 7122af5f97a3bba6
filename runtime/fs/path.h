// Path resolution inside a directory that a guest holds: no name, link or race leads out of it.
//
// The kernel resolves with openat2(RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS). Where it cannot (before Linux
// 5.6, or filtered), walkBeneath does the same component by component. Operations on a last component
// (unlink, rename, mkdir, ...) resolve its parent and hand the name, with its trailing slashes, to the
// kernel's *at call: those calls look the last name up without following it.
//
// The kernel is asked for names on the same mount only. Where a path leads to another mount, walkBeneath goes
// on, because it looks at every directory on the way: none of them may lie on a file system that the kernel
// makes up (host_file_system.h). Such a directory is ACCES; in a procfs, what guests do not see is NOENT.
//
// Leaving the directory is NOTCAPABLE, as is an absolute path: an absolute name means nothing inside. But a
// grant that is the root of the guest's names is to its paths what the root directory is to a process (chroot(2),
// RESOLVE_IN_ROOT): a slash at the beginning of a path or of a link's text means it, and ".." stays there.
#pragma once

#include "runtime/base/result.h"
#include "runtime/base/unique_fd.h"
#include "runtime/fs/host_file_system.h"

#include <climits>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <sys/types.h>

namespace wasixc {

// A path as a guest passed it, copied out of its memory and terminated.
class GuestPath {
public:
  GuestPath() = default;
  GuestPath(const GuestPath &other) : length(other.length) { memcpy(buffer, other.buffer, length + 1); }
  GuestPath &operator=(const GuestPath &other) {
    memmove(buffer, other.buffer, (length = other.length) + 1);
    return *this;
  }

  // NOENT for an empty path, INVAL for one with a NUL in it, NAMETOOLONG past the host's limit.
  Result<void> assign(std::span<const uint8_t> bytes);

  const char *text() const { return buffer; }
  std::string_view view() const { return {buffer, length}; }
  // One name without slashes that is not "." or "..": it cannot lead anywhere but to an entry of the
  // directory.
  bool isPlainName() const;

private:
  size_t length = 0;
  char buffer[PATH_MAX]; // only its first part is ever used
};

// A directory to resolve paths beneath, and on what it lies.
struct PathBase {
  PathBase(int fd, FileSystem fileSystem = FileSystem::Plain, bool isRoot = false)
      : fd(fd), fileSystem(fileSystem), isRoot(isRoot) {}

  int fd;
  FileSystem fileSystem;
  bool isRoot; // of the guest's names
};

// Opens `path` beneath `base`. Flags are those of open; O_CLOEXEC and O_NOCTTY are added.
Result<UniqueFd> openBeneath(PathBase base, const char *path, int flags, mode_t mode = 0);

// The same without openat2.
Result<UniqueFd> walkBeneath(PathBase base, const char *path, int flags, mode_t mode = 0);

// A last component and the directory it lies in, for the *at calls.
class Parent {
public:
  int directory() const { return borrowed >= 0 ? borrowed : owned.get(); }
  // The name with its trailing slashes; "." for paths that end in "." or "..".
  const char *name() const { return last; }

private:
  friend Result<Parent> resolveParent(PathBase base, const GuestPath &path);
  Parent(int borrowed, const char *last) : borrowed(borrowed), last(last) {}
  Parent(UniqueFd owned, const char *last) : owned(std::move(owned)), last(last) {}

  UniqueFd owned;
  int borrowed = -1;
  const char *last;
};

// Points into `path`, which must outlive the result.
Result<Parent> resolveParent(PathBase base, const GuestPath &path);

} // namespace wasixc
