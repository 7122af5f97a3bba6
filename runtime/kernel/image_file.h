// From a file of the guest's to an image that may be run: law 6, and the cache of images.
//
// An image is native code, so a guest must never be able to write one. A native program or library is run
// only if it was opened through a read-only grant and no writable grant reaches it: none of the directories
// above it is one, and it has no second name on a device of one. Modules (.wasm) may lie anywhere: they are
// validated and compiled by the host's compiler, into a cache that no grant may reach.
#pragma once

#include "runtime/guest/image.h"
#include "runtime/kernel/process.h"

#include <map>
#include <sys/stat.h>
#include <vector>

namespace wasixc {

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

// A regular file that was opened by a path of the guest's.
struct ImageFile {
  UniqueFd fd;
  struct stat status;
  bool isReadOnlyGrant;

  ImageCache::Key key() const;
};

Result<ImageFile> openImageFile(Process &process, const std::string &path);

// What a module is compiled to.
enum class ModuleUse : uint8_t { Program, Library };

// ACCES for native code that a guest may be able to change, NOEXEC when it is none; a line on stderr says
// why. `path` is for people.
Result<std::shared_ptr<const guest::Image>> loadImage(Process &process, const ImageFile &file,
                                                      std::string_view path, ModuleUse use);

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
