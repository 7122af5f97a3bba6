#include "runtime/kernel/guest_path.h"

#include <fcntl.h>

namespace wasixc {

std::string absolutePath(std::string_view directory, std::string_view path) {
  std::string joined =
      path.starts_with('/') ? std::string(path) : std::string(directory) + "/" + std::string(path);
  std::string result;
  for (std::string_view rest = joined; !rest.empty();) {
    const size_t slash = rest.find('/');
    const std::string_view name = rest.substr(0, slash);
    rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
    if (name == "..")
      result.resize(result.empty() ? 0 : result.rfind('/'));
    else if (!name.empty() && name != ".")
      (result += '/') += name;
  }
  return result.empty() ? "/" : result;
}

Result<GrantedPath> findGrant(Process &process, const std::string &absolute) {
  GrantedPath found;
  size_t longest = 0;
  for (Ref<File> &grant : process.descriptors.preopened()) {
    const std::string name = absolutePath("/", grant->directory()->grantName());
    const size_t length = name == "/" ? 0 : name.size();
    const bool isPrefix =
        absolute.starts_with(name) && (length == 0 || absolute.size() == length || absolute[length] == '/');
    if (!isPrefix || (found.grant && length < longest))
      continue;
    longest = length;
    found.below = absolute.size() > length + 1 ? absolute.substr(length + 1) : ".";
    found.grant = std::move(grant);
  }
  if (!found.grant)
    return Errno::NOENT;
  return found;
}

Result<UniqueFd> openGuestPath(Process &process, std::string_view path, int flags) {
  if (path.empty())
    return Errno::NOENT;
  if (path.find('\0') != std::string_view::npos)
    return Errno::INVAL;
  if (path.size() >= PATH_MAX)
    return Errno::NAMETOOLONG;
  const GrantedPath place = TRY(findGrant(process, absolutePath(process.directory, path)));
  // A slash at the end asks for a directory.
  const std::string below = place.below + (path.ends_with('/') ? "/" : "");
  auto opened = openBeneath(place.directory().hostDescriptor(), below.c_str(), flags);
  if (!opened.ok() && opened.error() == Errno::NOTCAPABLE)
    return Errno::NOENT;
  return opened;
}

} // namespace wasixc
