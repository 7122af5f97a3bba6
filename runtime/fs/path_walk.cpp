// walkBeneath: what openat2(RESOLVE_BENEATH) does, with nothing but O_NOFOLLOW opens.
//
// The directories on the way are kept open on a stack. ".." goes back to the one below on that stack instead
// of asking the kernel for a parent, so no rename on the way can make it leave the starting directory. Links
// are never followed by the kernel: their text is read and put in front of what is left of the path.
#include "runtime/fs/path.h"

#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <vector>

namespace wasixc {

namespace {

constexpr int kMostLinks = 40; // as Linux

class Walk {
public:
  Walk(int start, int flags, mode_t mode) : start(start), flags(flags), mode(mode) {}

  Result<UniqueFd> run(const char *path) {
    TRY(prepend(path));
    for (;;) {
      const std::string name = takeName();
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
      if (!rest.empty())
        TRY(enter(name));
      else if (followsLast(name))
        TRY(follow(top(), name.c_str()));
      else
        return host(openat(top(), name.c_str(), flags | O_NOFOLLOW, mode));
    }
  }

private:
  int top() const { return stack.empty() ? start : stack.back().get(); }

  // Puts a path, or the text of a link, in front of what is left.
  Result<void> prepend(std::string_view path) {
    if (path.empty())
      return Errno::NOENT;
    if (path.front() == '/')
      return Errno::NOTCAPABLE;
    rest.insert(0, path);
    return {};
  }

  // The next name; what follows it in `rest` begins with the next name, or with a lone slash at the end.
  std::string takeName() {
    if (rest == "/")
      rest.clear();
    const size_t end = rest.find('/');
    std::string name = rest.substr(0, end);
    if (end == std::string::npos) {
      rest.clear();
      return name;
    }
    const size_t next = rest.find_first_not_of('/', end);
    rest = next == std::string::npos ? "/" : rest.substr(next);
    return name;
  }

  // The path ended in a directory that is open already: "a/..", "a/", ".".
  Result<UniqueFd> openTop() {
    if (flags & O_CREAT)
      return Errno::ISDIR;
    return host(openat(top(), ".", flags & ~O_NOFOLLOW));
  }

  // A name in the middle of the path, or one with a slash behind it: a directory, or a link to follow.
  Result<void> enter(const std::string &name) {
    if (rest == "/" && (flags & O_CREAT))
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
    if (++links > kMostLinks)
      return Errno::LOOP;
    char text[PATH_MAX];
    const ssize_t length = readlinkat(directory, name, text, sizeof text);
    if (length < 0)
      return hostError();
    if (!rest.empty() && rest != "/")
      rest.insert(0, "/");
    return prepend({text, static_cast<size_t>(length)});
  }

  static Result<UniqueFd> host(int fd) {
    if (fd < 0)
      return hostError();
    return UniqueFd(fd);
  }

  const int start;
  const int flags;
  const mode_t mode;
  int links = 0;
  std::string rest;
  std::vector<UniqueFd> stack;
};

} // namespace

Result<UniqueFd> walkBeneath(int directory, const char *path, int flags, mode_t mode) {
  flags |= O_CLOEXEC | (flags & O_PATH ? 0 : O_NOCTTY);
  return Walk(directory, flags, mode).run(path);
}

} // namespace wasixc
