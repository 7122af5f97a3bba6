// Sending and receiving. There is no control data: descriptors cannot be passed to other programs.
#include "socket_address.h"

#include <limits.h>

// The host raises no SIGPIPE for these calls, as it cannot be told MSG_NOSIGNAL.
static ssize_t sent(wasix_errno_t error, size_t size, int flags) {
  if (error == EPIPE && !(flags & MSG_NOSIGNAL))
    wasix_proc_raise(SIGPIPE);
  return error ? __wasix_fail(error) : (ssize_t)size;
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
  size_t size;
  wasix_addr_port_t host;
  if (flags & ~(MSG_DONTWAIT | MSG_NOSIGNAL))
    return __wasix_fail(EOPNOTSUPP);
  if (message->msg_iovlen < 0 || message->msg_iovlen > IOV_MAX)
    return __wasix_fail(EMSGSIZE);
  if (message->msg_controllen != 0)
    return __wasix_fail(EINVAL);
  const uint32_t host_flags = flags & MSG_DONTWAIT ? WASIX_SEND_DONT_WAIT : 0;
  const size_t count = (size_t)message->msg_iovlen;
  if (!message->msg_name || message->msg_namelen == 0) {
    const wasix_errno_t error =
        WASIX_RESTART(wasix_sock_send(fd, message->msg_iov, count, host_flags, &size));
    return sent(error, size, flags);
  }
  if (__wasix_address_to_host(&host, message->msg_name, message->msg_namelen) != 0)
    return -1;
  const wasix_errno_t error =
      WASIX_RESTART(wasix_sock_send_to(fd, message->msg_iov, count, host_flags, &host, &size));
  return sent(error, size, flags);
}

ssize_t sendto(int fd, const void *bytes, size_t size, int flags, const struct sockaddr *peer,
               socklen_t peer_size) {
  struct iovec vector = {(void *)bytes, size};
  const struct msghdr message = {
      .msg_name = (void *)peer, .msg_namelen = peer_size, .msg_iov = &vector, .msg_iovlen = 1};
  return sendmsg(fd, &message, flags);
}

ssize_t send(int fd, const void *bytes, size_t size, int flags) {
  return sendto(fd, bytes, size, flags, NULL, 0);
}

static uint32_t receive_flags(int flags) {
  return (flags & MSG_PEEK ? WASIX_RECV_PEEK : 0) | (flags & MSG_WAITALL ? WASIX_RECV_WAITALL : 0) |
         (flags & MSG_TRUNC ? WASIX_RECV_DATA_TRUNCATED : 0) |
         (flags & MSG_DONTWAIT ? WASIX_RECV_DONT_WAIT : 0);
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags) {
  size_t size;
  uint16_t result_flags;
  wasix_addr_port_t host;
  if (flags & ~(MSG_PEEK | MSG_WAITALL | MSG_TRUNC | MSG_DONTWAIT | MSG_NOSIGNAL))
    return __wasix_fail(EOPNOTSUPP);
  if (message->msg_iovlen < 0 || message->msg_iovlen > IOV_MAX)
    return __wasix_fail(EMSGSIZE);
  const wasix_errno_t error = WASIX_RESTART(wasix_sock_recv_from(
      fd, message->msg_iov, (size_t)message->msg_iovlen, receive_flags(flags), &size, &result_flags, &host));
  if (error)
    return __wasix_fail(error);
  if (message->msg_name)
    __wasix_address_from_host(message->msg_name, &message->msg_namelen, &host);
  message->msg_controllen = 0;
  message->msg_flags = result_flags & WASIX_RECEIVED_TRUNCATED ? MSG_TRUNC : 0;
  return (ssize_t)size;
}

ssize_t recvfrom(int fd, void *restrict bytes, size_t size, int flags, struct sockaddr *restrict peer,
                 socklen_t *restrict peer_size) {
  struct iovec vector = {bytes, size};
  struct msghdr message = {.msg_name = peer_size ? peer : NULL,
                           .msg_namelen = peer_size ? *peer_size : 0,
                           .msg_iov = &vector,
                           .msg_iovlen = 1};
  const ssize_t received = recvmsg(fd, &message, flags);
  if (received >= 0 && peer_size)
    *peer_size = message.msg_namelen;
  return received;
}

ssize_t recv(int fd, void *bytes, size_t size, int flags) {
  return recvfrom(fd, bytes, size, flags, NULL, NULL);
}
