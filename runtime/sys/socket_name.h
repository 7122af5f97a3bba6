// Addresses as socket calls take and give them: of the network, or paths of UNIX-domain sockets.
#pragma once

#include "runtime/fs/directory.h"
#include "runtime/fs/socket.h"
#include "runtime/kernel/guest_path.h"
#include "runtime/sys/handlers.h"

#include <variant>

namespace wasixc::sys {

using SocketTarget = std::variant<SocketAddress, UnixName>;

// A name in memory that a socket is to get.
struct MemoryName {
  ResolvedPath place;
  std::string guest;
};
using NewSocketTarget = std::variant<SocketAddress, UnixName, MemoryName>;

// An address the guest passes; of its bytes only those are read that its family has. UNIX-domain names lead
// to a socket in a granted directory, and need the grant for them; those in memory, which nobody else can
// reach, do not.
Result<SocketTarget> loadTarget(Thread &thread, GuestPtr<abi::AddressPort> address);
// The same for the name of a socket that is yet to be made: in a directory that may be changed.
Result<NewSocketTarget> loadNewName(Thread &thread, GuestPtr<abi::AddressPort> address);

// `peer` in the guest's form; names of the host stay unknown.
Result<void> storeAddress(Thread &thread, GuestPtr<abi::AddressPort> result, const SocketAddress &peer);
Result<void> storeAddress(Thread &thread, GuestPtr<abi::AddressPort> result, const abi::AddressPort &address);

} // namespace wasixc::sys
