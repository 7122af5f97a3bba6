// /dev: the devices that programs take for granted, and no others.
//
//   null, zero, full, random, urandom   as on Linux
//   stdin, stdout, stderr               the process's descriptors 0, 1 and 2, duplicated
//   tty                                 the terminal among these, or the one the program was started from
//
// Nothing here can be created, removed or renamed.
#pragma once

#include "runtime/fs/directory.h"

namespace wasixc {

class DeviceDirectory final : public Directory {
public:
  // `terminal`: of the person who runs the program, or null.
  DeviceDirectory(Ref<File> terminal, std::string grantName)
      : Directory(std::move(grantName)), terminal(std::move(terminal)) {}

  Result<abi::FileStat> stat() override;
  Result<void> setTimes(const FileTimes &) override { return Errno::ACCES; }
  Result<size_t> readEntries(std::span<uint8_t> buffer, uint64_t cookie) override;
  Result<Ref<File>> open(const GuestPath &path, const OpenRequest &request) override;
  Result<abi::FileStat> statAt(const GuestPath &path, bool followSymlink) override;

private:
  Result<Ref<File>> openTerminal(DescriptorTable *descriptors) const;

  const Ref<File> terminal;
};

} // namespace wasixc
