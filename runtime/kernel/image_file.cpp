#include "runtime/kernel/image_file.h"

#include "runtime/base/message.h"
#include "runtime/kernel/compiler_helper.h"
#include "runtime/kernel/guest_path.h"
#include "runtime/kernel/kernel.h"

#include <fcntl.h>
#include <unistd.h>

namespace wasixc {

namespace {

uint64_t nanoseconds(const timespec &time) {
  return static_cast<uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(time.tv_nsec);
}

using LoadedImage = Result<std::shared_ptr<const guest::Image>>;

LoadedImage mapImage(Process &process, int fd, const ImageCache::Key &key, std::string_view path) {
  if (auto image = process.kernel.images.find(key))
    return image;
  auto image = guest::Image::map(fd);
  if (!image) {
    printMessage({process.name(), ": '", path, "': ", image.error().text});
    return image.error().code;
  }
  process.kernel.images.add(key, *image);
  return std::move(*image);
}

LoadedImage loadNative(Process &process, const ImageFile &file, std::string_view path) {
  const std::string reason =
      file.isReadOnlyGrant ? process.kernel.writableGrants.reasonToDistrust(file.fd.get())
                           : "it is in a writable grant (native programs run from read-only grants only)";
  if (!reason.empty()) {
    printMessage({process.name(), ": cannot run native code from '", path, "': ", reason});
    return Errno::ACCES;
  }
  return mapImage(process, file.fd.get(), file.key(), path);
}

LoadedImage loadModule(Process &process, const ImageFile &file, std::string_view path, ModuleUse use) {
  ImageFile made = {TRY(compileModule(process, file.fd.get(), file.status, path, use)), {}, true};
  if (fstat(made.fd.get(), &made.status) != 0)
    return hostError();
  return mapImage(process, made.fd.get(), made.key(), path);
}

} // namespace

ImageCache::Key ImageFile::key() const {
  return {status.st_dev, status.st_ino, static_cast<uint64_t>(status.st_size), nanoseconds(status.st_mtim),
          nanoseconds(status.st_ctim)};
}

Result<ImageFile> openImageFile(Process &process, const std::string &path) {
  const ResolvedPath place = TRY(ResolvedPath::of(process, path));
  ImageFile file = {TRY(place.openForHost(O_RDONLY | O_NONBLOCK)), {}, place.directory().refusesChanges()};
  if (fstat(file.fd.get(), &file.status) != 0)
    return hostError();
  if (!S_ISREG(file.status.st_mode))
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
    return loadNative(process, file, path);
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
  if (images.size() >= kMostImages)
    images.erase(images.begin());
  images.emplace(key, std::move(image));
}

} // namespace wasixc
