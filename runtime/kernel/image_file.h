// From a file of the guest's to an image that may be run: law 6, and the cache of images.
//
// An image is native code, so a guest must never be able to write one: image_trust.h decides which files are
// run. Modules (.wasm) may lie anywhere: where a compiler was named, the broker has them validated and
// compiled, into a cache that no grant may reach.
#pragma once

#include "runtime/base/sha256.h"
#include "runtime/broker/protocol.h"
#include "runtime/guest/image.h"
#include "runtime/kernel/process.h"

#include <array>
#include <map>
#include <sys/stat.h>

namespace wasixc {

using broker::ModuleUse;

// Images by what they came from, so that running one again maps nothing.
class ImageCache {
public:
  // A trusted file, by what its metadata say and the mount it was reached through; or bytes.
  class Key {
  public:
    Key() = default;
    static Key ofFile(const struct statx &status, ModuleUse use);
    static Key ofModule(const Sha256Digest &digest, ModuleUse use);
    static Key ofContent(const Sha256Digest &digest);
    auto operator<=>(const Key &) const = default;

  private:
    enum class Kind : uint32_t { None, File, Module, Content };
    Kind kind = Kind::None;
    ModuleUse use = ModuleUse::Program;
    std::array<uint64_t, 6> words = {};
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
  struct statx status;
  bool isReadOnlyGrant;

  ImageCache::Key key(ModuleUse use) const { return ImageCache::Key::ofFile(status, use); }
};

Result<ImageFile> openImageFile(Process &process, const std::string &path);

// ACCES for native code that a guest may be able to change, NOEXEC when it is none or its module cannot be
// compiled; a line on stderr says why. INTR when the thread has to leave its program before the module is
// compiled. `path` is for people.
Result<std::shared_ptr<const guest::Image>> loadImage(Process &process, const ImageFile &file,
                                                      std::string_view path, ModuleUse use);

} // namespace wasixc
