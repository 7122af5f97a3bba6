#include "runtime/base/descriptor_name.h"

#include <climits>
#include <unistd.h>

namespace wasixc {

std::string descriptorPath(int file) { return "/proc/self/fd/" + std::to_string(file); }

std::optional<std::string> hostPathOf(int file) {
  char name[PATH_MAX];
  const ssize_t length = readlink(descriptorPath(file).c_str(), name, sizeof name);
  if (length <= 0 || length == sizeof name || name[0] != '/')
    return std::nullopt;
  return std::string(name, static_cast<size_t>(length));
}

} // namespace wasixc
