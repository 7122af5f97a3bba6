// Socket options: what the guest's numbers stand for on the host, and multicast groups.
#include "runtime/fs/socket.h"

#include <algorithm>
#include <climits>
#include <cstring>
#include <netinet/tcp.h>

namespace wasixc {

using abi::SocketOption;

namespace {

constexpr uint64_t kNanosecondsPerSecond = 1'000'000'000;

enum class Kind : uint8_t { Flag, Size };
enum class Access : uint8_t { ReadWrite, Read };

struct HostOption {
  SocketOption option;
  Kind kind;
  int level;
  int name;
  Access access = Access::ReadWrite;
};

constexpr HostOption kOptions[] = {
    {SocketOption::ReusePort, Kind::Flag, SOL_SOCKET, SO_REUSEPORT},
    {SocketOption::ReuseAddress, Kind::Flag, SOL_SOCKET, SO_REUSEADDR},
    {SocketOption::NoDelay, Kind::Flag, IPPROTO_TCP, TCP_NODELAY},
    {SocketOption::DontRoute, Kind::Flag, SOL_SOCKET, SO_DONTROUTE},
    {SocketOption::OnlyInet6, Kind::Flag, IPPROTO_IPV6, IPV6_V6ONLY},
    {SocketOption::Broadcast, Kind::Flag, SOL_SOCKET, SO_BROADCAST},
    {SocketOption::MulticastLoopInet4, Kind::Flag, IPPROTO_IP, IP_MULTICAST_LOOP},
    {SocketOption::MulticastLoopInet6, Kind::Flag, IPPROTO_IPV6, IPV6_MULTICAST_LOOP},
    {SocketOption::Listening, Kind::Flag, SOL_SOCKET, SO_ACCEPTCONN, Access::Read},
    {SocketOption::KeepAlive, Kind::Flag, SOL_SOCKET, SO_KEEPALIVE},
    {SocketOption::OutOfBandInline, Kind::Flag, SOL_SOCKET, SO_OOBINLINE},
    {SocketOption::LastError, Kind::Size, SOL_SOCKET, SO_ERROR, Access::Read},
    {SocketOption::ReceiveBufferSize, Kind::Size, SOL_SOCKET, SO_RCVBUF},
    {SocketOption::SendBufferSize, Kind::Size, SOL_SOCKET, SO_SNDBUF},
    {SocketOption::ReceiveLowWater, Kind::Size, SOL_SOCKET, SO_RCVLOWAT},
    {SocketOption::SendLowWater, Kind::Size, SOL_SOCKET, SO_SNDLOWAT},
    {SocketOption::TimeToLive, Kind::Size, IPPROTO_IP, IP_TTL},
    {SocketOption::MulticastTimeToLiveInet4, Kind::Size, IPPROTO_IP, IP_MULTICAST_TTL},
    {SocketOption::Type, Kind::Size, SOL_SOCKET, SO_TYPE, Access::Read},
    {SocketOption::Protocol, Kind::Size, SOL_SOCKET, SO_PROTOCOL, Access::Read},
};

Result<HostOption> hostOption(SocketOption option, Kind kind, int domain) {
  const auto *found = std::find_if(std::begin(kOptions), std::end(kOptions), [=](const HostOption &row) {
    return row.option == option && row.kind == kind;
  });
  if (found == std::end(kOptions))
    return Errno::NOPROTOOPT;
  if (option == SocketOption::TimeToLive && domain == AF_INET6)
    return HostOption{option, kind, IPPROTO_IPV6, IPV6_UNICAST_HOPS};
  return HostOption(*found);
}

Result<void> set(int fd, const HostOption &row, int value) {
  if (row.access == Access::Read)
    return Errno::NOPROTOOPT;
  if (setsockopt(fd, row.level, row.name, &value, sizeof value) != 0)
    return hostError();
  return {};
}

Result<int> get(int fd, const HostOption &row) {
  int value = 0;
  socklen_t size = sizeof value;
  if (getsockopt(fd, row.level, row.name, &value, &size) != 0)
    return hostError();
  return value;
}

template <typename Request>
Result<void> change(int fd, int level, int name, const Request &request) {
  if (setsockopt(fd, level, name, &request, sizeof request) != 0)
    return hostError();
  return {};
}

abi::SocketType guestType(int type) {
  switch (type) {
  case SOCK_STREAM:
    return abi::SocketType::Stream;
  case SOCK_DGRAM:
    return abi::SocketType::Datagram;
  case SOCK_SEQPACKET:
    return abi::SocketType::Sequential;
  default:
    return abi::SocketType::Unused;
  }
}

} // namespace

// A socket for IPv6 only cannot become one for both between the check of an address and its use.
Result<void> Socket::setFlag(SocketOption option, bool value) {
  const HostOption row = TRY(hostOption(option, Kind::Flag, domain));
  MutexLock guard(lock);
  return set(fd.get(), row, value);
}

Result<bool> Socket::getFlag(SocketOption option) {
  return TRY(get(fd.get(), TRY(hostOption(option, Kind::Flag, domain)))) != 0;
}

Result<void> Socket::setSize(SocketOption option, uint64_t value) {
  const HostOption row = TRY(hostOption(option, Kind::Size, domain));
  if (value > INT_MAX)
    return Errno::INVAL;
  const bool isSend = option == SocketOption::SendBufferSize;
  if (!isSend && option != SocketOption::ReceiveBufferSize)
    return set(fd.get(), row, static_cast<int>(value));
  MutexLock guard(lock);
  uint64_t &bytes = isSend ? sendBytes : receiveBytes;
  if (domain == AF_UNIX) // what is sent may stay with the receiver (chargeQueue)
    value = std::min(value, kBufferBytes / 2);
  // The kernel makes them twice as large, up to a limit of its own (socket(7)); that is seen afterwards.
  if (!charge.growTo(charge.size() - bytes + std::max(bytes, 2 * value)))
    return Errno::NOBUFS;
  const auto done = set(fd.get(), row, static_cast<int>(value));
  const auto size = get(fd.get(), row);
  bytes = std::max(kBufferBytes, size.ok() ? static_cast<uint64_t>(*size) : bytes);
  charge.shrinkTo(sendBytes + receiveBytes + queueBytes);
  return done;
}

Result<uint64_t> Socket::getSize(SocketOption option) {
  const int value = TRY(get(fd.get(), TRY(hostOption(option, Kind::Size, domain))));
  if (option == SocketOption::LastError)
    return static_cast<uint64_t>(fromHostErrno(value));
  if (option == SocketOption::Type)
    return static_cast<uint64_t>(guestType(value));
  return static_cast<uint64_t>(value);
}

Socket::Timeout *Socket::timeoutOf(SocketOption option) {
  switch (option) {
  case SocketOption::ReceiveTimeout:
    return &receiveTimeout;
  case SocketOption::SendTimeout:
    return &sendTimeout;
  case SocketOption::ConnectTimeout:
    return &connectTimeout;
  case SocketOption::AcceptTimeout:
    return &acceptTimeout;
  default:
    return nullptr;
  }
}

// The host counts whole seconds to linger; a guest that asks for less than one gets one, not none.
Result<void> Socket::setTime(SocketOption option, std::optional<uint64_t> nanoseconds) {
  if (option == SocketOption::Linger) {
    const uint64_t seconds = nanoseconds.value_or(0) / kNanosecondsPerSecond +
                             (nanoseconds.value_or(0) % kNanosecondsPerSecond != 0);
    const linger value = {.l_onoff = nanoseconds.has_value(),
                          .l_linger = static_cast<int>(std::min<uint64_t>(seconds, INT_MAX))};
    return change(fd.get(), SOL_SOCKET, SO_LINGER, value);
  }
  Timeout *timeout = timeoutOf(option);
  if (!timeout)
    return Errno::NOPROTOOPT;
  timeout->store(nanoseconds.value_or(0), std::memory_order_relaxed);
  return {};
}

Result<std::optional<uint64_t>> Socket::getTime(SocketOption option) {
  if (option == SocketOption::Linger) {
    linger value = {};
    socklen_t size = sizeof value;
    if (getsockopt(fd.get(), SOL_SOCKET, SO_LINGER, &value, &size) != 0)
      return hostError();
    return value.l_onoff ? std::optional(static_cast<uint64_t>(value.l_linger) * kNanosecondsPerSecond)
                         : std::nullopt;
  }
  const Timeout *timeout = timeoutOf(option);
  if (!timeout)
    return Errno::NOPROTOOPT;
  const uint64_t nanoseconds = timeout->load(std::memory_order_relaxed);
  return nanoseconds ? std::optional(nanoseconds) : std::nullopt;
}

Result<void> Socket::setMembership(const in_addr &group, const in_addr &interface, Membership membership) {
  const bool isJoin = membership == Membership::Join;
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr = group;
  if (isJoin)
    TRY(grants.requireGroup(address));
  const ip_mreq request = {.imr_multiaddr = group, .imr_interface = interface};
  return change(fd.get(), IPPROTO_IP, isJoin ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP, request);
}

Result<void> Socket::setMembership(const in6_addr &group, uint32_t interface, Membership membership) {
  const bool isJoin = membership == Membership::Join;
  sockaddr_in6 address = {};
  address.sin6_family = AF_INET6;
  address.sin6_addr = group;
  if (isJoin)
    TRY(grants.requireGroup(address));
  const ipv6_mreq request = {.ipv6mr_multiaddr = group, .ipv6mr_interface = interface};
  return change(fd.get(), IPPROTO_IPV6, isJoin ? IPV6_JOIN_GROUP : IPV6_LEAVE_GROUP, request);
}

} // namespace wasixc
