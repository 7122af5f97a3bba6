// walkBeneath: what openat2(RESOLVE_BENEATH) does, with nothing but O_NOFOLLOW opens, and a look at each file
// system on the way.
//
// The directories on the way are kept open on a stack. ".." goes back to the one below on that stack instead
// of asking the kernel for a parent, so no rename on the way can make it leave the starting directory. Links
// are never followed by the kernel: their text is read and put in front of what is left of the path.
#include "runtime/fs/path.h"

#include "runtime/base/blocking.h"
#include "runtime/base/wait_queue.h"
#include "runtime/fs/path_rest.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <vector>

namespace wasixc {

namespace {

// Opening a named pipe waits for its other end.
Result<UniqueFd> openName(int directory, const char *name, int flags, mode_t mode = 0) {
  for (;;) {
    const int fd = [&] {
      const blocking::Region region;
      return openat(directory, name, flags, mode);
    }();
    if (fd >= 0)
      return UniqueFd(fd);
    if (errno != EINTR)
      return hostError();
    if (parking::isInterrupted())
      return Errno::INTR;
  }
}

class Walk {
public:
  Walk(PathBase base, int flags, mode_t mode) : base(base), flags(flags), mode(mode) {}

  Result<UniqueFd> run(const char *path) {
    TRY(goOnFrom(TRY(rest.prepend(path))));
    for (;;) {
      const std::string name = rest.takeName();
      if (name.empty())
        return openTop();
      if (name == ".")
        continue;
      if (name == "..") {
        TRY(goUp());
        continue;
      }
      if (isAmongProcesses() && !isPublicProcessName(name))
        return Errno::NOENT;
      if (!rest.isEmpty())
        TRY(enter(name));
      else if (followsLast(name))
        TRY(follow(top(), name.c_str()));
      else
        return openLast(name);
    }
  }

private:
  struct Level {
    UniqueFd fd;
    FileSystem fileSystem;
  };

  int top() const { return stack.empty() ? base.fd : stack.back().fd.get(); }
  FileSystem topFileSystem() const { return stack.empty() ? base.fileSystem : stack.back().fileSystem; }
  bool isAmongProcesses() const { return topFileSystem() == FileSystem::Processes; }

  Result<void> goUp() {
    if (!stack.empty())
      stack.pop_back();
    else if (!base.isRoot)
      return Errno::NOTCAPABLE;
    return {};
  }

  Result<void> goOnFrom(PathRest::From from) {
    if (from == PathRest::From::Here)
      return {};
    if (!base.isRoot)
      return Errno::NOTCAPABLE;
    stack.clear();
    return {};
  }

  // The path ended in a directory that is open already: "a/..", "a/", ".".
  Result<UniqueFd> openTop() {
    if (flags & O_CREAT)
      return Errno::ISDIR;
    return openName(top(), ".", flags & ~O_NOFOLLOW);
  }

  // A name in the middle of the path, or one with a slash behind it: a directory, or a link to follow.
  Result<void> enter(const std::string &name) {
    if (rest.isSlash() && (flags & O_CREAT))
      return Errno::ISDIR;
    UniqueFd fd = TRY(openName(top(), name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
    struct stat status;
    if (fstat(fd.get(), &status) != 0)
      return hostError();
    if (S_ISLNK(status.st_mode))
      return follow(fd.get(), "");
    if (!S_ISDIR(status.st_mode))
      return Errno::NOTDIR;
    const FileSystem fileSystem = fileSystemOf(fd.get());
    TRY(check(fileSystem, status));
    stack.push_back({std::move(fd), fileSystem});
    return {};
  }

  // A link that appears between this check and the open is met by O_NOFOLLOW: an error, but no escape.
  bool followsLast(const std::string &name) const {
    constexpr int kExclusive = O_CREAT | O_EXCL;
    struct stat status;
    return !(flags & O_NOFOLLOW) && (flags & kExclusive) != kExclusive &&
           fstatat(top(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode);
  }

  // Opening a device can do something already, so it is looked at before.
  Result<UniqueFd> openLast(const std::string &name) {
    constexpr int kChanges = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC;
    if (isAmongProcesses() && (flags & kChanges))
      return Errno::ACCES;
    struct stat status;
    const bool opensDevice = !(flags & O_PATH) &&
                             fstatat(top(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
                             isRefusedDevice(status);
    if (opensDevice)
      return Errno::ACCES;
    UniqueFd fd = TRY(openName(top(), name.c_str(), flags | O_NOFOLLOW, mode));
    if (fstat(fd.get(), &status) != 0)
      return hostError();
    if (!isAmongProcesses())
      TRY(check(fileSystemOf(fd.get()), status));
    return fd;
  }

  // Whether one may look into something that was reached from a file system of files. A name alone (O_PATH)
  // says nothing but that something is mounted there.
  Result<void> check(FileSystem fileSystem, const struct stat &status) const {
    if (fileSystem == FileSystem::Processes && !isProcessRoot(status))
      return Errno::NOENT;
    const bool isNameOnly = (flags & O_PATH) && rest.isEmpty();
    if (fileSystem == FileSystem::Kernel && !isNameOnly)
      return Errno::ACCES;
    return {};
  }

  Result<void> follow(int directory, const char *name) {
    char text[PATH_MAX];
    const ssize_t length = readlinkat(directory, name, text, sizeof text);
    if (length < 0)
      return hostError();
    return goOnFrom(TRY(rest.follow({text, static_cast<size_t>(length)})));
  }

  const PathBase base;
  const int flags;
  const mode_t mode;
  PathRest rest;
  std::vector<Level> stack;
};

} // namespace

Result<UniqueFd> walkBeneath(PathBase base, const char *path, int flags, mode_t mode) {
  flags |= O_CLOEXEC | (flags & O_PATH ? 0 : O_NOCTTY);
  return Walk(base, flags, mode).run(path);
}

} // namespace wasixc
