// walkBeneath: what openat2(RESOLVE_BENEATH) does, with nothing but O_NOFOLLOW opens.
//
// The directories on the way are kept open on a stack. ".." goes back to the one below on that stack instead
// of asking the kernel for a parent, so no rename on the way can make it leave the starting directory. Links
// are never followed by the kernel: their text is read and put in front of what is left of the path.
#include "runtime/fs/path.h"
#include "runtime/fs/path_rest.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <vector>

namespace wasixc {

namespace {

class Walk {
public:
  Walk(int start, int flags, mode_t mode) : start(start), flags(flags), mode(mode) {}

  Result<UniqueFd> run(const char *path) {
    TRY(rest.prepend(path));
    for (;;) {
      const std::string name = rest.takeName();
      if (name.empty())
        return openTop();
      if (name == ".")
        continue;
      if (name == "..") {
        if (stack.empty())
          return Errno::NOTCAPABLE;
        stack.pop_back();
        continue;
      }
      if (!rest.isEmpty())
        TRY(enter(name));
      else if (followsLast(name))
        TRY(follow(top(), name.c_str()));
      else
        return host(openat(top(), name.c_str(), flags | O_NOFOLLOW, mode));
    }
  }

private:
  int top() const { return stack.empty() ? start : stack.back().get(); }

  // The path ended in a directory that is open already: "a/..", "a/", ".".
  Result<UniqueFd> openTop() {
    if (flags & O_CREAT)
      return Errno::ISDIR;
    return host(openat(top(), ".", flags & ~O_NOFOLLOW));
  }

  // A name in the middle of the path, or one with a slash behind it: a directory, or a link to follow.
  Result<void> enter(const std::string &name) {
    if (rest.isSlash() && (flags & O_CREAT))
      return Errno::ISDIR;
    UniqueFd fd = TRY(host(openat(top(), name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC)));
    struct stat status;
    if (fstat(fd.get(), &status) != 0)
      return hostError();
    if (S_ISLNK(status.st_mode))
      return follow(fd.get(), "");
    if (!S_ISDIR(status.st_mode))
      return Errno::NOTDIR;
    stack.push_back(std::move(fd));
    return {};
  }

  // A link that appears between this check and the open is met by O_NOFOLLOW: an error, but no escape.
  bool followsLast(const std::string &name) const {
    constexpr int kExclusive = O_CREAT | O_EXCL;
    struct stat status;
    return !(flags & O_NOFOLLOW) && (flags & kExclusive) != kExclusive &&
           fstatat(top(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode);
  }

  Result<void> follow(int directory, const char *name) {
    char text[PATH_MAX];
    const ssize_t length = readlinkat(directory, name, text, sizeof text);
    if (length < 0)
      return hostError();
    return rest.follow({text, static_cast<size_t>(length)});
  }

  static Result<UniqueFd> host(int fd) {
    if (fd < 0)
      return hostError();
    return UniqueFd(fd);
  }

  const int start;
  const int flags;
  const mode_t mode;
  PathRest rest;
  std::vector<UniqueFd> stack;
};

} // namespace

Result<UniqueFd> walkBeneath(int directory, const char *path, int flags, mode_t mode) {
  flags |= O_CLOEXEC | (flags & O_PATH ? 0 : O_NOCTTY);
  return Walk(directory, flags, mode).run(path);
}

} // namespace wasixc
