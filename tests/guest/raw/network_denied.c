// Without a grant nothing of the network can be reached; one line says how to grant it.
// NATIVE: no
// STDERR: any
#include "network.h"
#include "sockets.h"

int main(void) {
  uint32_t fd, count = 0, other;
  address_ip found[4];
  address_cidr addresses[4];
  uint8_t mac[6];
  for (int family = INET4; family <= INET6; ++family)
    for (int type = STREAM; type <= RAW; ++type)
      EXPECT(sock_open(family, type, 0, &fd) == ACCES);
  EXPECT(resolve("localhost", 9, 0, found, 4, &count) == ACCES);
  EXPECT(resolve("127.0.0.1", 9, 0, found, 4, &count) == ACCES);
  EXPECT(port_addr_list(addresses, &count) == ACCES);
  EXPECT(port_route_list((void *)addresses, &count) == ACCES);
  EXPECT(port_mac(mac) == ACCES);
  // UNIX-domain sockets without names, and with names in memory, reach nobody else.
  CHECK(sock_open(UNIX, STREAM, 0, &fd));
  const address_port name = {.family = UNIX, .path = "/elsewhere/name"};
  EXPECT(sock_bind(fd, &name) == ACCES);
  EXPECT(sock_connect(fd, &name) == ACCES);
  CHECK(sock_pair(UNIX, STREAM, 0, &fd, &other));
  puts("nothing is reachable");
}
