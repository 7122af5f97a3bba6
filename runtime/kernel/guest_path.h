// Absolute guest paths: what the calls mean that take a path without a directory descriptor (exec, spawn,
// chdir). They begin at a grant, the one whose name is the longest prefix of the path.
#pragma once

#include "runtime/fs/directory.h"
#include "runtime/kernel/process.h"

namespace wasixc {

// `path` from the root of the guest's names, without ".", ".." and double slashes. ".." is taken by the text,
// as shells do for the current directory; a link on the way does not change what it means.
std::string absolutePath(std::string_view directory, std::string_view path);

// A place below a grant.
struct GrantedPath {
  Ref<File> grant;
  std::string below; // relative to it; "." for the grant itself

  Directory &directory() const { return *grant->directory(); }
};

// NOENT when no grant reaches there. A grant named "." is the root.
Result<GrantedPath> findGrant(Process &process, const std::string &absolute);

// Opens a file of the process for the host's own reading, with flags of open(2).
Result<UniqueFd> openGuestPath(Process &process, std::string_view path, int flags);

// Makes `path`, which must be a directory, the current one.
Result<void> changeDirectory(Process &process, std::string_view path);

} // namespace wasixc
