// sock_* calls that make, connect and take sockets apart.
#include "runtime/fs/memory_directory.h"
#include "runtime/fs/rights.h"
#include "runtime/kernel/kernel.h"
#include "runtime/sys/descriptors.h"
#include "runtime/sys/handlers.h"
#include "runtime/sys/socket_name.h"
#include "runtime/sys/socket_use.h"

namespace wasixc::sys {

namespace {

Result<int> hostFamily(uint32_t family) {
  switch (static_cast<abi::AddressFamily>(family)) {
  case abi::AddressFamily::Inet4:
    return AF_INET;
  case abi::AddressFamily::Inet6:
    return AF_INET6;
  case abi::AddressFamily::Unix:
    return AF_UNIX;
  default:
    return Errno::AFNOSUPPORT;
  }
}

Result<int> hostType(uint32_t type) {
  switch (static_cast<abi::SocketType>(type)) {
  case abi::SocketType::Stream:
    return SOCK_STREAM;
  case abi::SocketType::Datagram:
    return SOCK_DGRAM;
  case abi::SocketType::Sequential:
    return SOCK_SEQPACKET;
  case abi::SocketType::Raw: // beneath the ports that grants are about
    return Errno::ACCES;
  default:
    return Errno::INVAL;
  }
}

constexpr uint32_t kMostProtocol = 262; // the guest's numbers are IANA's (types 10)

Result<void> checkArguments(uint32_t family, uint32_t type, uint32_t protocol) {
  if (family > static_cast<uint32_t>(abi::AddressFamily::Unix) ||
      type > static_cast<uint32_t>(abi::SocketType::Sequential) || protocol > kMostProtocol)
    return Errno::INVAL;
  return {};
}

Result<Socket::Accepted> acceptOn(Thread &thread, uint32_t fd, uint32_t flags) {
  if (flags & ~uint32_t{abi::kFdFlagsMask})
    return Errno::INVAL;
  const SocketUse socket = TRY(useSocket(thread, fd, kRightSockAccept));
  return socket->accept((flags & abi::kFdNonblock) != 0);
}

// The address of one end, which for UNIX-domain sockets is a name that the socket itself remembers.
template <typename GetAddress, typename GetName>
Errno addressOf(Thread &thread, uint32_t fd, GuestPtr<abi::AddressPort> result, GetAddress getAddress,
                GetName getName) {
  const SocketUse socket = TRY(useSocket(thread, fd));
  TRY(thread.memory().load(result));
  const SocketAddress address = TRY(getAddress(*socket));
  if (const std::string name = getName(*socket); address.family() == AF_UNIX && !name.empty())
    return storeAddress(thread, result, unixAddress(name)).error();
  return storeAddress(thread, result, address).error();
}

} // namespace

Errno sock_open(Thread &thread, uint32_t family, uint32_t type, uint32_t protocol,
                GuestPtr<uint32_t> result) {
  TRY(thread.memory().load(result));
  TRY(checkArguments(family, type, protocol));
  Ref<Socket> socket = TRY(Socket::open(thread.process().kernel.network, TRY(hostFamily(family)),
                                        TRY(hostType(type)), static_cast<int>(protocol)));
  const uint32_t fd = TRY(thread.descriptors().add(descriptorOf(std::move(socket))));
  return thread.memory().store(result, fd).error();
}

Errno sock_pair(Thread &thread, uint32_t family, uint32_t type, uint32_t protocol, GuestPtr<uint32_t> first,
                GuestPtr<uint32_t> second) {
  TRY(thread.memory().load(first));
  TRY(thread.memory().load(second));
  TRY(checkArguments(family, type, protocol));
  if (TRY(hostFamily(family)) != AF_UNIX)
    return Errno::NOTSUP;
  Socket::Pair pair = TRY(Socket::openPair(thread.process().kernel.network, TRY(hostType(type))));
  return addPair(thread, std::move(pair.first), std::move(pair.second), first, second);
}

namespace {

Result<void> bindInMemory(Socket &socket, const MemoryName &name, SocketNames &names) {
  return name.place.directory().memoryDirectory()->bindSocket(
      name.place.below(), [&] { return socket.bindInMemory(name.guest, names); });
}

} // namespace

Errno sock_bind(Thread &thread, uint32_t fd, GuestPtr<abi::AddressPort> address) {
  const SocketUse socket = TRY(useSocket(thread, fd));
  NewSocketTarget target = TRY(loadNewName(thread, address));
  SocketNames &names = thread.process().kernel.socketNames;
  if (auto *unixName = std::get_if<UnixName>(&target))
    return socket->bind(std::move(*unixName), names).error();
  if (const auto *memoryName = std::get_if<MemoryName>(&target))
    return bindInMemory(*socket, *memoryName, names).error();
  return socket->bind(std::get<SocketAddress>(target)).error();
}

Errno sock_listen(Thread &thread, uint32_t fd, uint32_t backlog) {
  return TRY(useSocket(thread, fd))->listen(backlog).error();
}

Errno sock_connect(Thread &thread, uint32_t fd, GuestPtr<abi::AddressPort> address) {
  const SocketUse socket = TRY(useSocket(thread, fd));
  const SocketTarget target = TRY(loadTarget(thread, address));
  return std::visit([&](const auto &peer) { return socket->connect(peer); }, target).error();
}

Errno preview1_sock_accept(Thread &thread, uint32_t fd, uint32_t flags, GuestPtr<uint32_t> result) {
  TRY(thread.memory().load(result));
  Socket::Accepted accepted = TRY(acceptOn(thread, fd, flags));
  const uint32_t number = TRY(thread.descriptors().add(descriptorOf(std::move(accepted.socket))));
  return thread.memory().store(result, number).error();
}

Errno sock_accept_v2(Thread &thread, uint32_t fd, uint32_t flags, GuestPtr<uint32_t> result,
                     GuestPtr<abi::AddressPort> peer) {
  TRY(thread.memory().load(result));
  TRY(thread.memory().load(peer));
  Socket::Accepted accepted = TRY(acceptOn(thread, fd, flags));
  const uint32_t number = TRY(thread.descriptors().add(descriptorOf(std::move(accepted.socket))));
  TRY(storeAddress(thread, peer, accepted.peer));
  return thread.memory().store(result, number).error();
}

Errno sock_shutdown(Thread &thread, uint32_t fd, uint32_t directions) {
  return TRY(useSocket(thread, fd, kRightSockShutdown))->shutdown(directions).error();
}

Errno sock_status(Thread &thread, uint32_t fd, GuestPtr<uint8_t> result) {
  const SocketUse socket = TRY(useSocket(thread, fd));
  return thread.memory().store(result, static_cast<uint8_t>(socket->status())).error();
}

Errno sock_addr_local(Thread &thread, uint32_t fd, GuestPtr<abi::AddressPort> result) {
  return addressOf(
      thread, fd, result, [](Socket &socket) { return socket.localAddress(); },
      [](Socket &socket) { return socket.localName(); });
}

Errno sock_addr_peer(Thread &thread, uint32_t fd, GuestPtr<abi::AddressPort> result) {
  return addressOf(
      thread, fd, result, [](Socket &socket) { return socket.peerAddress(); },
      [](Socket &socket) { return socket.peerName(); });
}

} // namespace wasixc::sys
