#include "socket_address.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <string.h>
#include <sys/un.h>

static int inet4_to_host(wasix_addr_port_t *result, const struct sockaddr *address) {
  struct sockaddr_in from;
  memcpy(&from, address, sizeof from);
  result->u.inet4.port = ntohs(from.sin_port);
  memcpy(result->u.inet4.octets, &from.sin_addr, 4);
  return 0;
}

static int inet6_to_host(wasix_addr_port_t *result, const struct sockaddr *address) {
  struct sockaddr_in6 from;
  memcpy(&from, address, sizeof from);
  const uint32_t flow = ntohl(from.sin6_flowinfo);
  result->u.inet6.port = ntohs(from.sin6_port);
  memcpy(result->u.inet6.octets, &from.sin6_addr, 16);
  result->u.inet6.flow_info1 = (uint16_t)(flow >> 16);
  result->u.inet6.flow_info0 = (uint16_t)flow;
  result->u.inet6.scope_id1 = (uint16_t)(from.sin6_scope_id >> 16);
  result->u.inet6.scope_id0 = (uint16_t)from.sin6_scope_id;
  return 0;
}

static int unix_to_host(wasix_addr_port_t *result, const struct sockaddr *address, socklen_t size) {
  const size_t length = size - offsetof(struct sockaddr_un, sun_path);
  if (length > sizeof result->u.path)
    return __wasix_fail(EINVAL);
  memcpy(result->u.path, (const char *)address + offsetof(struct sockaddr_un, sun_path), length);
  return 0;
}

int __wasix_address_to_host(wasix_addr_port_t *result, const struct sockaddr *address, socklen_t size) {
  memset(result, 0, sizeof *result);
  if (size < sizeof(sa_family_t))
    return __wasix_fail(EINVAL);
  result->family = (uint8_t)address->sa_family; // the same numbers
  switch (address->sa_family) {
  case AF_UNSPEC:
    return 0;
  case AF_INET:
    return size < sizeof(struct sockaddr_in) ? __wasix_fail(EINVAL) : inet4_to_host(result, address);
  case AF_INET6:
    return size < sizeof(struct sockaddr_in6) ? __wasix_fail(EINVAL) : inet6_to_host(result, address);
  case AF_UNIX:
    return unix_to_host(result, address, size);
  default:
    return __wasix_fail(EAFNOSUPPORT);
  }
}

static void copy_out(struct sockaddr *address, socklen_t *size, const void *from, size_t length) {
  memcpy(address, from, *size < length ? *size : length);
  *size = (socklen_t)length;
}

static void inet4_from_host(struct sockaddr *address, socklen_t *size, const wasix_addr_port_t *host) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(host->u.inet4.port)};
  memcpy(&to.sin_addr, host->u.inet4.octets, 4);
  copy_out(address, size, &to, sizeof to);
}

static void inet6_from_host(struct sockaddr *address, socklen_t *size, const wasix_addr_port_t *host) {
  struct sockaddr_in6 to = {.sin6_family = AF_INET6, .sin6_port = htons(host->u.inet6.port)};
  memcpy(&to.sin6_addr, host->u.inet6.octets, 16);
  to.sin6_flowinfo = htonl((uint32_t)host->u.inet6.flow_info1 << 16 | host->u.inet6.flow_info0);
  to.sin6_scope_id = (uint32_t)host->u.inet6.scope_id1 << 16 | host->u.inet6.scope_id0;
  copy_out(address, size, &to, sizeof to);
}

// A socket without a name has an address that ends before it (unix(7)).
static void unix_from_host(struct sockaddr *address, socklen_t *size, const wasix_addr_port_t *host) {
  struct sockaddr_un to = {.sun_family = AF_UNIX};
  memcpy(to.sun_path, host->u.path, sizeof to.sun_path);
  const size_t length = strnlen(to.sun_path, sizeof to.sun_path);
  copy_out(address, size, &to, offsetof(struct sockaddr_un, sun_path) + (length ? length + 1 : 0));
}

void __wasix_address_from_host(struct sockaddr *address, socklen_t *size, const wasix_addr_port_t *host) {
  if (!address || !size)
    return;
  switch (host->family) {
  case WASIX_AF_INET4:
    inet4_from_host(address, size, host);
    break;
  case WASIX_AF_INET6:
    inet6_from_host(address, size, host);
    break;
  case WASIX_AF_UNIX:
    unix_from_host(address, size, host);
    break;
  default:
    copy_out(address, size, &(sa_family_t){AF_UNSPEC}, sizeof(sa_family_t));
  }
}
