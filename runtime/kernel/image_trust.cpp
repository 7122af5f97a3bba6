// See image_trust.h.
#include "runtime/kernel/image_trust.h"

#include <algorithm>
#include <cstdlib>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>

namespace wasixc {

namespace {

constexpr unsigned kLoopMajor = 7; // devices.txt of Linux: files as block devices
constexpr int kMostNesting = 8;    // of overlays in overlays, and devices in files

bool isWritable(int file) {
  const int flags = fcntl(file, F_GETFL);
  return flags >= 0 && !(flags & O_PATH) && (flags & O_ACCMODE) != O_RDONLY;
}

// The numbers of all open descriptors of this process, through a descriptor of /proc/self/fd.
template <typename Action>
bool forDescriptors(int list, Action action) {
  alignas(dirent64) char buffer[4096];
  if (lseek(list, 0, SEEK_SET) != 0)
    return false;
  for (;;) {
    const long size = syscall(SYS_getdents64, list, buffer, sizeof buffer);
    if (size <= 0)
      return size == 0;
    for (long at = 0; at < size;) {
      const auto *entry = reinterpret_cast<const dirent64 *>(buffer + at);
      if (entry->d_name[0] != '.')
        action(atoi(entry->d_name));
      at += entry->d_reclen;
    }
  }
}

} // namespace

// What the writable grants reach, by one look at the host's mounts.
class ImageTrust::Reach {
public:
  explicit Reach(const ImageTrust &trust) : trust(trust) {
    if (auto read = MountTable::read(trust.mountList.get()))
      table.emplace(std::move(*read));
  }

  std::string reasonToDistrust(int file, bool hasManyNames) {
    const auto location = table ? table->locate(file) : std::nullopt;
    if (!location)
      return "its place on the host is unknown";
    for (const UniqueFd &directory : trust.writable)
      if (!addTargets(directory.get()))
        return "the place of a writable grant on the host is unknown";
    addSource(*location, kMostNesting);
    for (const Location &source : sources)
      for (const Location &target : targets) {
        if (target.holds(source))
          return "it can be reached through a writable grant";
        if (hasManyNames && target.device == source.device)
          return "it has more than one name, and one may be in a writable grant";
        if (target.device != source.device && !(isLocalDevice(target) && isLocalDevice(source)))
          return "it or a writable grant lies on a file system that another program or machine serves, which "
                 "may show the same file there";
      }
    return "";
  }

private:
  // A writable directory, and what is mounted below it.
  bool addTargets(int directory) {
    const auto location = table->locate(directory);
    const auto path = pathOf(directory);
    if (!location || !path)
      return false;
    addTarget(*location, kMostNesting);
    std::vector<uint64_t> reached{mountOf(directory)};
    for (size_t i = 0; i < reached.size(); ++i)
      for (const Mount &mount : table->mounts())
        if (mount.parent == reached[i] && mount.id != reached[i] && (i > 0 || isBelow(mount.point, *path)) &&
            std::ranges::find(reached, mount.id) == reached.end()) {
          reached.push_back(mount.id);
          addTarget(MountTable::inside(mount, ""), kMostNesting);
        }
    return true;
  }

  // Writing to an overlay writes to its upper layer.
  void addTarget(const Location &location, int nesting) {
    targets.push_back(location);
    const Mount *const mount = mountOfDevice(location.device);
    if (nesting == 0 || !mount || mount->type != "overlay")
      return;
    if (const auto upper = table->layersOf(*mount).upper)
      addTarget({upper->device, upper->path + location.path}, nesting - 1);
  }

  // Where the contents of a file come from, besides its own place.
  void addSource(const Location &location, int nesting) {
    sources.push_back(location);
    if (nesting == 0)
      return;
    for (const Backing &backing : trust.backings)
      if (backing.device == location.device) {
        const UniqueFd file(open(backing.file.c_str(), O_PATH | O_CLOEXEC));
        if (const auto place = table->locate(file.get()))
          addSource(*place, nesting - 1);
      }
    const Mount *const mount = mountOfDevice(location.device);
    if (!mount || mount->type != "overlay")
      return;
    const MountTable::Layers layers = table->layersOf(*mount);
    if (layers.upper)
      addSource({layers.upper->device, layers.upper->path + location.path}, nesting - 1);
    for (const Location &layer : layers.lower)
      addSource({layer.device, layer.path + location.path}, nesting - 1);
  }

