// Law 6: which files a guest can not have written.
#include "runtime/kernel/program_file.h"

#include "runtime/base/unique_fd.h"

#include <algorithm>
#include <climits>
#include <fcntl.h>
#include <sys/stat.h>

namespace wasixc {

void WritableGrants::add(int directory) {
  struct stat status;
  if (fstat(directory, &status) == 0)
    directories.push_back({status.st_dev, status.st_ino});
}

bool WritableGrants::holds(const Identity &identity) const {
  return std::ranges::find(directories, identity) != directories.end();
}

// The directories above the file, from its name on the host upwards. Only the host could move them meanwhile.
std::string WritableGrants::reasonToDistrust(int file) const {
  struct stat status;
  if (fstat(file, &status) != 0)
    return "it cannot be examined";
  const auto isOnDevice = [&](const Identity &directory) { return directory.device == status.st_dev; };
  if (status.st_nlink > 1 && std::ranges::any_of(directories, isOnDevice))
    return "it has more than one name, and one may be in a writable grant";

  char name[PATH_MAX];
  const std::string link = "/proc/self/fd/" + std::to_string(file);
  const ssize_t length = readlink(link.c_str(), name, sizeof name - 1);
  if (length <= 0 || name[0] != '/')
    return "its place on the host is unknown";
  name[length] = '\0';
  struct stat named;
  if (stat(name, &named) != 0 || named.st_dev != status.st_dev || named.st_ino != status.st_ino)
    return "its place on the host is unknown";
  std::string path(name, static_cast<size_t>(length));
  while (path.size() > 1) {
    path.resize(std::max<size_t>(path.rfind('/'), 1));
    if (stat(path.c_str(), &status) != 0)
      return "its place on the host is unknown";
    if (holds({status.st_dev, status.st_ino}))
      return "it can be reached through a writable grant";
  }
  return "";
}

} // namespace wasixc
