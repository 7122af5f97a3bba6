#include "runtime/kernel/guest_path.h"

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

namespace {

struct FoundPath {
  GrantedPath place;
  GuestPath below;
};

Result<void> find(Process &process, std::string_view path, FoundPath &found) {
  if (path.empty())
    return Errno::NOENT;
  if (path.size() >= PATH_MAX)
    return Errno::NAMETOOLONG;
  found.place = TRY(findGrant(process, absolutePath(process.directory(), path)));
  // A slash at the end asks for a directory.
  const std::string below = found.place.below + (path.ends_with('/') ? "/" : "");
  return found.below.assign({reinterpret_cast<const uint8_t *>(below.data()), below.size()});
}

// What no grant reaches is not there, for calls that take names of the whole tree.
Errno asMissing(Errno error) { return error == Errno::NOTCAPABLE ? Errno::NOENT : error; }

} // namespace

Result<UniqueFd> openGuestPath(Process &process, std::string_view path, int flags) {
  FoundPath found;
  TRY(find(process, path, found));
  auto opened = found.place.directory().openForHost(found.below, flags);
  if (!opened.ok())
    return asMissing(opened.error());
  return opened;
}

Result<void> changeDirectory(Process &process, std::string_view path) {
  FoundPath found;
  TRY(find(process, path, found));
  const auto stat = found.place.directory().statAt(found.below, true);
  if (!stat.ok())
    return asMissing(stat.error());
  if (stat->fileType != static_cast<uint8_t>(abi::FileType::Directory))
    return Errno::NOTDIR;
  process.changeDirectory(absolutePath(process.directory(), path));
  return {};
}

} // namespace wasixc
