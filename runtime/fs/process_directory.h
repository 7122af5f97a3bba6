// The root of a procfs below a grant: a directory in which nothing lies but a few files about the machine
// (host_file_system.h). All that is about processes, ours included, does not exist.
#pragma once

#include "runtime/fs/directory.h"

namespace wasixc {

class ProcessDirectory final : public Directory {
public:
  explicit ProcessDirectory(UniqueFd fd, std::string grantName = {})
      : Directory(std::move(grantName)), fd(std::move(fd)) {}

  Result<abi::FileStat> stat() override;
  Result<size_t> readEntries(std::span<uint8_t> buffer, uint64_t cookie) override;
  Result<Ref<File>> open(const GuestPath &path, const OpenRequest &request) override;
  Result<abi::FileStat> statAt(const GuestPath &path, bool followSymlink) override;

private:
  Result<UniqueFd> openFile(const GuestPath &path, int flags) const;

  const UniqueFd fd;
};

} // namespace wasixc
