// Addresses as C programs and the host have them.
#pragma once

#include "internal.h"

#include <sys/socket.h>

// 0, or -1 with errno: EINVAL for one that is cut off, EAFNOSUPPORT for a family that there is not.
int __wasix_address_to_host(wasix_addr_port_t *result, const struct sockaddr *address, socklen_t size);
// As much as fits; *size then says how much it would be. A null `address` is not asked for.
void __wasix_address_from_host(struct sockaddr *address, socklen_t *size, const wasix_addr_port_t *host);
