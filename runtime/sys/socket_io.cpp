// sock_* calls that move data.
#include "runtime/base/long_work.h"
#include "runtime/fs/rights.h"
#include "runtime/kernel/kernel.h"
#include "runtime/sys/descriptors.h"
#include "runtime/sys/handlers.h"
#include "runtime/sys/host_vectors.h"
#include "runtime/sys/socket_name.h"
#include "runtime/sys/socket_use.h"

#include <memory>

namespace wasixc::sys {

namespace {

Errno receive(Thread &thread, uint32_t fd, GuestPtr<abi::IoVector> vectors, uint32_t count, uint32_t flags,
              GuestPtr<uint32_t> size, GuestPtr<uint16_t> resultFlags, GuestPtr<abi::AddressPort> *peer) {
  const GuestMemory memory = thread.memory();
  TRY(memory.load(size));
  TRY(memory.load(resultFlags));
  if (peer)
    TRY(memory.load(*peer));
  [[clang::uninitialized]] HostVectors host;
  TRY(host.assign(memory, vectors, count));
  if (flags & ~uint32_t{abi::kReceiveFlagsMask})
    return Errno::INVAL;
  const SocketUse socket = TRY(useSocket(thread, fd, kRightFdRead));
  SocketAddress from;
  const Socket::Received received =
      TRY(socket->receive(host.span(), static_cast<uint16_t>(flags), peer ? &from : nullptr));
  // The host does not name the peer of a connection here; the connection knows it (POSIX recvfrom leaves
  // that open, and C libraries report it).
  if (peer && from.family() == AF_UNSPEC)
    if (const auto connected = socket->peerAddress(); connected.ok())
      from = *connected;
  if (peer)
    TRY(storeAddress(thread, *peer, from));
  TRY(memory.store(resultFlags, received.isTruncated ? abi::kReceivedTruncated : 0));
  return memory.store(size, static_cast<uint32_t>(received.size)).error();
}

// `send` gets the socket and the host's vectors.
template <typename Send>
Errno transmit(Thread &thread, uint32_t fd, GuestPtr<abi::IoVector> vectors, uint32_t count, uint32_t flags,
               GuestPtr<uint32_t> size, Send send) {
  const GuestMemory memory = thread.memory();
  TRY(memory.load(size));
  [[clang::uninitialized]] HostVectors host;
  TRY(host.assign(memory, vectors, count));
  if (flags & ~uint32_t{abi::kSendDontWait})
    return Errno::INVAL;
  const SocketUse socket = TRY(useSocket(thread, fd, kRightFdWrite));
  return memory.store(size, static_cast<uint32_t>(TRY(send(*socket, host.span())))).error();
}

// Copies until the file ends, the count is reached, a signal arrives or somebody cannot go on; what was sent by
// then counts.
Result<uint64_t> copyFile(File &from, uint64_t offset, uint64_t count, File &to) {
  count = std::min<uint64_t>(count, kMostMovedBytes);
  constexpr size_t kBlock = 65536;
  const std::unique_ptr<uint8_t[]> block(new uint8_t[kBlock]);
  uint64_t copied = 0;
  while (copied < count && (copied == 0 || !parking::isInterrupted())) {
    const iovec vector = {block.get(), std::min<uint64_t>(kBlock, count - copied)};
    const auto got = from.readAt({&vector, 1}, offset + copied);
    if (!got.ok() && copied == 0)
      return got.error();
    if (!got.ok() || *got == 0)
      break;
    for (size_t sent = 0; sent < *got;) {
      const iovec left = {block.get() + sent, *got - sent};
      const auto moved = to.write({&left, 1});
      if (!moved.ok() && copied == 0)
        return moved.error();
      if (!moved.ok())
        return copied;
      sent += *moved;
      copied += *moved;
    }
  }
  return copied;
}

} // namespace

Errno sock_recv(Thread &thread, uint32_t fd, GuestPtr<abi::IoVector> vectors, uint32_t count, uint32_t flags,
                GuestPtr<uint32_t> size, GuestPtr<uint16_t> resultFlags) {
  return receive(thread, fd, vectors, count, flags, size, resultFlags, nullptr);
}

Errno sock_recv_from(Thread &thread, uint32_t fd, GuestPtr<abi::IoVector> vectors, uint32_t count,
                     uint32_t flags, GuestPtr<uint32_t> size, GuestPtr<uint16_t> resultFlags,
                     GuestPtr<abi::AddressPort> peer) {
  return receive(thread, fd, vectors, count, flags, size, resultFlags, &peer);
}

// A connection without a reader is PIPE, and no SIGPIPE as for fd_write: most programs say MSG_NOSIGNAL to
// their C library, and there is no flag here by which it could pass that on (types 10, siflags).
Errno sock_send(Thread &thread, uint32_t fd, GuestPtr<abi::IoVector> vectors, uint32_t count, uint32_t flags,
                GuestPtr<uint32_t> size) {
  return transmit(thread, fd, vectors, count, flags, size, [=](Socket &socket, File::Vectors host) {
    return socket.send(host, static_cast<uint16_t>(flags));
  });
}

Errno sock_send_to(Thread &thread, uint32_t fd, GuestPtr<abi::IoVector> vectors, uint32_t count,
                   uint32_t flags, GuestPtr<abi::AddressPort> peer, GuestPtr<uint32_t> size) {
  return transmit(
      thread, fd, vectors, count, flags, size, [&](Socket &socket, File::Vectors host) -> Result<size_t> {
        const SocketTarget target = TRY(loadTarget(thread, peer));
        return std::visit(
            [&](const auto &to) { return socket.sendTo(host, static_cast<uint16_t>(flags), to); }, target);
      });
}

namespace {

Errno sendFile(Thread &thread, uint32_t target, uint32_t source, uint64_t offset, uint64_t count,
               GuestPtr<uint64_t> sent) {
  TRY(thread.memory().load(sent));
  const SocketUse socket = TRY(useSocket(thread, target, kRightFdWrite));
  const FileUse file = TRY(thread.descriptors().use(source, kRightFdRead));
  return thread.memory().store(sent, TRY(copyFile(*file, offset, count, *socket))).error();
}

} // namespace

// The position of the source does not move, and a connection without a reader raises SIGPIPE: Linux sendfile
// with an offset, which has no MSG_NOSIGNAL either.
Errno sock_send_file(Thread &thread, uint32_t target, uint32_t source, uint64_t offset, uint64_t count,
                     GuestPtr<uint64_t> sent) {
  return raisePipe(thread, sendFile(thread, target, source, offset, count, sent));
}

} // namespace wasixc::sys
