// Law 6: which native code a guest can not have written, nor can change.
//
// That is a question about a file, not about its name. A file is trusted if it was reached through a
// read-only grant, on the very mount that was granted, and nothing that a guest has can write to it: no
// writable grant, with all that is mounted below it, holds it, under whatever name and through whatever
// mount; no open descriptor writes to it, nor did one that the program was started with. Where the host's
// mounts do not let this be decided, the answer is no. Contents that whoever runs the program has named by
// their hash are trusted wherever they lie: they are copied before they are hashed.
#pragma once

#include "runtime/base/locks.h"
#include "runtime/base/sha256.h"
#include "runtime/base/unique_fd.h"
#include "runtime/kernel/mount_table.h"

#include <string>
#include <vector>

namespace wasixc {

class ImageTrust {
public:
  // Before the first guest runs, and while files of /proc can still be opened.
  void addGrant(int directory, bool isReadOnly);
  void allowContent(const Sha256Digest &digest) { allowed.push_back(digest); }
  // After all of these: what else may be written to, and how to find out more later.
  void begin(bool hasCompiler);

  // Why a guest may be able to change the file, or empty when it can not. The file was opened through a
  // read-only grant.
  std::string reasonToDistrust(int file) const;
  // The same for files and directories of the host's own: the compiler's, the cache's.
  std::string guestReach(int file) const;

  bool allowsContents() const { return !allowed.empty(); }
  bool isAllowed(const Sha256Digest &digest) const;

private:
  struct Identity {
    uint64_t device, inode;
    bool operator==(const Identity &) const = default;
  };
  struct Backing { // of a device that is a file
    uint64_t device;
    std::string file;
  };
  class Reach;

  std::string reasonOfDescriptors(const Identity &identity) const;
  void noteBacking(int directory);

  std::vector<UniqueFd> writable;       // directories
  std::vector<uint64_t> readOnlyMounts; // where there are read-only grants
  std::vector<Sha256Digest> allowed;
  std::vector<Identity> writtenAtStart;
  std::vector<Backing> backings;
  mutable Mutex listing;   // whose position is the one of all threads
  UniqueFd descriptorList; // /proc/self/fd
  UniqueFd mountList;      // /proc/self/mountinfo
};

} // namespace wasixc
