#include "runtime/kernel/image_file.h"

#include "runtime/arch/gs_base.h"
#include "runtime/base/accountant.h"
#include "runtime/base/message.h"
#include "runtime/base/sealed_copy.h"
#include "runtime/kernel/guest_path.h"
#include "runtime/kernel/kernel.h"
#include "runtime/kernel/thread.h"

#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace wasixc {

namespace {

constexpr uint64_t kPartOfLimit = 8; // of all memory, for images that nobody need be running
constexpr uint64_t kMostAllowedBytes = 1ull << 30; // of a file that is trusted by its hash

uint64_t nanoseconds(const statx_timestamp &time) {
  return static_cast<uint64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

using LoadedImage = Result<std::shared_ptr<const guest::Image>>;

LoadedImage mapImage(Process &process, int fd, const ImageCache::Key &key, std::string_view path,
                     Charge ofFile = {}) {
  if (auto image = process.kernel.images.find(key))
    return image;
  auto image = guest::Image::map(fd, std::move(ofFile));
  if (!image) {
    printMessage({process.name(), ": '", path, "': ", image.error().text});
    return image.error().code;
  }
  process.kernel.images.add(key, *image);
  return std::move(*image);
}

// The thread that makes the current host call; at the start of a program there is none.
bool mustLeaveProgram() {
  const abi::Context *context = arch::activeContext();
  const auto *thread = context ? static_cast<Thread *>(context->thread) : nullptr;
  return thread && thread->mustLeave();
}

// Native code whose bytes whoever runs the program has named: what is run is a copy of them. ACCES for
// others.
LoadedImage loadAllowed(Process &process, const ImageFile &file, std::string_view path) {
  const ImageTrust &trust = process.kernel.imageTrust;
  if (!trust.allowsContents() || file.status.stx_size > kMostAllowedBytes)
    return Errno::ACCES;
  const auto digest = digestOf(file.fd.get(), kMostAllowedBytes, &mustLeaveProgram);
  if (!digest.ok() || !trust.isAllowed(*digest))
    return digest.ok() || digest.error() != Errno::INTR ? Errno::ACCES : Errno::INTR;
  if (auto image = process.kernel.images.find(ImageCache::Key::ofContent(*digest)))
    return image;
  auto copy = copySealed(file.fd.get(), kMostAllowedBytes, &mustLeaveProgram);
  if (!copy.ok())
    return copy.error();
  if (!trust.isAllowed(copy->digest)) // it has changed meanwhile
    return Errno::ACCES;
  return mapImage(process, copy->file.get(), ImageCache::Key::ofContent(copy->digest), path,
                  std::move(copy->charge));
}

LoadedImage loadNative(Process &process, const ImageFile &file, std::string_view path, ModuleUse use) {
  const std::string reason =
      file.isReadOnlyGrant ? process.kernel.imageTrust.reasonToDistrust(file.fd.get())
                           : "it is in a writable grant (native programs run from read-only grants only)";
  if (reason.empty())
    return mapImage(process, file.fd.get(), file.key(use), path);
  auto allowed = loadAllowed(process, file, path);
  if (!allowed.ok() && allowed.error() == Errno::ACCES)
    printMessage({process.name(), ": cannot run native code from '", path, "': ", reason});
  return allowed;
}

// The bytes are copied once: by them, and not by the file's metadata, a module is known that was compiled
// before.
LoadedImage compileModule(Process &process, const ImageFile &file, std::string_view path, ModuleUse use) {
  Kernel &kernel = process.kernel;
  const auto refuse = [&](Errno error, std::string_view reason) {
    if (error != Errno::INTR)
      printMessage({process.name(), ": cannot run '", path, "': ", reason});
    return error == Errno::FBIG ? Errno::NOEXEC : error; // larger than a module can be
  };
  if (!kernel.compiler.isRunning())
    return refuse(Errno::NOEXEC, "it is a module, and no compiler is named (--compiler wasixc)");
  const auto copy = copySealed(
      file.fd.get(), std::min<uint64_t>(file.status.stx_size, broker::kMostModuleBytes), &mustLeaveProgram);
  if (!copy.ok())
    return refuse(copy.error(), errnoText(copy.error()));
  const auto key = ImageCache::Key::ofModule(copy->digest, use);
  if (auto image = kernel.images.find(key))
    return image;
  std::string problem;
  const auto made = kernel.compiler.compile(copy->file.get(), use, &mustLeaveProgram, problem);
  if (!made.ok())
    return refuse(made.error(), problem);
  if (const std::string reason = kernel.imageTrust.guestReach(made->get()); !reason.empty())
    return refuse(Errno::ACCES, "its compiled form is not safe: " + reason);
  return mapImage(process, made->get(), key, path);
}

// A module that no guest can change need not be read again the next time.
LoadedImage loadModule(Process &process, const ImageFile &file, std::string_view path, ModuleUse use) {
  auto image = compileModule(process, file, path, use);
  if (image.ok() && file.isReadOnlyGrant && process.kernel.imageTrust.reasonToDistrust(file.fd.get()).empty())
    process.kernel.images.add(file.key(use), *image);
  return image;
}

} // namespace

ImageCache::Key ImageCache::Key::ofFile(const struct statx &status, ModuleUse use) {
  Key key;
  key.kind = Kind::File;
  key.use = use;
  key.words = {status.stx_mnt_id,
               static_cast<uint64_t>(status.stx_dev_major) << 32 | status.stx_dev_minor,
               status.stx_ino,
               status.stx_size,
               nanoseconds(status.stx_mtime),
               nanoseconds(status.stx_ctime)};
  return key;
}

ImageCache::Key ImageCache::Key::ofModule(const Sha256Digest &digest, ModuleUse use) {
  Key key = ofContent(digest);
  key.kind = Kind::Module;
  key.use = use;
  return key;
}

ImageCache::Key ImageCache::Key::ofContent(const Sha256Digest &digest) {
  Key key;
  key.kind = Kind::Content;
  static_assert(sizeof digest <= sizeof key.words);
  memcpy(key.words.data(), digest.data(), sizeof digest);
  return key;
}

Result<ImageFile> openImageFile(Process &process, const std::string &path) {
  const ResolvedPath place = TRY(ResolvedPath::of(process, path));
  ImageFile file = {TRY(place.openForHost(O_RDONLY | O_NONBLOCK)), {}, place.directory().refusesChanges()};
  if (statx(file.fd.get(), "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_MNT_ID, &file.status) != 0)
    return hostError();
  if (!S_ISREG(file.status.stx_mode))
    return Errno::ACCES;
  return file;
}

LoadedImage loadImage(Process &process, const ImageFile &file, std::string_view path, ModuleUse use) {
  char head[4] = {};
  (void)pread(file.fd.get(), head, sizeof head, 0);
  const std::string_view magic(head, sizeof head);
  if (magic == std::string_view("\0asm", 4))
    return loadModule(process, file, path, use);
  if (magic == "\177ELF")
    return loadNative(process, file, path, use);
  return Errno::NOEXEC;
}

std::shared_ptr<const guest::Image> ImageCache::find(const Key &key) {
  MutexLock guard(lock);
  const auto found = images.find(key);
  return found == images.end() ? nullptr : found->second;
}

// Processes keep the images they run; the cache may forget any.
void ImageCache::add(const Key &key, std::shared_ptr<const guest::Image> image) {
  MutexLock guard(lock);
  uint64_t bytes = image->chargedBytes();
  for (const auto &[other, known] : images)
    bytes += known->chargedBytes();
  const uint64_t most = accountant::limit() / kPartOfLimit;
  while (!images.empty() && (images.size() >= kMostImages || bytes > most)) {
    bytes -= images.begin()->second->chargedBytes();
    images.erase(images.begin());
  }
  images.emplace(key, std::move(image));
}

} // namespace wasixc
