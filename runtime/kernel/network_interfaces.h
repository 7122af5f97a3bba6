// What the host's network interfaces look like: addresses, the hardware address, routes. To read only;
// nothing here changes the host.
#pragma once

#include "runtime/fs/socket_address.h"

#include <array>
#include <vector>

namespace wasixc {

struct NetworkPrefix {
  SocketAddress address;
  uint8_t length;
};

struct NetworkRoute {
  NetworkPrefix destination;
  SocketAddress router; // unspecified when the destination is on the link
};

// The addresses of all interfaces that are up.
Result<std::vector<NetworkPrefix>> interfaceAddresses();
// Of the first interface that has one; NODEV for none.
Result<std::array<uint8_t, 6>> hardwareAddress();
// The main routing tables, IPv4 before IPv6.
Result<std::vector<NetworkRoute>> interfaceRoutes();

} // namespace wasixc
