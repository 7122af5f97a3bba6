// A file of the host that is no directory: regular files, devices, FIFOs, and whatever stdio is connected to.
// The file position is the host's own, so descriptors that share the description share it as POSIX says.
#pragma once

#include "runtime/base/unique_fd.h"
#include "runtime/fs/file.h"

#include <atomic>

namespace wasixc {

class HostFile : public File {
public:
  // A file that came from a read-only grant refuses to change its times; the host already refuses the rest,
  // because such a file is never opened for writing.
  HostFile(UniqueFd fd, abi::FileType type, bool isReadOnly = false);

  Result<size_t> read(Vectors vectors) override;
  Result<size_t> write(Vectors vectors) override;
  Result<size_t> readAt(Vectors vectors, uint64_t offset) override;
  Result<size_t> writeAt(Vectors vectors, uint64_t offset) override;
  Result<uint64_t> seek(int64_t offset, abi::Whence whence) override;

  Result<abi::FileStat> stat() override;
  Result<void> setSize(uint64_t size) override;
  Result<void> setTimes(const FileTimes &times) override;
  Result<void> advise(uint64_t offset, uint64_t length, abi::Advice advice) override;
  Result<void> allocate(uint64_t offset, uint64_t length) override;
  Result<void> sync() override;
  Result<void> syncData() override;

  Result<uint16_t> flags() override;
  Result<void> setFlags(uint16_t flags) override;
  uint64_t possibleRights() const override;

  int terminalDescriptor() override { return isTerminalFd() ? fd.get() : -1; }
  int pollDescriptor() const override;
  uint64_t readableBytes() override;

protected:
  int hostFd() const { return fd.get(); }
  int releaseHostFd() { return fd.take(); }

private:
  bool isTerminalFd() const;
  size_t partBytes() const; // that one call of the host moves
  Result<void> waitAmongOthers(short events);

  UniqueFd fd;
  const bool isReadOnly;
  std::atomic<bool> countsReadable{true}; // until the host says that it cannot tell
};

} // namespace wasixc
