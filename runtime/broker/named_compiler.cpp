// See named_compiler.h.
#include "runtime/broker/named_compiler.h"

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <vector>

namespace wasixc::broker {

namespace {

constexpr int kMostLinks = 40; // as Linux
constexpr int kPathOnly = O_PATH | O_NOFOLLOW | O_CLOEXEC;

bool isOurs(const struct stat &status) { return status.st_uid == 0 || status.st_uid == geteuid(); }

// A path from the root, walked without the kernel following any link.
class TrustedWalk {
public:
  TrustedWalk(const GuestReach &guestReach, std::string &problem)
      : guestReach(guestReach), problem(problem) {}

  std::optional<NamedCompiler> run(std::string path) {
    rest = std::move(path);
    directories.emplace_back(open("/", kPathOnly | O_DIRECTORY));
    names.emplace_back();
    if (!checkDirectory())
      return std::nullopt;
    UniqueFd file;
    while (!rest.empty())
      if (!step(file))
        return std::nullopt;
    if (!file)
      return fail("it is a directory");
    return NamedCompiler{std::move(file), std::move(directories.back())};
  }

private:
  // The next name of the path. `file` is set when it is the last one and no directory.
  bool step(UniqueFd &file) {
    const size_t slash = std::min(rest.find('/'), rest.size());
    const std::string name = rest.substr(0, slash);
    rest.erase(0, std::min(slash + 1, rest.size()));
    if (name.empty() || name == ".")
      return true;
    if (name == "..") {
      if (directories.size() > 1)
        directories.pop_back(), names.pop_back();
      return true;
    }
    names.push_back(name);
    UniqueFd entry(openat(directories.back().get(), name.c_str(), kPathOnly));
    struct stat status;
    if (!entry || fstat(entry.get(), &status) != 0)
      return report(strerror(errno));
    // In a directory like /tmp only the owner of an entry can replace it.
    if (!isOurs(status))
      return report("it belongs to another user");
    if (S_ISLNK(status.st_mode))
      return follow(entry.get());
    if (S_ISDIR(status.st_mode)) {
      directories.push_back(std::move(entry));
      return checkDirectory();
    }
    return openFile(name, status, file);
  }

  bool follow(int link) {
    char text[PATH_MAX];
    const ssize_t length = readlinkat(link, "", text, sizeof text);
    if (length <= 0 || ++links > kMostLinks)
      return report("too many symbolic links");
    names.pop_back();
    rest = std::string(text, static_cast<size_t>(length)) + "/" + rest;
    if (text[0] == '/') {
      directories.resize(1);
      names.resize(1);
    }
    return true;
  }

  bool checkDirectory() {
    struct stat status;
    const int directory = directories.back().get();
    if (fstat(directory, &status) != 0)
      return report(strerror(errno));
    if (!isOurs(status))
      return report("it belongs to another user");
    if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0 && !(status.st_mode & S_ISVTX))
      return report("other users can write to it");
    const std::string reach = guestReach(directory);
    return reach.empty() || report(reach);
  }

  bool openFile(const std::string &name, const struct stat &found, UniqueFd &file) {
    if (rest.find_first_not_of('/') != std::string::npos)
      return report("it is no directory");
    rest.clear();
    if (!S_ISREG(found.st_mode))
      return report("it is no regular file");
    if ((found.st_mode & (S_IWGRP | S_IWOTH)) != 0)
      return report("other users can write to it");
    file = UniqueFd(openat(directories.back().get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    struct stat status;
    if (!file || fstat(file.get(), &status) != 0)
      return report(strerror(errno));
    if (status.st_dev != found.st_dev || status.st_ino != found.st_ino)
      return report("it has changed meanwhile");
    if (faccessat(file.get(), "", X_OK, AT_EMPTY_PATH | AT_EACCESS) != 0)
      return report("it is not executable");
    const std::string reach = guestReach(file.get());
    return reach.empty() || report(reach);
  }

  bool report(std::string_view reason) {
    std::string path;
    for (size_t i = 1; i < names.size(); ++i)
      path += "/" + names[i];
    problem = "'" + (path.empty() ? "/" : path) + "': " + std::string(reason);
    return false;
  }
  std::nullopt_t fail(std::string_view reason) {
    report(reason);
    return std::nullopt;
  }

  const GuestReach &guestReach;
  std::string &problem;
  std::vector<UniqueFd> directories; // from the root
  std::vector<std::string> names;    // likewise; of what is looked at as well
  std::string rest;
  int links = 0;
};

// The file of that name that a shell would run, of the directories with absolute names. Empty without one.
std::string search(std::string_view name, std::string_view searchPath) {
  while (!searchPath.empty()) {
    const size_t colon = std::min(searchPath.find(':'), searchPath.size());
    const std::string directory(searchPath.substr(0, colon));
    searchPath.remove_prefix(std::min(colon + 1, searchPath.size()));
    if (!directory.starts_with('/'))
      continue;
    const std::string path = directory + "/" + std::string(name);
    struct stat status;
    if (stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && access(path.c_str(), X_OK) == 0)
      return path;
  }
  return "";
}

} // namespace

std::optional<NamedCompiler> openCompiler(std::string_view name, std::string_view searchPath,
                                          const GuestReach &guestReach, std::string &problem) {
  std::string path(name);
  if (name == "wasixc")
    path = search(name, searchPath);
  if (path.empty()) {
    problem = "no absolute directory in PATH has it";
    return std::nullopt;
  }
  if (!path.starts_with('/')) {
    char current[PATH_MAX];
    if (!getcwd(current, sizeof current) || current[0] != '/') {
      problem = "the current directory has no name";
      return std::nullopt;
    }
    path = std::string(current) + "/" + path;
  }
  return TrustedWalk(guestReach, problem).run(std::move(path));
}

} // namespace wasixc::broker
