// See private_directory.h.
#include "cache/private_directory.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <dirent.h>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace wasixc {

namespace {

constexpr std::string_view kDraftPrefix = "draft-";
constexpr time_t kDay = 24 * 60 * 60;
constexpr mode_t kOthers = 0077, kOthersWrite = 0022;

// The directory that all programs keep their caches in; empty without one.
std::string cacheHome() {
  if (const char *cache = secure_getenv("XDG_CACHE_HOME"); cache && *cache == '/')
    return cache;
  if (const char *home = secure_getenv("HOME"); home && *home == '/')
    return std::string(home) + "/.cache";
  return "";
}

// Empty when only the user can use the directory.
std::string reasonToRefuse(int directory) {
  struct stat status;
  if (fstat(directory, &status) != 0)
    return strerror(errno);
  if (status.st_uid != geteuid())
    return "it belongs to another user";
  if ((status.st_mode & kOthers) != 0)
    return "other users may use it (its mode must be 0700)";
  return "";
}

int openSubdirectory(int parent, const std::string &name) {
  if (mkdirat(parent, name.c_str(), S_IRWXU) != 0 && errno != EEXIST)
    return -1;
  return openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

bool isOwnEntry(const struct stat &status) {
  return S_ISREG(status.st_mode) && status.st_uid == geteuid() && status.st_nlink == 1 &&
         (status.st_mode & kOthersWrite) == 0;
}

struct Entry {
  std::string name;
  uint64_t bytes;
  timespec used;
};

bool wasUsedBefore(const Entry &left, const Entry &right) {
  return std::pair(left.used.tv_sec, left.used.tv_nsec) < std::pair(right.used.tv_sec, right.used.tv_nsec);
}

} // namespace

std::optional<PrivateDirectory> PrivateDirectory::open(const std::string &name, std::string &problem) {
  std::string path = cacheHome();
  if (path.empty()) {
    problem = "cannot find a cache directory: set XDG_CACHE_HOME or HOME";
    return std::nullopt;
  }
  mkdir(path.c_str(), S_IRWXU);
  int current = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  for (const std::string &part : {std::string("wasixc"), name}) {
    if (current < 0)
      break;
    path += "/" + part;
    const int next = openSubdirectory(current, part);
    const int error = errno;
    close(current);
    errno = error;
    current = next;
    if (current < 0)
      break;
    if (const std::string reason = reasonToRefuse(current); !reason.empty()) {
      close(current);
      problem = "cannot use the cache '" + path + "': " + reason;
      return std::nullopt;
    }
  }
  if (current < 0) {
    problem = "cannot use the cache '" + path + "': " + strerror(errno);
    return std::nullopt;
  }
  return PrivateDirectory(current);
}

PrivateDirectory::~PrivateDirectory() {
  if (directory >= 0)
    close(directory);
}

// What is used stays: its time is renewed once a day.
int PrivateDirectory::find(const std::string &key) const {
  if (!reasonToRefuse(directory).empty())
    return -1;
  const int file = openat(directory, key.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (file < 0)
    return -1;
  struct stat status;
  if (fstat(file, &status) != 0 || !isOwnEntry(status)) {
    close(file);
    return -1;
  }
  if (status.st_mtim.tv_sec + kDay < time(nullptr))
    futimens(file, nullptr);
  return file;
}

int PrivateDirectory::createDraft(std::string &name) const {
  if (!reasonToRefuse(directory).empty())
    return -1;
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  name = std::string(kDraftPrefix) + std::to_string(getpid()) + "-" + std::to_string(now.tv_sec) + "-" +
         std::to_string(now.tv_nsec);
  return openat(directory, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRWXU);
}

bool PrivateDirectory::publish(const std::string &draft, const std::string &key) const {
  return renameat(directory, draft.c_str(), directory, key.c_str()) == 0;
}

void PrivateDirectory::discard(const std::string &draft) const { unlinkat(directory, draft.c_str(), 0); }

void PrivateDirectory::trim(uint64_t mostBytes) const {
  const int list = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *const stream = list < 0 ? nullptr : fdopendir(list);
  if (!stream) {
    if (list >= 0)
      close(list);
    return;
  }
  std::vector<Entry> entries;
  uint64_t bytes = 0;
  while (const dirent *item = readdir(stream)) {
    const std::string_view name = item->d_name;
    struct stat status;
    if (fstatat(directory, item->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode))
      continue;
    if (!name.starts_with(kDraftPrefix)) {
      entries.push_back({std::string(name), static_cast<uint64_t>(status.st_size), status.st_mtim});
      bytes += entries.back().bytes;
    } else if (status.st_mtim.tv_sec + kDay < time(nullptr)) {
      unlinkat(directory, item->d_name, 0);
    }
  }
  closedir(stream);
  if (bytes <= mostBytes)
    return;
  std::ranges::sort(entries, wasUsedBefore);
  for (const Entry &entry : entries) {
    if (bytes <= mostBytes)
      break;
    unlinkat(directory, entry.name.c_str(), 0);
    bytes -= entry.bytes;
  }
}

} // namespace wasixc
