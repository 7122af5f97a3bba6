// See packet.h.
#include "runtime/broker/packet.h"

#include <cstring>
#include <sys/socket.h>

namespace wasixc::broker {

namespace {

// Room for the control message of that many descriptors.
union Control {
  cmsghdr header;
  char bytes[CMSG_SPACE(sizeof(int) * kMostDescriptors)];
};

void takeDescriptors(const msghdr &message, Packet &packet) {
  const cmsghdr *const control = CMSG_FIRSTHDR(&message);
  if (!control || control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_RIGHTS)
    return;
  const size_t count = (control->cmsg_len - CMSG_LEN(0)) / sizeof(int);
  for (size_t i = 0; i < count; ++i) {
    int descriptor;
    memcpy(&descriptor, CMSG_DATA(control) + i * sizeof descriptor, sizeof descriptor);
    packet.descriptors[packet.descriptorCount++] = UniqueFd(descriptor);
  }
}

} // namespace

Result<SocketPair> SocketPair::create() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    return hostError();
  return SocketPair{UniqueFd(ends[0]), UniqueFd(ends[1])};
}

Result<void> sendPacket(int socket, std::span<const std::byte> bytes, std::span<const int> descriptors) {
  iovec vector = {const_cast<std::byte *>(bytes.data()), bytes.size()};
  Control control = {};
  msghdr message = {};
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  if (!descriptors.empty()) {
    message.msg_control = &control;
    message.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
    cmsghdr *const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(descriptors.size_bytes());
    memcpy(CMSG_DATA(header), descriptors.data(), descriptors.size_bytes());
  }
  while (sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
    if (hostErrno() != EINTR)
      return hostError();
  return {};
}

Result<Packet> receivePacket(int socket, std::span<std::byte> buffer) {
  iovec vector = {buffer.data(), buffer.size()};
  Control control = {};
  msghdr message = {};
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  message.msg_control = &control;
  message.msg_controllen = sizeof control;
  ssize_t size;
  while ((size = recvmsg(socket, &message, MSG_CMSG_CLOEXEC)) < 0)
    if (hostErrno() != EINTR)
      return hostError();
  Packet packet;
  packet.bytes = static_cast<size_t>(size);
  takeDescriptors(message, packet);
  if (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) {
    Packet tooLarge;
    tooLarge.bytes = buffer.size() + 1;
    return tooLarge;
  }
  return packet;
}

} // namespace wasixc::broker
