#include "runtime/fs/socket.h"

#include "runtime/base/host_poller.h"
#include "runtime/fs/guest_descriptor.h"
#include "runtime/fs/host_stat.h"
#include "runtime/fs/rights.h"
#include "runtime/fs/vectors.h"

#include <algorithm>
#include <cstring>
#include <sys/ioctl.h>

namespace wasixc {

namespace {

using blocking::Deadline;
using blocking::kNever;

constexpr int kHostFlags = SOCK_NONBLOCK | SOCK_CLOEXEC;
constexpr size_t kLongestDatagram = 1 << 20; // in several pieces; no host takes more at once by default

FileType fileTypeOfSocket(int type) {
  switch (type) {
  case SOCK_STREAM:
    return FileType::SocketStream;
  case SOCK_DGRAM:
    return FileType::SocketDatagram;
  default:
    return FileType::SocketSequential;
  }
}

bool isInetProtocol(int type, int protocol) {
  if (type == SOCK_STREAM)
    return protocol == 0 || protocol == IPPROTO_TCP;
  return type == SOCK_DGRAM && (protocol == 0 || protocol == IPPROTO_UDP || protocol == IPPROTO_UDPLITE);
}

Deadline deadlineAfter(uint64_t timeout) {
  const Deadline now = blocking::now();
  return timeout == 0 || timeout >= kNever - now ? kNever : now + timeout;
}

// A UNIX-domain listener whose queue is full says AGAIN, and no event tells when it has room.
Result<void> waitForRoom(Deadline deadline) {
  constexpr Deadline kRetry = 1'000'000;
  const Deadline now = blocking::now();
  if (now >= deadline)
    return Errno::TIMEDOUT;
  if (parking::park(std::min(deadline, now + kRetry)) == parking::Wakeup::Interrupted)
    return Errno::INTR;
  return {};
}

msghdr messageOf(File::Vectors vectors) {
  msghdr message = {};
  message.msg_iov = const_cast<iovec *>(vectors.data());
  message.msg_iovlen = vectors.size();
  return message;
}

// Never sendmsg: where its message goes lies in memory, where the filter of system calls cannot see it
// (confinement/system_calls.cpp). The process ignores SIGPIPE, so writev is as good where there is no
// address.
ssize_t sendOnce(int fd, File::Vectors vectors, const SocketAddress *to) {
  const sockaddr *address = to ? to->host() : nullptr;
  const socklen_t addressSize = to ? to->hostSize() : 0;
  const size_t size = totalSize(vectors);
  if (size > 0 && vectors.size() > 1 && !to)
    return ::writev(fd, vectors.data(), static_cast<int>(vectors.size()));
  if (size == 0 || vectors.size() == 1)
    return ::sendto(fd, size == 0 ? nullptr : vectors[0].iov_base, size, MSG_NOSIGNAL, address, addressSize);
  if (size > kLongestDatagram) {
    errno = EMSGSIZE;
    return -1;
  }
  std::vector<uint8_t> message;
  message.reserve(size);
  for (const iovec &vector : vectors) {
    const auto *bytes = static_cast<const uint8_t *>(vector.iov_base);
    message.insert(message.end(), bytes, bytes + vector.iov_len);
  }
  return ::sendto(fd, message.data(), size, MSG_NOSIGNAL, address, addressSize);
}

// Who has sent a datagram, where the socket asks the kernel for that (unix(7), SCM_CREDENTIALS).
class SenderOfMessage {
public:
  void askFor(msghdr &message) {
    message.msg_control = control;
    message.msg_controllen = sizeof control;
  }
  static bool isThisProcess(msghdr &message) {
    ucred sender = {};
    const cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (!header || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_CREDENTIALS)
      return false;
    memcpy(&sender, CMSG_DATA(header), sizeof sender);
    return sender.pid == getpid();
  }

private:
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(ucred))];
};

// wasix-libc finds out the byte order of ports by binding this one, 9000 with its bytes swapped, anywhere
// (WASIX types 10). It takes a refusal for an answer, so nobody need read about it.
bool isByteOrderProbe(const SocketAddress &address) {
  constexpr uint16_t kProbePort = 10275;
  return address.family() == AF_INET && address.port() == kProbePort && address.octets().isUnspecified();
}

} // namespace

Socket::Socket(NetworkGrants &grants, UniqueFd fd, int domain, abi::FileType type, State state, Charge charge)
    : File(type), grants(grants), fd(std::move(fd)), domain(domain), charge(std::move(charge)), state(state) {
}

Result<Ref<Socket>> Socket::make(NetworkGrants &grants, UniqueFd fd, int domain, abi::FileType type,
                                 State state) {
  Charge charge;
  if (!charge.growTo(kKernelBytes))
    return Errno::NOBUFS;
  return makeRef<Socket>(grants, std::move(fd), domain, type, state, std::move(charge));
}

