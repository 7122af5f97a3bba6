// Making, naming and connecting sockets.
#include "socket_address.h"

#include <wasi/api.h>

enum { TYPE_FLAGS = SOCK_NONBLOCK | SOCK_CLOEXEC };

// The host's number for a type, or -1.
static int host_type(int type) {
  switch (type & ~TYPE_FLAGS) {
  case SOCK_STREAM:
    return WASIX_SOCK_STREAM;
  case SOCK_DGRAM:
    return WASIX_SOCK_DGRAM;
  case SOCK_RAW:
    return WASIX_SOCK_RAW;
  case SOCK_SEQPACKET:
    return WASIX_SOCK_SEQPACKET;
  default:
    return -1;
  }
}

int socket(int family, int type, int protocol) {
  int32_t fd;
  if (family < AF_INET || family > AF_UNIX)
    return __wasix_fail(EAFNOSUPPORT);
  if (host_type(type) < 0)
    return __wasix_fail(EINVAL);
  if (__wasix_result(wasix_sock_open(family, host_type(type), protocol, &fd)) != 0)
    return -1;
  return __wasix_with_flags(fd, type & SOCK_CLOEXEC, type & SOCK_NONBLOCK);
}

int socketpair(int family, int type, int protocol, int ends[2]) {
  int32_t first, second;
  if (host_type(type) < 0)
    return __wasix_fail(EINVAL);
  if (__wasix_result(wasix_sock_pair(family, host_type(type), protocol, &first, &second)) != 0)
    return -1;
  int both[2] = {first, second};
  if (__wasix_pair_with_flags(both, type & SOCK_CLOEXEC, type & SOCK_NONBLOCK) != 0)
    return -1;
  ends[0] = first;
  ends[1] = second;
  return 0;
}

int bind(int fd, const struct sockaddr *address, socklen_t size) {
  wasix_addr_port_t host;
  if (__wasix_address_to_host(&host, address, size) != 0)
    return -1;
  return __wasix_result(wasix_sock_bind(fd, &host));
}

int listen(int fd, int backlog) {
  return __wasix_result(wasix_sock_listen(fd, backlog < 0 ? 0 : (uint32_t)backlog));
}

int accept4(int fd, struct sockaddr *restrict peer, socklen_t *restrict size, int flags) {
  wasix_addr_port_t host;
  int32_t connection;
  if (flags & ~TYPE_FLAGS)
    return __wasix_fail(EINVAL);
  const uint32_t fd_flags = flags & SOCK_NONBLOCK ? __WASI_FDFLAGS_NONBLOCK : 0;
  const wasix_errno_t error = WASIX_RESTART(wasix_sock_accept_v2(fd, fd_flags, &connection, &host));
  if (error)
    return __wasix_fail(error);
  __wasix_address_from_host(peer, size, &host);
  return __wasix_with_flags(connection, flags & SOCK_CLOEXEC, 0);
}

int accept(int fd, struct sockaddr *restrict peer, socklen_t *restrict size) {
  return accept4(fd, peer, size, 0);
}

// Not restarted: an interrupted connection goes on by itself (POSIX connect).
int connect(int fd, const struct sockaddr *address, socklen_t size) {
  wasix_addr_port_t host;
  if (__wasix_address_to_host(&host, address, size) != 0)
    return -1;
  return __wasix_result(wasix_sock_connect(fd, &host));
}

int shutdown(int fd, int directions) { return __wasix_result(wasix_sock_shutdown(fd, (uint32_t)directions)); }

int getsockname(int fd, struct sockaddr *restrict address, socklen_t *restrict size) {
  wasix_addr_port_t host;
  if (__wasix_result(wasix_sock_addr_local(fd, &host)) != 0)
    return -1;
  __wasix_address_from_host(address, size, &host);
  return 0;
}

int getpeername(int fd, struct sockaddr *restrict address, socklen_t *restrict size) {
  wasix_addr_port_t host;
  if (__wasix_result(wasix_sock_addr_peer(fd, &host)) != 0)
    return -1;
  __wasix_address_from_host(address, size, &host);
  return 0;
}
