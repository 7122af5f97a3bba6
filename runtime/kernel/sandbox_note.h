// One line on stderr for the person whose program fails because it was granted no directory.
//
// Such a failure has two faces. A program that calls path_open with a directory it was never given is seen at
// once (cannotOpen). But a C library that finds no directories at its start (fd_prestat_get answers BADF)
// refuses every open by itself, and no call reaches the host. So the note also comes at the end of a program
// that looked for directories, found none, wrote to stderr and failed (ended): anything less would be noise
// in programs that fail for reasons of their own. A program with any grant never gets the note.
#pragma once

#include <atomic>
#include <string_view>

namespace wasixc {

class SandboxNote {
public:
  void setProgram(std::string_view name) { program = name; }
  void grantGiven() { isNeeded.store(false, std::memory_order_relaxed); }
  void lookedForDirectories() { hasLooked.store(true, std::memory_order_relaxed); }

  void cannotOpen(std::string_view path);
  void ended(bool hasFailed);

  // Whether the guest wrote to its standard descriptor `fd`.
  std::atomic<bool> hasOutput[3] = {};

private:
  std::string_view program;
  std::atomic<bool> isNeeded{true};
  std::atomic<bool> hasLooked{false};
};

} // namespace wasixc