Socket::~Socket() {
  MutexLock guard(lock);
  if (names)
    names->remove(std::string(own.host.unixName()));
}

Result<Ref<Socket>> Socket::open(NetworkGrants &grants, int family, int type, int protocol) {
  if (family != AF_UNIX) {
    TRY(grants.requireAny(abi::kNetworkListen | abi::kNetworkConnect, "open a socket", "all"));
    if (!isInetProtocol(type, protocol))
      return Errno::PROTONOSUPPORT;
  } else {
    protocol = 0; // C libraries pass that of TCP or UDP whatever the family is
  }
  UniqueFd fd = TRY(forGuest(UniqueFd(::socket(family, type | kHostFlags, protocol))));
  return make(grants, std::move(fd), family, fileTypeOfSocket(type), State::Fresh);
}

Result<Socket::Pair> Socket::openPair(NetworkGrants &grants, int type) {
  int ends[2];
  if (::socketpair(AF_UNIX, type | kHostFlags, 0, ends) != 0)
    return hostError();
  UniqueFd first(ends[0]), second(ends[1]);
  first = TRY(forGuest(std::move(first)));
  second = TRY(forGuest(std::move(second)));
  const FileType fileType = fileTypeOfSocket(type);
  return Pair{TRY(make(grants, std::move(first), AF_UNIX, fileType, State::Connected)),
              TRY(make(grants, std::move(second), AF_UNIX, fileType, State::Connected))};
}

Result<bool> Socket::isDualStack() const {
  int isInet6Only = 0;
  socklen_t size = sizeof isInet6Only;
  if (domain == AF_INET6 && getsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &isInet6Only, &size) != 0)
    return hostError();
  return domain == AF_INET6 && !isInet6Only;
}

// A port that the host chooses is not checked here. For a stream it matters only with listen, and a datagram
// socket gets one anyway when it sends.
Result<void> Socket::bind(const SocketAddress &address) {
  if (address.family() != domain)
    return Errno::AFNOSUPPORT;
  MutexLock guard(lock);
  if (isByteOrderProbe(address) && !grants.hasAny(abi::kNetworkListen))
    return Errno::ACCES;
  if (address.port() != 0)
    TRY(grants.requireListen(address, TRY(isDualStack())));
  if (::bind(fd.get(), address.host(), address.hostSize()) != 0)
    return hostError();
  return {};
}

Result<void> Socket::bind(UnixName name, SocketNames &registry) {
  if (domain != AF_UNIX)
    return Errno::AFNOSUPPORT;
  MutexLock guard(lock);
  if (type() == FileType::SocketDatagram)
    TRY(chargeQueue(kDatagramQueue));
  if (::bind(fd.get(), name.host.host(), name.host.hostSize()) != 0)
    return hostError();
  own = std::move(name);
  names = &registry;
  registry.add(std::string(own.host.unixName()), own.guest);
  return {};
}

Result<SocketAddress> Socket::bindInMemory(const std::string &guestName, SocketNames &registry) {
  if (domain != AF_UNIX)
    return Errno::AFNOSUPPORT;
  MutexLock guard(lock);
  if (type() == FileType::SocketDatagram)
    TRY(chargeQueue(kDatagramQueue));
  const sa_family_t family = AF_UNIX;
  const int asksForSenders = 1;
  if (setsockopt(fd.get(), SOL_SOCKET, SO_PASSCRED, &asksForSenders, sizeof asksForSenders) != 0 ||
      ::bind(fd.get(), reinterpret_cast<const sockaddr *>(&family), sizeof family) != 0)
    return hostError();
  SocketAddress address = TRY(localAddress());
  own = UnixName{.anchor = {}, .host = address, .guest = guestName};
  names = &registry;
  registry.add(std::string(address.unixName()), guestName);
  isInMemory.store(true, std::memory_order_relaxed);
  return address;
}

// Whoever could connect to a name in memory without being a guest has guessed its address.
bool Socket::isOfThisProgram(int connection) const {
  ucred peer = {};
  socklen_t size = sizeof peer;
  return !isInMemory.load(std::memory_order_relaxed) ||
         (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.pid == getpid());
}

// Requires: the lock.
Result<void> Socket::chargeQueue(int length) {
  const uint64_t bytes = static_cast<uint64_t>(length) * kBufferBytes;
  if (bytes > queueBytes && !charge.growTo(sendBytes + receiveBytes + bytes))
    return Errno::NOBUFS;
  queueBytes = std::max(queueBytes, bytes);
  return {};
}

