// Names that a guest passes without a directory descriptor: to exec, spawn, dlopen and chdir, and those of
// UNIX-domain sockets. They begin at a grant, the one whose name is the longest prefix of the absolute path.
//
// A name is looked at once, against one snapshot of the current directory and of the grants, and what that
// gives is passed on in its place. So what is checked and what is used are the same, whatever other threads
// do meanwhile to the current directory, to descriptors or to the text in the guest's memory.
#pragma once

#include "runtime/fs/directory.h"
#include "runtime/kernel/process.h"

namespace wasixc {

// `path` from the root of the guest's names, without ".", ".." and double slashes. ".." is taken by the text,
// as shells do for the current directory; a link on the way does not change what it means.
std::string absolutePath(std::string_view directory, std::string_view path);

class ResolvedPath {
public:
  // NOENT when no grant reaches there (a grant named "." is the root) or the path is empty; INVAL,
  // NAMETOOLONG. `path` is text of the host's.
  static Result<ResolvedPath> of(Process &process, std::string_view path);

  Directory &directory() const { return *grant->directory(); }
  // Relative to the grant, "." for the grant itself; with a slash behind it if the path had one.
  const GuestPath &below() const { return rest; }
  bool isGrant() const { return rest.view() == "."; }
  const std::string &absolute() const { return name; }

  // Opens the file for the host's own use, with flags of open(2). What no grant reaches is not there.
  Result<UniqueFd> openForHost(int flags) const;

private:
  Ref<File> grant;
  std::string name;
  GuestPath rest;
};

// Makes `path`, which must be a directory, the current one.
Result<void> changeDirectory(Process &process, std::string_view path);
// The same for an open directory, by the name it has now. NOENT if it has none: it has been removed or lies
// below no grant of the process.
Result<void> changeDirectory(Process &process, Directory &directory);

// Enters the process's first grant. Stays at the root of its names, where processes begin, if that is granted
// or the first grant has a relative name, which is meant from there.
void enterFirstGrant(Process &process);

} // namespace wasixc