  const Mount *mountOfDevice(uint64_t device) const {
    const auto found = std::ranges::find(table->mounts(), device, &Mount::device);
    return found == table->mounts().end() ? nullptr : &*found;
  }
  bool isLocalDevice(const Location &location) const {
    const Mount *const mount = mountOfDevice(location.device);
    return mount && isLocal(mount->type);
  }

  const ImageTrust &trust;
  std::optional<MountTable> table;
  std::vector<Location> targets, sources;
};

void ImageTrust::addGrant(int directory, bool isReadOnly) {
  if (!isReadOnly) {
    writable.emplace_back(fcntl(directory, F_DUPFD_CLOEXEC, 0));
    return;
  }
  readOnlyMounts.push_back(mountOf(directory));
  noteBacking(directory);
}

void ImageTrust::noteBacking(int directory) {
  struct stat status;
  if (fstat(directory, &status) != 0 || major(status.st_dev) != kLoopMajor)
    return;
  const std::string name = "/sys/dev/block/7:" + std::to_string(minor(status.st_dev)) + "/loop/backing_file";
  const UniqueFd file(open(name.c_str(), O_RDONLY | O_CLOEXEC));
  char text[4096];
  ssize_t size = file ? read(file.get(), text, sizeof text) : 0;
  while (size > 0 && text[size - 1] == '\n')
    --size;
  if (size > 0)
    backings.push_back({status.st_dev, std::string(text, static_cast<size_t>(size))});
}

// Without a read-only grant or a compiler no native code is run but the program itself.
void ImageTrust::begin(bool hasCompiler) {
  if (readOnlyMounts.empty() && !hasCompiler)
    return;
  descriptorList = UniqueFd(open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  mountList = UniqueFd(open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC));
  forDescriptors(descriptorList.get(), [&](int descriptor) {
    struct stat status;
    if (isWritable(descriptor) && fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode))
      writtenAtStart.push_back({status.st_dev, status.st_ino});
  });
}

// A guest may have written through what was open at the start, and have closed it since.
std::string ImageTrust::reasonOfDescriptors(const Identity &identity) const {
  bool isWritten = std::ranges::find(writtenAtStart, identity) != writtenAtStart.end();
  MutexLock guard(listing);
  const bool isListed = forDescriptors(descriptorList.get(), [&](int descriptor) {
    struct stat status;
    if (isWritable(descriptor) && fstat(descriptor, &status) == 0)
      isWritten = isWritten || identity == Identity{status.st_dev, status.st_ino};
  });
  if (!isListed)
    return "the open files of the program are unknown";
  return isWritten ? "it is open for writing: the program's output, or a file that was moved here" : "";
}

std::string ImageTrust::guestReach(int file) const {
  struct stat status;
  if (fstat(file, &status) != 0)
    return "it cannot be examined";
  if (S_ISREG(status.st_mode))
    if (std::string reason = reasonOfDescriptors({status.st_dev, status.st_ino}); !reason.empty())
      return reason;
  if (writable.empty())
    return "";
  return Reach(*this).reasonToDistrust(file, !S_ISDIR(status.st_mode) && status.st_nlink > 1);
}

std::string ImageTrust::reasonToDistrust(int file) const {
  if (std::ranges::find(readOnlyMounts, mountOf(file)) == readOnlyMounts.end())
    return "it lies on another mount than its grant (grant that directory under its own name)";
  return guestReach(file);
}

bool ImageTrust::isAllowed(const Sha256Digest &digest) const {
  return std::ranges::find(allowed, digest) != allowed.end();
}

} // namespace wasixc
