// A socket for the length of one call.
#pragma once

#include "runtime/fs/socket.h"
#include "runtime/kernel/thread.h"

namespace wasixc::sys {

class SocketUse {
public:
  SocketUse(FileUse file) : file(std::move(file)) {}
  Socket *operator->() const { return file->socket(); }
  Socket &operator*() const { return *file->socket(); }

private:
  FileUse file;
};

// NOTSOCK for another kind of file, before its rights are asked for. (A file that another thread puts in its
// place meanwhile is looked at again.)
inline Result<SocketUse> useSocket(Thread &thread, uint32_t fd, uint64_t rights = 0) {
  FileUse file = TRY(thread.descriptors().use(fd, 0));
  if (!file->socket())
    return Errno::NOTSOCK;
  if (rights == 0)
    return SocketUse(std::move(file));
  FileUse allowed = TRY(thread.descriptors().use(fd, rights));
  if (!allowed->socket())
    return Errno::NOTSOCK;
  return SocketUse(std::move(allowed));
}

} // namespace wasixc::sys
