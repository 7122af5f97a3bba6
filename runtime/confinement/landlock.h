// Landlock, the kernel's sandbox for processes that give up rights of their own: which files can be opened,
// created and removed, and which ports of TCP used, from now on and for good. docs/sandbox.md says what it is
// used for here.
//
// https://docs.kernel.org/userspace-api/landlock.html has the interface. The numbers are here because the
// headers of older distributions lack the newer ones; a kernel is only asked for what its version knows.
#pragma once

#include "runtime/base/result.h"
#include "runtime/base/unique_fd.h"

#include <cstdint>

namespace wasixc::confinement {

namespace landlock {

enum FileAccess : uint64_t {
  kExecute = 1 << 0,
  kWriteFile = 1 << 1,
  kReadFile = 1 << 2,
  kReadDirectory = 1 << 3,
  kRemoveDirectory = 1 << 4,
  kRemoveFile = 1 << 5,
  kMakeCharacterDevice = 1 << 6,
  kMakeDirectory = 1 << 7,
  kMakeRegular = 1 << 8,
  kMakeSocket = 1 << 9,
  kMakeFifo = 1 << 10,
  kMakeBlockDevice = 1 << 11,
  kMakeSymlink = 1 << 12,
  kRefer = 1 << 13,         // version 2: link and rename from one directory to another
  kTruncate = 1 << 14,      // version 3
  kControlDevice = 1 << 15, // version 5: ioctl
};

enum NetworkAccess : uint64_t { kBindTcp = 1 << 0, kConnectTcp = 1 << 1 }; // version 4

// What concerns files that are no directories: the kernel refuses the other rights for them.
constexpr uint64_t kOfFiles = kExecute | kWriteFile | kReadFile | kTruncate | kControlDevice;

// The version of the kernel's Landlock; 0 when it has none or it is switched off.
int version();

} // namespace landlock

// A set of rules. Everything that it handles is forbidden but for what its rules allow.
class LandlockRules {
public:
  // Handles all access to files that this kernel can restrict, and the given kinds of access to TCP. With
  // version 6, signals to processes outside of the sandbox and connections to their abstract sockets are
  // forbidden as well. NOSYS on a kernel without Landlock.
  static Result<LandlockRules> create(uint64_t handledNetwork);

  // Allows access to the directory of the descriptor and all below it, or to the one file. Rights that this
  // kernel cannot restrict are allowed anyway.
  Result<void> allow(int file, uint64_t access);
  // The same for the file of that name; no error when there is none.
  Result<void> allowNamed(const char *path, uint64_t access);
  Result<void> allowPort(uint16_t port, uint64_t access);

  // From here on the rules hold for the calling thread, and for the threads and processes that it begins.
  // Requires no_new_privs (privileges.h).
  Result<void> restrictSelf() const;

private:
  LandlockRules(UniqueFd ruleset, uint64_t handledFiles, uint64_t handledNetwork)
      : ruleset(std::move(ruleset)), handledFiles(handledFiles), handledNetwork(handledNetwork) {}

  UniqueFd ruleset;
  uint64_t handledFiles;
  uint64_t handledNetwork;
};

} // namespace wasixc::confinement
