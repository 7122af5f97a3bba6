// From a program's name to an image that may be run: searching, `#!` lines, law 6, and the cache of images.
//
// An image is native code, so a guest must never be able to write one. A native program is run only if it was
// opened through a read-only grant and no writable grant reaches it: none of the directories above it is one,
// and it has no second name on a device of one. Modules (.wasm) may lie anywhere: they are validated and
// compiled by the host's compiler, into a cache that no grant may reach.
#pragma once

#include "runtime/guest/image.h"
#include "runtime/kernel/process.h"

#include <map>
#include <vector>

namespace wasixc {

// What exec and spawn are asked for.
struct ProgramRequest {
  std::string name;
  StringList arguments;
  bool searches = false;
  std::string searchPath; // when it searches
};

// What they run.
struct ProgramImage {
  std::shared_ptr<const guest::Image> image;
  StringList arguments;
  std::string path; // for people
};

constexpr std::string_view kDefaultSearchPath = "/usr/local/bin:/bin:/usr/bin";

// NOENT, ACCES, NOEXEC, NOTDIR, NAMETOOLONG, LOOP, 2BIG.
Result<ProgramImage> findProgram(Process &process, ProgramRequest request);

// Images by the file they came from, so that running one again maps nothing.
class ImageCache {
public:
  struct Key {
    uint64_t device, inode, size, modified, changed;
    auto operator<=>(const Key &) const = default;
  };

  std::shared_ptr<const guest::Image> find(const Key &key);
  void add(const Key &key, std::shared_ptr<const guest::Image> image);

private:
  static constexpr size_t kMostImages = 1024;
  Mutex lock;
  std::map<Key, std::shared_ptr<const guest::Image>> images GUARDED_BY(lock);
};

// The writable grants of the program, by what they are on the host; fixed at its start.
class WritableGrants {
public:
  void add(int directory);

  // Why a guest may be able to change the file, or empty when it can not.
  std::string reasonToDistrust(int file) const;

private:
  struct Identity {
    uint64_t device, inode;
    bool operator==(const Identity &) const = default;
  };
  bool holds(const Identity &identity) const;

  std::vector<Identity> directories;
};

} // namespace wasixc
