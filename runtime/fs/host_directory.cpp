#include "runtime/fs/host_directory.h"

#include "runtime/base/descriptor_name.h"
#include "runtime/fs/guest_descriptor.h"
#include "runtime/fs/host_file.h"
#include "runtime/fs/host_stat.h"
#include "runtime/fs/process_directory.h"
#include "runtime/fs/rights.h"

#include <fcntl.h>
#include <unistd.h>

namespace wasixc {

namespace {

constexpr mode_t kNewFileMode = 0666;
constexpr mode_t kNewDirectoryMode = 0777;

Result<void> checked(int result) {
  if (result != 0)
    return hostError();
  return {};
}

int accessMode(uint64_t rights) {
  const bool writes = rights & kWriteRights;
  if (!writes)
    return O_RDONLY;
  return rights & kReadRights ? O_RDWR : O_WRONLY;
}

int hostOpenFlags(const OpenRequest &request) {
  const uint16_t flags = request.openFlags;
  return accessMode(request.rightsBase) | hostFlags(request.fdFlags) |
         (request.followSymlink ? 0 : O_NOFOLLOW) | (flags & abi::kOpenCreate ? O_CREAT : 0) |
         (flags & abi::kOpenDirectory ? O_DIRECTORY : 0) | (flags & abi::kOpenExclusive ? O_EXCL : 0) |
         (flags & abi::kOpenTruncate ? O_TRUNC : 0);
}

// A name with slashes behind it is that of a directory, or of a link to one. (The slashes behind "." and ".."
// mean nothing.)
bool hasSlashBehindName(const GuestPath &path) {
  const std::string_view text = path.view();
  const std::string_view trimmed = text.substr(0, text.find_last_not_of('/') + 1);
  const std::string_view name = trimmed.substr(trimmed.rfind('/') + 1);
  return trimmed.size() < text.size() && name != "." && name != "..";
}

// Of a grant: its files have no folder around them.
bool isRootName(std::string_view grantName) { return grantName == "/" || grantName == "."; }

} // namespace

HostDirectory::HostDirectory(UniqueFd fd, bool isReadOnly, std::string grantName, FileSystem fileSystem)
    : Directory(std::move(grantName)), fd(std::move(fd)), isReadOnly(isReadOnly), fileSystem(fileSystem),
      isRoot(isRootName(this->grantName())) {}

Result<Ref<Directory>> HostDirectory::forDirectory(UniqueFd fd, bool isReadOnly, std::string grantName) {
  const FileSystem fileSystem = fileSystemOf(fd.get());
  if (fileSystem == FileSystem::Kernel)
    return Errno::ACCES;
  if (fileSystem != FileSystem::Processes)
    return Ref<Directory>(
        makeRef<HostDirectory>(std::move(fd), isReadOnly, std::move(grantName), fileSystem));
  struct stat status;
  if (fstat(fd.get(), &status) != 0 || !isProcessRoot(status))
    return Errno::ACCES;
  return Ref<Directory>(makeRef<ProcessDirectory>(std::move(fd), std::move(grantName)));
}

Result<void> HostDirectory::requireWritable() const {
  if (isReadOnly)
    return Errno::ROFS;
  return {};
}

Result<abi::FileStat> HostDirectory::stat() { return hostStat(fd.get()); }

Result<void> HostDirectory::setTimes(const FileTimes &times) {
  TRY(requireWritable());
  return checked(futimens(fd.get(), times.values));
}

Result<void> HostDirectory::sync() {
  const blocking::Region region;
  return checked(fsync(fd.get()));
}

Result<uint16_t> HostDirectory::flags() {
  const int flags = fcntl(fd.get(), F_GETFL);
  if (flags < 0)
    return hostError();
  return fdFlagsOf(flags);
}

Result<void> HostDirectory::setFlags(uint16_t flags) {
  return checked(fcntl(fd.get(), F_SETFL, hostFlags(flags)));
}

Result<Ref<File>> HostDirectory::open(const GuestPath &path, const OpenRequest &request) {
  if ((request.openFlags & abi::kOpenCreate) && (request.openFlags & abi::kOpenDirectory))
    return Errno::INVAL;
  UniqueFd opened = TRY(forGuest(TRY(openHost(path, hostOpenFlags(request), request.rightsBase))));
  struct stat status;
  if (fstat(opened.get(), &status) != 0)
    return hostError();
  if (isRefusedDevice(status))
    return Errno::ACCES;
  if (S_ISDIR(status.st_mode))
    return Ref<File>(TRY(forDirectory(std::move(opened), isReadOnly)));
  return Ref<File>(makeRef<HostFile>(std::move(opened), fileTypeOf(status.st_mode), isReadOnly));
}

// On a read-only grant this answers as open(2) does on a file system that is mounted read-only: what exists
// can be opened for reading, O_CREAT or not.
Result<UniqueFd> HostDirectory::openHost(const GuestPath &path, int flags, uint64_t rights) const {
  if (!isReadOnly)
    return openBeneath(base(), path.text(), flags, kNewFileMode);
  const int changes = flags & (O_CREAT | O_EXCL | O_TRUNC);
  auto opened = openBeneath(base(), path.text(), (flags & ~(changes | O_ACCMODE)) | O_RDONLY);
  if (!opened.ok())
    return opened.error() == Errno::NOENT && (changes & O_CREAT) ? Errno::ROFS : opened.error();
  if ((changes & O_CREAT) && (changes & O_EXCL))
    return Errno::EXIST;
  if ((changes & O_TRUNC) || (rights & kWriteRights))
    return Errno::ROFS;
  return opened;
}

// A plain name needs one call, unless it names a link that must be followed.
Result<abi::FileStat> HostDirectory::statAt(const GuestPath &path, bool followSymlink) {
  if (path.isPlainName()) {
    struct stat status;
    TRY(checked(fstatat(fd.get(), path.text(), &status, AT_SYMLINK_NOFOLLOW)));
    if (!followSymlink || !S_ISLNK(status.st_mode))
      return fileStatOf(status);
  }
  const int flags = O_PATH | (followSymlink ? 0 : O_NOFOLLOW);
  return hostStat(TRY(openBeneath(base(), path.text(), flags)).get());
}

Result<void> HostDirectory::setTimesAt(const GuestPath &path, bool followSymlink, const FileTimes &times) {
  TRY(requireWritable());
  if (path.isPlainName() && !followSymlink)
    return checked(utimensat(fd.get(), path.text(), times.values, AT_SYMLINK_NOFOLLOW));
  const int flags = O_PATH | (followSymlink ? 0 : O_NOFOLLOW);
  const UniqueFd file = TRY(openBeneath(base(), path.text(), flags));
  return checked(utimensat(file.get(), "", times.values, AT_EMPTY_PATH));
}

Result<void> HostDirectory::createDirectory(const GuestPath &path) {
  const Parent parent = TRY(resolveParent(base(), path));
  if (isReadOnly)
    return faccessat(parent.directory(), parent.name(), F_OK, AT_SYMLINK_NOFOLLOW) == 0 ? Errno::EXIST
                                                                                        : Errno::ROFS;
  return checked(mkdirat(parent.directory(), parent.name(), kNewDirectoryMode));
}

Result<void> HostDirectory::removeDirectory(const GuestPath &path) {
  TRY(requireWritable());
  const Parent parent = TRY(resolveParent(base(), path));
  return checked(unlinkat(parent.directory(), parent.name(), AT_REMOVEDIR));
}

Result<void> HostDirectory::unlinkFile(const GuestPath &path) {
  TRY(requireWritable());
  const Parent parent = TRY(resolveParent(base(), path));
  return checked(unlinkat(parent.directory(), parent.name(), 0));
}

// An absolute target would mean one thing to the guest and another to the host's programs.
Result<void> HostDirectory::symlink(const GuestPath &target, const GuestPath &path) {
  TRY(requireWritable());
  if (target.view().front() == '/')
    return Errno::NOTCAPABLE;
  const Parent parent = TRY(resolveParent(base(), path));
  return checked(symlinkat(target.text(), parent.directory(), parent.name()));
}

Result<size_t> HostDirectory::readLink(const GuestPath &path, std::span<uint8_t> buffer) {
  // With a slash behind it a link stands for its directory, which is none.
  if (hasSlashBehindName(path)) {
    TRY(openBeneath(base(), path.text(), O_PATH | O_DIRECTORY));
    return Errno::INVAL;
  }
  const Parent parent = TRY(resolveParent(base(), path));
  if (buffer.empty())
    return size_t{0};
  const ssize_t length =
      readlinkat(parent.directory(), parent.name(), reinterpret_cast<char *>(buffer.data()), buffer.size());
  if (length < 0)
    return hostError();
  return static_cast<size_t>(length);
}

// A file of a read-only grant gets no second name in a writable one: that name would make it writable.
Result<void> HostDirectory::link(const GuestPath &path, bool followSymlink, Directory &newDirectory,
                                 const GuestPath &newPath) {
  HostDirectory *const host = newDirectory.hostDirectory();
  if (!host)
    return Errno::XDEV;
  TRY(requireWritable());
  TRY(host->requireWritable());
  // linkat would follow a link that has a slash behind it; whatever a directory's name leads to, it is PERM.
  if (hasSlashBehindName(path)) {
    TRY(openBeneath(base(), path.text(), O_PATH | O_DIRECTORY));
    return Errno::PERM;
  }
  if (!followSymlink) {
    const Parent source = TRY(resolveParent(base(), path));
    const Parent target = TRY(resolveParent(host->base(), newPath));
    return checked(linkat(source.directory(), source.name(), target.directory(), target.name(), 0));
  }
  // Linking a descriptor itself needs a privilege; its name below /proc does not (linkat(2)).
  const UniqueFd file = TRY(openBeneath(base(), path.text(), O_PATH));
  const Parent target = TRY(resolveParent(host->base(), newPath));
  const std::string name = descriptorPath(file.get());
  return checked(linkat(AT_FDCWD, name.c_str(), target.directory(), target.name(), AT_SYMLINK_FOLLOW));
}

Result<void> HostDirectory::rename(const GuestPath &path, Directory &newDirectory, const GuestPath &newPath) {
  HostDirectory *const host = newDirectory.hostDirectory();
  if (!host)
    return Errno::XDEV;
  TRY(requireWritable());
  TRY(host->requireWritable());
  const Parent source = TRY(resolveParent(base(), path));
  const Parent target = TRY(resolveParent(host->base(), newPath));
  return checked(renameat(source.directory(), source.name(), target.directory(), target.name()));
}

Result<UniqueFd> HostDirectory::openForHost(const GuestPath &path, int flags) {
  return openBeneath(base(), path.text(), flags);
}

Result<std::string> HostDirectory::pathTo(Directory &other) {
  HostDirectory *const target = other.hostDirectory();
  if (!target)
    return Errno::NOENT;
  const auto from = hostPathOf(fd.get()), to = hostPathOf(target->fd.get());
  if (!from || !to)
    return Errno::NOENT;
  if (*from == *to)
    return std::string(".");
  const std::string folder = from->ends_with('/') ? *from : *from + "/";
  if (!to->starts_with(folder))
    return Errno::NOENT;
  return to->substr(folder.size());
}

} // namespace wasixc
