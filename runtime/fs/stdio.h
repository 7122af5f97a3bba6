// The standard descriptors of the first process: the host's 0, 1 and 2.
#pragma once

#include "runtime/fs/host_file.h"

namespace wasixc {

class StandardFile final : public HostFile {
public:
  // Takes over the host's descriptor `fd`; null when it is not open. The first write sets `hasOutput`.
  static Ref<StandardFile> adopt(int fd, std::atomic<bool> &hasOutput);
  ~StandardFile() override;

  Result<size_t> write(Vectors vectors) override;

  // Rights as the host's access mode allows.
  uint64_t possibleRights() const override;

private:
  StandardFile(int fd, abi::FileType type, int accessMode, std::atomic<bool> &hasOutput);
  template <typename T, typename... Arguments>
  friend Ref<T> makeRef(Arguments &&...);

  const int accessMode;
  std::atomic<bool> &hasOutput;
};

} // namespace wasixc
