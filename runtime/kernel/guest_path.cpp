#include "runtime/kernel/guest_path.h"

#include <algorithm>

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

namespace {

// A path, and what of it lies below the grant.
struct Place {
  Ref<File> grant;
  std::string below;
};

Result<Place> findGrant(Process &process, const std::string &absolute) {
  Place found;
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

// For calls that take names of the whole tree.
Errno asMissing(Errno error) { return error == Errno::NOTCAPABLE ? Errno::NOENT : error; }

} // namespace

Result<ResolvedPath> ResolvedPath::of(Process &process, std::string_view path) {
  if (path.empty())
    return Errno::NOENT;
  if (path.size() >= PATH_MAX)
    return Errno::NAMETOOLONG;
  ResolvedPath resolved;
  resolved.name = absolutePath(process.directory(), path);
  Place place = TRY(findGrant(process, resolved.name));
  // A slash at the end asks for a directory.
  if (path.ends_with('/'))
    place.below += '/';
  TRY(resolved.rest.assign({reinterpret_cast<const uint8_t *>(place.below.data()), place.below.size()}));
  resolved.grant = std::move(place.grant);
  return resolved;
}

Result<UniqueFd> ResolvedPath::openForHost(int flags) const {
  auto opened = directory().openForHost(rest, flags);
  if (!opened.ok())
    return asMissing(opened.error());
  return opened;
}

Result<void> changeDirectory(Process &process, std::string_view path) {
  const ResolvedPath place = TRY(ResolvedPath::of(process, path));
  const auto stat = place.directory().statAt(place.below(), true);
  if (!stat.ok())
    return asMissing(stat.error());
  if (stat->fileType != static_cast<uint8_t>(abi::FileType::Directory))
    return Errno::NOTDIR;
  process.changeDirectory(place.absolute());
  return {};
}

// Its path below a grant may be hidden by another grant; then that name means something else.
Result<void> changeDirectory(Process &process, Directory &directory) {
  const abi::FileStat wanted = TRY(directory.stat());
  for (const Ref<File> &grant : process.descriptors.preopened()) {
    const auto below = grant->directory()->pathTo(directory);
    if (!below.ok())
      continue;
    const std::string name = absolutePath(absolutePath("/", grant->directory()->grantName()), *below);
    const auto place = ResolvedPath::of(process, name);
    if (!place.ok())
      continue;
    const auto found = place->directory().statAt(place->below(), true);
    if (!found.ok() || found->device != wanted.device || found->inode != wanted.inode)
      continue;
    process.changeDirectory(name);
    return {};
  }
  return Errno::NOENT;
}

void enterFirstGrant(Process &process) {
  const std::vector<Ref<File>> grants = process.descriptors.preopened();
  const auto isRoot = [](const Ref<File> &grant) {
    return absolutePath("/", grant->directory()->grantName()) == "/";
  };
  if (grants.empty() || std::ranges::any_of(grants, isRoot))
    return;
  if (const std::string &name = grants.front()->directory()->grantName(); name.starts_with('/'))
    process.changeDirectory(absolutePath("/", name));
}

} // namespace wasixc
