#include "runtime/fs/temporary_socket_name.h"

#include "runtime/fs/guest_descriptor.h"

#include <cstdlib>
#include <fcntl.h>
#include <sys/un.h>
#include <unistd.h>

namespace wasixc {

Result<TemporarySocketName> TemporarySocketName::create(uint64_t number) {
  for (const char *place : {"/tmp", "/dev/shm"}) {
    std::string folder = std::string(place) + "/wasixc." + std::to_string(number) + ".XXXXXX";
    if (mkdtemp(folder.data()))
      return TemporarySocketName(std::move(folder));
  }
  return Errno::NOTSUP;
}

TemporarySocketName::~TemporarySocketName() {
  if (folder.empty())
    return;
  unlink(path().c_str());
  rmdir(folder.c_str());
}

SocketAddress TemporarySocketName::address() const {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path().copy(address.sun_path, sizeof address.sun_path - 1);
  return SocketAddress(address);
}

Result<UniqueFd> TemporarySocketName::open() const {
  return forGuest(UniqueFd(::open(path().c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC)));
}

} // namespace wasixc
