// Addresses of names that need no server, and the host's interfaces.
// NATIVE: no
// NET: connect:127.0.0.1
// STDERR: any
#include "network.h"

enum { ACCES = 2, FAULT = 21, INVAL = 28, NODEV = 43, NOTSUP = 58, OVERFLOW = 61 };

static address_ip found[8];

static uint32_t look_up(const char *name) {
  uint32_t count;
  CHECK(resolve(name, strlen(name), 0, found, 8, &count));
  return count;
}

static void names(void) {
  static const uint8_t inet4[4] = {192, 0, 2, 7}, loopback[4] = {127, 0, 0, 1};
  EXPECT(look_up("192.0.2.7") == 1);
  EXPECT(found[0].family == 1 && memcmp(found[0].octets, inet4, 4) == 0);
  EXPECT(look_up("fd00::1") == 1);
  EXPECT(found[0].family == 2 && found[0].octets[0] == 0xfd && found[0].octets[15] == 1);
  EXPECT(look_up("localhost") == 2);
  EXPECT(memcmp(found[0].octets, loopback, 4) == 0 && found[1].octets[15] == 1);
  uint32_t count;
  CHECK(resolve("localhost", 9, 80, found, 1, &count));
  EXPECT(count == 1);
  CHECK(resolve("localhost", 9, 80, found, 0, &count));
  EXPECT(count == 0);
  EXPECT(resolve("example.org", 11, 0, found, 8, &count) == ACCES); // the rule says nothing of names
  EXPECT(resolve("", 0, 0, found, 8, &count) == INVAL);
  EXPECT(resolve("a\0b", 3, 0, found, 8, &count) == INVAL);
  EXPECT(resolve((void *)-4, 9, 0, found, 8, &count) == FAULT);
  EXPECT(resolve("localhost", 0xfffffff0, 0, found, 8, &count) == FAULT);
  EXPECT(resolve("localhost", 9, 0, found, 0xfffffff0, &count) == FAULT);
  EXPECT(resolve("localhost", 9, 0, (void *)-4, 8, &count) == FAULT);
  EXPECT(resolve("localhost", 9, 0, found, 8, (void *)-2) == FAULT);
}

static void interfaces(void) {
  static address_cidr addresses[64];
  static route routes[256];
  uint32_t count = 64, none = 0;
  CHECK(port_addr_list(addresses, &count));
  int has_loopback = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const uint8_t *bytes = addresses[i].bytes;
    has_loopback |= addresses[i].family == 1 && bytes[0] == 127 && bytes[4] == 8;
    EXPECT(addresses[i].family == 1 ? bytes[4] <= 32 : addresses[i].family == 2 && bytes[24] <= 128);
  }
  EXPECT(has_loopback);
  EXPECT(port_addr_list(addresses, &none) == OVERFLOW && none == count);
  EXPECT(port_addr_list((void *)-8, &count) == FAULT);
  EXPECT(port_addr_list(addresses, (void *)-2) == FAULT);
  uint8_t mac[6];
  const int error = port_mac(mac);
  EXPECT(error == 0 || error == NODEV);
  EXPECT(port_mac((void *)-4) == (error ? NODEV : FAULT));
  count = 256;
  CHECK(port_route_list(routes, &count));
  for (uint32_t i = 0; i < count; ++i)
    EXPECT(routes[i].destination.family == routes[i].router[0]);
  EXPECT(port_route_list(routes, (void *)-2) == FAULT);
}

static void changes(void) {
  EXPECT(port_bridge("net", 3, "token", 5, 1) == NOTSUP);
  EXPECT(port_unbridge() == NOTSUP);
  EXPECT(port_dhcp_acquire() == NOTSUP);
  EXPECT(port_addr_add(found) == NOTSUP);
  EXPECT(port_addr_remove(found) == NOTSUP);
  EXPECT(port_addr_clear() == NOTSUP);
  EXPECT(port_gateway_set(found) == NOTSUP);
  EXPECT(port_route_add(found, found, found, found) == NOTSUP);
  EXPECT(port_route_remove(found) == NOTSUP);
  EXPECT(port_route_clear() == NOTSUP);
}

int main(void) {
  names();
  interfaces();
  changes();
  puts("network works");
}
