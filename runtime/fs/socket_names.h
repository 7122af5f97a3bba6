// Names of UNIX-domain sockets. Guests know paths below their grants; the host gets a path through a
// descriptor of the directory or of the socket itself, /proc/self/fd/N, which no link can lead astray. These
// names come back to guests as peers' addresses, so for as long as a socket has one, its directory stays open
// (N is its alone) and the guest's own name is kept here.
//
// A socket that guests know by a name in memory has no file: the kernel chooses an address for it (unix(7),
// autobind), which other programs of the host could use as well. Whoever connects is therefore asked for its
// process, and datagrams come with the one that has sent them.
#pragma once

#include "runtime/base/locks.h"
#include "runtime/fs/socket_address.h"

#include <string>
#include <unordered_map>

namespace wasixc {

class SocketNames {
public:
  void add(const std::string &host, std::string guest) {
    MutexLock guard(lock);
    names[host] = std::move(guest);
  }
  void remove(const std::string &host) {
    MutexLock guard(lock);
    names.erase(host);
  }
  // Empty for a name that no guest has chosen: the host's names are none of theirs.
  std::string guestName(std::string_view host) {
    MutexLock guard(lock);
    const auto found = names.find(std::string(host));
    return found == names.end() ? std::string() : found->second;
  }

private:
  Mutex lock;
  std::unordered_map<std::string, std::string> names GUARDED_BY(lock);
};

} // namespace wasixc