Result<void> Socket::listen(uint32_t backlog) {
  MutexLock guard(lock);
  if (domain == AF_UNIX) {
    backlog = std::min<uint32_t>(backlog, kLongestUnixQueue);
    TRY(chargeQueue(static_cast<int>(backlog) + 1)); // Linux takes one more
  }
  if (domain != AF_UNIX && type() == FileType::SocketStream)
    TRY(grants.requireListen(TRY(localAddress()), TRY(isDualStack())));
  if (::listen(fd.get(), static_cast<int>(std::min<uint32_t>(backlog, INT32_MAX))) != 0)
    return hostError();
  state.store(State::Listening, std::memory_order_relaxed);
  return {};
}

Result<void> Socket::connect(const SocketAddress &address) {
  if (address.family() != AF_UNSPEC) {
    if (address.family() != domain)
      return Errno::AFNOSUPPORT;
    TRY(grants.requireConnect(address));
  }
  return connectHost(address);
}

Result<void> Socket::connect(const UnixName &name) {
  if (domain != AF_UNIX)
    return Errno::AFNOSUPPORT;
  TRY(connectHost(name.host));
  MutexLock guard(lock);
  peer = name.guest;
  return {};
}

// The host's descriptor never blocks, so it is asked again until the connection is there. It then knows that
// it is connected, and the next call is ISCONN. An interrupted connection goes on by itself (POSIX connect).
Result<void> Socket::connectHost(const SocketAddress &address) {
  const sa_family_t reset = AF_UNSPEC;
  const bool isReset = address.family() == AF_UNSPEC;
  const Deadline deadline = deadlineAfter(connectTimeout.load(std::memory_order_relaxed));
  while (::connect(fd.get(), isReset ? reinterpret_cast<const sockaddr *>(&reset) : address.host(),
                   isReset ? sizeof reset : address.hostSize()) != 0) {
    const bool isUnderWay = hostErrno() == EINPROGRESS || hostErrno() == EALREADY;
    if (isUnderWay)
      state.store(State::Connecting, std::memory_order_relaxed);
    if (!canWait() || (!isUnderWay && hostErrno() != EAGAIN))
      return hostError();
    TRY(isUnderWay ? waitForHost(fd.get(), POLLOUT, deadline) : waitForRoom(deadline));
  }
  state.store(isReset ? State::Fresh : State::Connected, std::memory_order_relaxed);
  return {};
}

// A host call that answers AGAIN when it would have to wait; POSIX says AGAIN as well when a timeout ends it.
template <typename Call>
Result<size_t> Socket::perform(short events, bool mayWait, const Timeout &timeout, Call call) {
  Deadline deadline = 0;
  for (;;) {
    const ssize_t result = call();
    if (result >= 0)
      return static_cast<size_t>(result);
    if (hostErrno() == EINTR)
      continue;
    if (hostErrno() != EAGAIN)
      return hostError();
    if (!mayWait)
      return Errno::AGAIN;
    if (deadline == 0)
      deadline = deadlineAfter(timeout.load(std::memory_order_relaxed));
    if (const auto waited = waitForHost(fd.get(), events, deadline); !waited.ok())
      return waited.error() == Errno::TIMEDOUT ? Errno::AGAIN : waited.error();
  }
}

Result<Socket::Accepted> Socket::accept(bool isNonblocking) {
  SocketAddress from;
  UniqueFd accepted;
  do {
    const int connection = static_cast<int>(TRY(perform(POLLIN, canWait(), acceptTimeout, [&] {
      return ::accept4(fd.get(), from.host(), from.receive(), kHostFlags);
    })));
    accepted = TRY(forGuest(UniqueFd(connection)));
  } while (!isOfThisProgram(accepted.get()));
  Accepted result = {TRY(make(grants, std::move(accepted), domain, type(), State::Connected)), from};
  if (isNonblocking)
    TRY(result.socket->setFlags(abi::kFdNonblock));
  return result;
}

Result<void> Socket::shutdown(uint32_t directions) {
  constexpr int kHow[] = {-1, SHUT_RD, SHUT_WR, SHUT_RDWR};
  if (directions == 0 || directions >= std::size(kHow))
    return Errno::INVAL;
  if (::shutdown(fd.get(), kHow[directions]) != 0)
    return hostError();
  return {};
}

