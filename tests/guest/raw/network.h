// Names of hosts and network interfaces as raw imports.
#pragma once

#include "wasix.h"

typedef struct {
  uint8_t family, padding;
  uint8_t octets[16];
} address_ip;

typedef struct {
  uint8_t family, padding;
  uint8_t bytes[26]; // the address, and behind it the prefix length
} address_cidr;

typedef struct {
  address_cidr destination;
  uint8_t router[116];
  uint64_t preferred_until[2], expires_at[2];
} route;
_Static_assert(sizeof(route) == 176, "as the host writes it");

int WASIX(resolve)(const char *name, uint32_t length, uint32_t port, address_ip *addresses, uint32_t most,
                   uint32_t *count);
int WASIX(port_addr_list)(address_cidr *addresses, uint32_t *count);
int WASIX(port_mac)(uint8_t *address);
int WASIX(port_route_list)(route *routes, uint32_t *count);
int WASIX(port_bridge)(const char *network, uint32_t length, const char *token, uint32_t token_length,
                       int security);
int WASIX(port_unbridge)(void);
int WASIX(port_dhcp_acquire)(void);
int WASIX(port_addr_add)(const void *address);
int WASIX(port_addr_remove)(const void *address);
int WASIX(port_addr_clear)(void);
int WASIX(port_gateway_set)(const void *address);
int WASIX(port_route_add)(const void *destination, const void *router, const void *preferred,
                          const void *expires);
int WASIX(port_route_remove)(const void *address);
int WASIX(port_route_clear)(void);
