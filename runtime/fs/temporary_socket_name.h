// A name for a socket that guests know by a name in memory: the host binds sockets to files only. The file
// lies in a folder that nobody else can enter, and both are gone with this object; by then the socket's own
// descriptor, which open() gives, leads to it.
#pragma once

#include "runtime/base/unique_fd.h"
#include "runtime/fs/socket_address.h"

#include <string>

namespace wasixc {

class TemporarySocketName {
public:
  // NOTSUP on a host without a place for temporary files. Peers are told apart by their names, so no number
  // may come twice in a program.
  static Result<TemporarySocketName> create(uint64_t number);
  TemporarySocketName(TemporarySocketName &&other) noexcept : folder(std::exchange(other.folder, {})) {}
  ~TemporarySocketName();

  // What to bind to.
  SocketAddress address() const;
  // The socket that was bound, with O_PATH.
  Result<UniqueFd> open() const;

private:
  explicit TemporarySocketName(std::string folder) : folder(std::move(folder)) {}
  std::string path() const { return folder + "/socket"; }

  std::string folder;
};

} // namespace wasixc