// The host cannot wait for all of a stream on a descriptor that does not block, so WAITALL is a loop here. An
// error after the first bytes is left for the next call (POSIX recv).
Result<Socket::Received> Socket::receive(Vectors vectors, uint16_t flags, SocketAddress *from) {
  const bool isStream = type() == FileType::SocketStream;
  const bool mayWait = canWait() && !(flags & abi::kReceiveDontWait);
  const bool waitsForAll =
      isStream && mayWait && (flags & (abi::kReceiveWaitAll | abi::kReceivePeek)) == abi::kReceiveWaitAll;
  // On a stream, MSG_TRUNC would throw the data away.
  const int hostFlags = (flags & abi::kReceivePeek ? MSG_PEEK : 0) |
                        ((flags & abi::kReceiveTruncated) && !isStream ? MSG_TRUNC : 0);
  size_t wanted = waitsForAll ? totalSize(vectors) : 0;
  RemainingVectors rest(vectors);
  Received received = {0, false};
  for (;;) {
    SenderOfMessage sender;
    const bool checksSender = !isStream && isInMemory.load(std::memory_order_relaxed);
    msghdr message = {};
    const auto size = perform(POLLIN, mayWait, receiveTimeout, [&] {
      message = messageOf(rest.vectors());
      if (checksSender) // a buffer for more would let in descriptors from elsewhere
        sender.askFor(message);
      if (from) {
        message.msg_name = from->host();
        message.msg_namelen = *from->receive();
      }
      return ::recvmsg(fd.get(), &message, hostFlags);
    });
    if (!size.ok() && received.size == 0)
      return size.error();
    if (!size.ok())
      return received;
    if (checksSender && !sender.isThisProcess(message))
      continue;
    if (from)
      *from->receive() = message.msg_namelen;
    received.isTruncated = (message.msg_flags & MSG_TRUNC) != 0;
    received.size += *size;
    if (received.size >= wanted || *size == 0)
      return received;
    rest.skip(*size);
  }
}

// A blocking send of a stream returns when everything is sent, as on Linux, or with what was sent before an
// error.
Result<size_t> Socket::sendMessage(Vectors vectors, uint16_t flags, const SocketAddress *to) {
  const bool mayWait = canWait() && !(flags & abi::kSendDontWait);
  const size_t wanted = mayWait && type() == FileType::SocketStream ? totalSize(vectors) : 0;
  RemainingVectors rest(vectors);
  size_t sent = 0;
  for (;;) {
    const auto size =
        perform(POLLOUT, mayWait, sendTimeout, [&] { return sendOnce(fd.get(), rest.vectors(), to); });
    if (!size.ok() && sent == 0)
      return size.error();
    sent += size.ok() ? *size : 0;
    if (!size.ok() || sent >= wanted)
      return sent;
    rest.skip(*size);
  }
}

Result<size_t> Socket::send(Vectors vectors, uint16_t flags) { return sendMessage(vectors, flags, nullptr); }

Result<size_t> Socket::sendTo(Vectors vectors, uint16_t flags, const SocketAddress &to) {
  if (to.family() == AF_UNSPEC)
    return send(vectors, flags);
  if (to.family() != domain)
    return Errno::AFNOSUPPORT;
  TRY(grants.requireConnect(to));
  return sendMessage(vectors, flags, &to);
}

Result<size_t> Socket::sendTo(Vectors vectors, uint16_t flags, const UnixName &to) {
  if (domain != AF_UNIX)
    return Errno::AFNOSUPPORT;
  return sendMessage(vectors, flags, &to.host);
}

Result<SocketAddress> Socket::localAddress() const {
  SocketAddress address;
  if (getsockname(fd.get(), address.host(), address.receive()) != 0)
    return hostError();
  return address;
}

Result<SocketAddress> Socket::peerAddress() const {
  SocketAddress address;
  if (getpeername(fd.get(), address.host(), address.receive()) != 0)
    return hostError();
  return address;
}

std::string Socket::localName() const {
  MutexLock guard(lock);
  return own.guest;
}

std::string Socket::peerName() const {
  MutexLock guard(lock);
  return peer;
}

abi::SocketStatus Socket::status() {
  pollfd entry = {fd.get(), POLLOUT, 0};
  ::poll(&entry, 1, 0);
  const State known = state.load(std::memory_order_relaxed);
  const bool isStream = type() != FileType::SocketDatagram;
  if (known == State::Listening || (!isStream && !(entry.revents & POLLERR)))
    return abi::SocketStatus::Opened;
  if (known == State::Fresh)
    return abi::SocketStatus::Opening;
  if (entry.revents & POLLERR)
    return abi::SocketStatus::Failed;
  if (entry.revents & POLLHUP)
    return abi::SocketStatus::Closed;
  return known == State::Connecting && entry.revents == 0 ? abi::SocketStatus::Opening
                                                          : abi::SocketStatus::Opened;
}

Result<abi::FileStat> Socket::stat() { return statOfObject(type(), inode); }

// As with files, APPEND and the like are accepted and mean nothing for a socket.
Result<void> Socket::setFlags(uint16_t flags) {
  fdFlags.store(flags & abi::kFdNonblock, std::memory_order_relaxed);
  return {};
}

uint64_t Socket::possibleRights() const { return kStreamRights; }

uint64_t Socket::readableBytes() {
  int bytes = 0;
  return ioctl(fd.get(), FIONREAD, &bytes) == 0 && bytes > 0 ? static_cast<uint64_t>(bytes) : 0;
}

} // namespace wasixc
