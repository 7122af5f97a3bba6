// Names of UNIX-domain sockets. Guests know paths below their grants; the host gets a path through a
// descriptor of the directory or of the socket itself, /proc/self/fd/N, which no link can lead astray. These
// names come back to guests as peers' addresses, so for as long as a socket has one, its directory stays open
// (N is its alone) and the guest's own name is kept here.
#pragma once

#include "runtime/base/locks.h"
#include "runtime/fs/socket_address.h"

#include <atomic>
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

  // For a name that the host gives a socket by itself (temporary_socket_name.h).
  uint64_t newNumber() { return numbers.fetch_add(1, std::memory_order_relaxed); }

private:
  std::atomic<uint64_t> numbers{0};
  Mutex lock;
  std::unordered_map<std::string, std::string> names GUARDED_BY(lock);
};

} // namespace wasixc
