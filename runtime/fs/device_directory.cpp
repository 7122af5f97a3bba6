#include "runtime/fs/device_directory.h"

#include "runtime/base/long_work.h"
#include "runtime/fs/descriptor_table.h"
#include "runtime/fs/host_file.h"
#include "runtime/fs/host_stat.h"
#include "runtime/fs/path_rest.h"
#include "runtime/fs/rights.h"
#include "runtime/fs/vectors.h"

#include <cstring>
#include <sys/random.h>

namespace wasixc {

namespace {

enum class Device : uint8_t { Null, Zero, Full, Random, Urandom, Stdin, Stdout, Stderr, Tty };

struct Name {
  std::string_view text;
  Device device;
};
constexpr Name kNames[] = {{"null", Device::Null},     {"zero", Device::Zero},       {"full", Device::Full},
                           {"random", Device::Random}, {"urandom", Device::Urandom}, {"stdin", Device::Stdin},
                           {"stdout", Device::Stdout}, {"stderr", Device::Stderr},   {"tty", Device::Tty}};

constexpr uint64_t kDeviceNumber = 0x646576; // any number that is no device of the host: "dev"
constexpr uint64_t kOwnInode = 1;
constexpr uint64_t kFirstInode = 2;

abi::FileStat statOf(Device device) {
  return bareStat(abi::FileType::CharacterDevice, kDeviceNumber, kFirstInode + static_cast<uint64_t>(device));
}

// null, zero, full, random and urandom. They have no position: every offset is the same.
class DeviceFile final : public File {
public:
  DeviceFile(Device device, uint16_t fdFlags)
      : File(abi::FileType::CharacterDevice), device(device), fdFlags(fdFlags) {}

  Result<size_t> read(Vectors vectors) override {
    if (device == Device::Null)
      return size_t{0};
    return moveInParts(vectors, kPartBytes, [&](Vectors part, size_t) { return fill(part); });
  }
  Result<size_t> write(Vectors vectors) override {
    if (device == Device::Full && totalSize(vectors) > 0)
      return Errno::NOSPC;
    return totalSize(vectors);
  }
  Result<size_t> readAt(Vectors vectors, uint64_t) override { return read(vectors); }
  Result<size_t> writeAt(Vectors vectors, uint64_t) override { return write(vectors); }
  Result<uint64_t> seek(int64_t, abi::Whence) override { return uint64_t{0}; }

  Result<abi::FileStat> stat() override { return statOf(device); }
  Result<uint16_t> flags() override { return fdFlags.load(std::memory_order_relaxed); }
  Result<void> setFlags(uint16_t flags) override {
    fdFlags.store(flags, std::memory_order_relaxed);
    return {};
  }
  uint64_t possibleRights() const override { return rightsOf(type(), true); }

private:
  Result<size_t> fill(Vectors vectors) const {
    for (const iovec &vector : vectors) {
      if (device == Device::Random || device == Device::Urandom)
        TRY(blocking::random({static_cast<uint8_t *>(vector.iov_base), vector.iov_len}));
      else
        memset(vector.iov_base, 0, vector.iov_len);
    }
    return totalSize(vectors);
  }

  const Device device;
  std::atomic<uint16_t> fdFlags;
};

struct Place {
  bool isDirectory;
  Device device;
};

Result<Place> find(const GuestPath &path) {
  PathRest rest;
  TRY(PathRest::requireHere(rest.prepend(path.view())));
  for (;;) {
    const std::string name = rest.takeName();
    if (name.empty())
      return Place{true, {}};
    if (name == "..")
      return Errno::NOTCAPABLE;
    if (name == ".")
      continue;
    for (const Name &known : kNames)
      if (name == known.text) {
        if (!rest.isEmpty())
          return Errno::NOTDIR;
        return Place{false, known.device};
      }
    return Errno::NOENT;
  }
}

} // namespace

Result<abi::FileStat> DeviceDirectory::stat() {
  return bareStat(abi::FileType::Directory, kDeviceNumber, kOwnInode);
}

Result<abi::FileStat> DeviceDirectory::statAt(const GuestPath &path, bool) {
  const Place place = TRY(find(path));
  return place.isDirectory ? stat() : Result<abi::FileStat>(statOf(place.device));
}

Result<size_t> DeviceDirectory::readEntries(std::span<uint8_t> buffer, uint64_t cookie) {
  EntryWriter writer(buffer);
  for (const char *dots : {".", ".."})
    if (const uint64_t own = strlen(dots); cookie < own && !writer.isFull())
      writer.add(cookie = own, kOwnInode, abi::FileType::Directory, dots);
  while (cookie >= 2 && cookie - 2 < std::size(kNames) && !writer.isFull()) {
    const Name &name = kNames[cookie - 2];
    ++cookie;
    writer.add(cookie, statOf(name.device).inode, abi::FileType::CharacterDevice, name.text);
  }
  return writer.size();
}

// One of the process's own descriptors comes first: what they are connected to may have been changed.
Result<Ref<File>> DeviceDirectory::openTerminal(DescriptorTable *descriptors) const {
  for (uint32_t fd = 0; fd < 3 && descriptors; ++fd)
    if (auto descriptor = descriptors->get(fd); descriptor.ok() && descriptor->file->isTerminal())
      return Ref<File>(descriptor->file);
  if (!terminal)
    return Errno::NXIO;
  return Ref<File>(terminal);
}

Result<Ref<File>> DeviceDirectory::open(const GuestPath &path, const OpenRequest &request) {
  const auto place = find(path);
  if (!place.ok())
    return place.error() == Errno::NOENT && (request.openFlags & abi::kOpenCreate) ? Errno::ACCES
                                                                                   : place.error();
  if ((request.openFlags & abi::kOpenCreate) && (request.openFlags & abi::kOpenExclusive))
    return Errno::EXIST;
  if (place->isDirectory) {
    if (request.rightsBase & kWriteRights)
      return Errno::ISDIR;
    return Ref<File>(makeRef<DeviceDirectory>(terminal, std::string()));
  }
  if (request.openFlags & abi::kOpenDirectory)
    return Errno::NOTDIR;
  switch (place->device) {
  case Device::Stdin:
  case Device::Stdout:
  case Device::Stderr: {
    const auto fd = static_cast<uint32_t>(place->device) - static_cast<uint32_t>(Device::Stdin);
    if (!request.descriptors)
      return Errno::NXIO;
    return TRY(request.descriptors->get(fd)).file;
  }
  case Device::Tty:
    return openTerminal(request.descriptors);
  default:
    return Ref<File>(makeRef<DeviceFile>(place->device, request.fdFlags));
  }
}

} // namespace wasixc
