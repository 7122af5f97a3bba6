// Packets with descriptors (unix(7), SCM_RIGHTS) on sockets of type SOCK_SEQPACKET.
#pragma once

#include "runtime/base/result.h"
#include "runtime/base/unique_fd.h"

#include <cstddef>
#include <span>

namespace wasixc::broker {

constexpr size_t kMostDescriptors = 2;

// A pair of connected sockets.
struct SocketPair {
  UniqueFd first, second;

  static Result<SocketPair> create();
};

// Sends without waiting: AGAIN when there is no room.
Result<void> sendPacket(int socket, std::span<const std::byte> bytes, std::span<const int> descriptors);

struct Packet {
  size_t bytes = 0; // 0 at the end of the stream
  size_t descriptorCount = 0;
  UniqueFd descriptors[kMostDescriptors];
};

// Waits in the host. A packet that is larger than the buffer, or brings more descriptors, has 0 descriptors
// and the size of the buffer plus 1.
Result<Packet> receivePacket(int socket, std::span<std::byte> buffer);

} // namespace wasixc::broker
