// The standard descriptors of the first process: the host's 0, 1 and 2.
//
// Their open file descriptions are shared with programs that go on when this one has ended: the shell, the
// other end of a pipeline, whoever else logs to the file. So what a guest sets with F_SETFL stays on our
// side: each read and write is made as the guest's flags say, and the host's flags never change. Nothing has
// to be restored, however the program ends.
#pragma once

#include "runtime/fs/host_file.h"

namespace wasixc {

class StandardFile final : public HostFile {
public:
  // Takes over the host's descriptor `fd`; null when nothing can be read or written there. The first write
  // sets `hasOutput`.
  static Ref<StandardFile> adopt(int fd, std::atomic<bool> &hasOutput);
  ~StandardFile() override;

  Result<size_t> read(Vectors vectors) override;
  Result<size_t> write(Vectors vectors) override;
  Result<size_t> writeAt(Vectors vectors, uint64_t offset) override;

  // NONBLOCK and APPEND as they were at the start or were set since. An APPEND of the host's stays: whoever
  // opened a log like this does not want it written over.
  Result<uint16_t> flags() override;
  Result<void> setFlags(uint16_t flags) override;

  // Rights as the host's access mode allows.
  uint64_t possibleRights() const override;

private:
  StandardFile(int fd, abi::FileType type, int hostFlags, std::atomic<bool> &hasOutput);
  template <typename T, typename... Arguments>
  friend Ref<T> makeRef(Arguments &&...);

  bool isRegular() const { return type() == abi::FileType::RegularFile; }
  // NONBLOCK means nothing for regular files, APPEND nothing for others.
  bool mayWait() const;
  bool appends() const;
  Result<size_t> writeNow(Vectors vectors);

  const int accessMode;
  const bool hostAppends;
  std::atomic<uint16_t> guestFlags; // kFdNonblock, kFdAppend
  std::atomic<bool> &hasOutput;
};

} // namespace wasixc
