// Socket: a socket of the host as an open file. The host's descriptor never blocks; a call that has to wait
// lets its fiber wait for the host (base/host_poller.h) unless the guest has asked for NONBLOCK.
//
// Whatever names an address goes through NetworkGrants first. Addresses in UNIX-domain names are resolved by
// the caller (sys/socket_name.h), because they are paths of a process.
#pragma once

#include "runtime/base/accountant.h"
#include "runtime/base/locks.h"
#include "runtime/base/unique_fd.h"
#include "runtime/fs/file.h"
#include "runtime/fs/inode_number.h"
#include "runtime/fs/network_grants.h"
#include "runtime/fs/socket_names.h"

#include <atomic>
#include <optional>

namespace wasixc {

// A UNIX-domain name, resolved: what the host is told, and what keeps that valid.
struct UnixName {
  UniqueFd anchor;
  SocketAddress host;
  std::string guest;
};

class Socket final : public File {
public:
  // The host's numbers. ACCES without any grant for the network; PROTONOSUPPORT for all but TCP, UDP and
  // their kin: other protocols would get around the rules about ports. UNIX-domain sockets have none, whatever is
  // asked for.
  static Result<Ref<Socket>> open(NetworkGrants &grants, int family, int type, int protocol);
  // Two unnamed UNIX-domain sockets, which need no grant.
  struct Pair {
    Ref<Socket> first, second;
  };
  static Result<Pair> openPair(NetworkGrants &grants, int type);
  ~Socket() override;

  // AFNOSUPPORT for an address of another family than the socket's, here and below.
  Result<void> bind(const SocketAddress &address);
  Result<void> bind(UnixName name, SocketNames &names);
  // The address that the kernel has chosen (socket_names.h).
  Result<SocketAddress> bindInMemory(const std::string &guestName, SocketNames &names);
  Result<void> connect(const SocketAddress &address);
  Result<void> connect(const UnixName &name);
  Result<void> listen(uint32_t backlog);
  struct Accepted {
    Ref<Socket> socket;
    SocketAddress peer;
  };
  Result<Accepted> accept(bool isNonblocking);
  Result<void> shutdown(uint32_t directions); // abi::ShutdownFlags

  struct Received {
    size_t size;
    bool isTruncated;
  };
  // Flags are abi::ReceiveFlags and abi::SendFlags. The peer is filled in when it is asked for.
  Result<Received> receive(Vectors vectors, uint16_t flags, SocketAddress *peer);
  Result<size_t> send(Vectors vectors, uint16_t flags);
  Result<size_t> sendTo(Vectors vectors, uint16_t flags, const SocketAddress &peer);
  Result<size_t> sendTo(Vectors vectors, uint16_t flags, const UnixName &peer);

  Result<SocketAddress> localAddress() const;
  Result<SocketAddress> peerAddress() const;
  // A UNIX-domain socket's own name and the one it has connected to, as guests spelled them.
  std::string localName() const;
  std::string peerName() const;
  abi::SocketStatus status();

  // socket_options.cpp. NOPROTOOPT for options of another kind or that do not exist.
  Result<void> setFlag(abi::SocketOption option, bool value);
  Result<bool> getFlag(abi::SocketOption option);
  Result<void> setSize(abi::SocketOption option, uint64_t value);
  Result<uint64_t> getSize(abi::SocketOption option);
  // No value stands for none: wait forever, do not linger.
  Result<void> setTime(abi::SocketOption option, std::optional<uint64_t> nanoseconds);
  Result<std::optional<uint64_t>> getTime(abi::SocketOption option);
  enum class Membership : bool { Leave, Join };
  Result<void> setMembership(const in_addr &group, const in_addr &interface, Membership membership);
  Result<void> setMembership(const in6_addr &group, uint32_t interface, Membership membership);

  Result<size_t> read(Vectors vectors) override { return TRY(receive(vectors, 0, nullptr)).size; }
  Result<size_t> write(Vectors vectors) override { return send(vectors, 0); }
  Result<abi::FileStat> stat() override;
  Result<void> setSize(uint64_t) override { return Errno::INVAL; }
  Result<uint16_t> flags() override { return fdFlags.load(std::memory_order_relaxed); }
  Result<void> setFlags(uint16_t flags) override;
  uint64_t possibleRights() const override;
  int pollDescriptor() const override { return fd.get(); }
  uint64_t readableBytes() override;
  Socket *socket() override { return this; }

private:
  enum class State : uint8_t { Fresh, Connecting, Connected, Listening };
  using Timeout = std::atomic<uint64_t>; // nanoseconds; 0 for none

  // What the kernel holds for one by default: as much in either direction (socket(7), rmem_default,
  // wmem_default). A guest that wants larger buffers is charged for them.
  static constexpr uint64_t kBufferBytes = 212'992;
  static constexpr uint64_t kKernelBytes = 2 * kBufferBytes;
  // Of a UNIX-domain socket that listens, or gets datagrams: what was sent to it stays when the sender has closed
  // its end, so the receiver is charged for as many buffers as can be queued.
  static constexpr int kLongestUnixQueue = 64;
  static constexpr int kDatagramQueue = 16;

  Socket(NetworkGrants &grants, UniqueFd fd, int domain, abi::FileType type, State state, Charge charge);
  // Of the host's socket; NOBUFS when there is no room for what it may hold.
  static Result<Ref<Socket>> make(NetworkGrants &grants, UniqueFd fd, int domain, abi::FileType type,
                                  State state);
  template <typename T, typename... Arguments>
  friend Ref<T> makeRef(Arguments &&...);

  bool canWait() const { return (fdFlags.load(std::memory_order_relaxed) & abi::kFdNonblock) == 0; }
  template <typename Call>
  Result<size_t> perform(short events, bool mayWait, const Timeout &timeout, Call call);
  Result<size_t> sendMessage(Vectors vectors, uint16_t flags, const SocketAddress *peer);
  Result<void> chargeQueue(int length);
  Result<void> connectHost(const SocketAddress &address);
  Result<bool> isDualStack() const;
  bool isOfThisProgram(int connection) const;
  Timeout *timeoutOf(abi::SocketOption option);

  NetworkGrants &grants;
  const uint64_t inode = newInodeNumber();
  const UniqueFd fd;
  const int domain;
  Charge charge;                                        // changes under the lock, as does what follows
  uint64_t sendBytes = kBufferBytes, receiveBytes = kBufferBytes, queueBytes = 0;
  std::atomic<State> state;
  std::atomic<uint16_t> fdFlags{0};
  std::atomic<bool> isInMemory{false}; // bound there: nobody else may send to it
  Timeout receiveTimeout{0}, sendTimeout{0}, connectTimeout{0}, acceptTimeout{0};

  mutable Mutex lock; // one bind or listen at a time: what was allowed is what happens
  UnixName own GUARDED_BY(lock);
  SocketNames *names GUARDED_BY(lock) = nullptr;
  std::string peer GUARDED_BY(lock);
};

} // namespace wasixc
