#include "runtime/fs/process_directory.h"

#include "runtime/fs/guest_descriptor.h"
#include "runtime/fs/host_file.h"
#include "runtime/fs/host_file_system.h"
#include "runtime/fs/host_stat.h"
#include "runtime/fs/rights.h"

#include <fcntl.h>

namespace wasixc {

Result<abi::FileStat> ProcessDirectory::stat() {
  struct stat status;
  if (fstat(fd.get(), &status) != 0)
    return hostError();
  return bareStat(abi::FileType::Directory, status.st_dev, status.st_ino); // the real one counts processes
}

Result<size_t> ProcessDirectory::readEntries(std::span<uint8_t> buffer, uint64_t cookie) {
  constexpr std::string_view kDots[] = {".", ".."};
  constexpr uint64_t kCount = std::size(kDots) + std::size(kPublicProcessNames);
  EntryWriter writer(buffer);
  for (uint64_t i = cookie; i < kCount && !writer.isFull(); ++i) {
    struct stat status;
    const bool isDots = i < std::size(kDots);
    const std::string_view name = isDots ? kDots[i] : kPublicProcessNames[i - std::size(kDots)];
    if (fstatat(fd.get(), isDots ? "." : name.data(), &status, AT_SYMLINK_NOFOLLOW) == 0)
      writer.add(i + 1, status.st_ino, fileTypeOf(status.st_mode), name);
  }
  return writer.size();
}

Result<UniqueFd> ProcessDirectory::openFile(const GuestPath &path, int flags) const {
  return walkBeneath({fd.get(), FileSystem::Processes}, path.text(), flags);
}

Result<Ref<File>> ProcessDirectory::open(const GuestPath &path, const OpenRequest &request) {
  const int flags = O_RDONLY | (request.openFlags & abi::kOpenDirectory ? O_DIRECTORY : 0);
  const bool creates = request.openFlags & abi::kOpenCreate;
  auto found = openFile(path, flags);
  if (!found.ok())
    return creates && found.error() == Errno::NOENT ? Errno::ACCES : found.error();
  UniqueFd opened = TRY(forGuest(std::move(*found)));
  if (creates && (request.openFlags & abi::kOpenExclusive))
    return Errno::EXIST;
  struct stat status;
  if (fstat(opened.get(), &status) != 0)
    return hostError();
  if (request.rightsBase & kWriteRights)
    return S_ISDIR(status.st_mode) ? Errno::ISDIR : Errno::ACCES;
  if (S_ISDIR(status.st_mode))
    return Ref<File>(makeRef<ProcessDirectory>(std::move(opened)));
  return Ref<File>(makeRef<HostFile>(std::move(opened), fileTypeOf(status.st_mode), true));
}

Result<abi::FileStat> ProcessDirectory::statAt(const GuestPath &path, bool) {
  const UniqueFd file = TRY(openFile(path, O_PATH));
  struct stat status;
  if (fstat(file.get(), &status) != 0)
    return hostError();
  return S_ISDIR(status.st_mode) ? stat() : Result<abi::FileStat>(fileStatOf(status));
}

} // namespace wasixc
