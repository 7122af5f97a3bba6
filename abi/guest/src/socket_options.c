// getsockopt and setsockopt: a table says which of the host's options is meant and what its value is like.
#include "internal.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

typedef enum { FLAG, SIZE, TIME, LINGER_TIME } kind;

static const struct {
  int level, option;
  kind kind;
  uint8_t host;
} options[] = {
    {SOL_SOCKET, SO_REUSEADDR, FLAG, WASIX_SO_REUSE_ADDR},
    {SOL_SOCKET, SO_REUSEPORT, FLAG, WASIX_SO_REUSE_PORT},
    {SOL_SOCKET, SO_DONTROUTE, FLAG, WASIX_SO_DONT_ROUTE},
    {SOL_SOCKET, SO_BROADCAST, FLAG, WASIX_SO_BROADCAST},
    {SOL_SOCKET, SO_KEEPALIVE, FLAG, WASIX_SO_KEEP_ALIVE},
    {SOL_SOCKET, SO_OOBINLINE, FLAG, WASIX_SO_OOB_INLINE},
    {SOL_SOCKET, SO_ACCEPTCONN, FLAG, WASIX_SO_LISTENING},
    {SOL_SOCKET, SO_ERROR, SIZE, WASIX_SO_LAST_ERROR},
    {SOL_SOCKET, SO_RCVBUF, SIZE, WASIX_SO_RECV_BUF_SIZE},
    {SOL_SOCKET, SO_SNDBUF, SIZE, WASIX_SO_SEND_BUF_SIZE},
    {SOL_SOCKET, SO_RCVLOWAT, SIZE, WASIX_SO_RECV_LOWAT},
    {SOL_SOCKET, SO_SNDLOWAT, SIZE, WASIX_SO_SEND_LOWAT},
    {SOL_SOCKET, SO_TYPE, SIZE, WASIX_SO_TYPE},
    {SOL_SOCKET, SO_PROTOCOL, SIZE, WASIX_SO_PROTO},
    {SOL_SOCKET, SO_RCVTIMEO, TIME, WASIX_SO_RECV_TIMEOUT},
    {SOL_SOCKET, SO_SNDTIMEO, TIME, WASIX_SO_SEND_TIMEOUT},
    {SOL_SOCKET, SO_LINGER, LINGER_TIME, WASIX_SO_LINGER},
    {IPPROTO_TCP, TCP_NODELAY, FLAG, WASIX_SO_NO_DELAY},
    {IPPROTO_IP, IP_TTL, SIZE, WASIX_SO_TTL},
    {IPPROTO_IP, IP_MULTICAST_TTL, SIZE, WASIX_SO_MULTICAST_TTL_V4},
    {IPPROTO_IP, IP_MULTICAST_LOOP, FLAG, WASIX_SO_MULTICAST_LOOP_V4},
    {IPPROTO_IPV6, IPV6_UNICAST_HOPS, SIZE, WASIX_SO_TTL},
    {IPPROTO_IPV6, IPV6_MULTICAST_LOOP, FLAG, WASIX_SO_MULTICAST_LOOP_V6},
    {IPPROTO_IPV6, IPV6_V6ONLY, FLAG, WASIX_SO_ONLY_V6},
};
enum { COUNT = sizeof options / sizeof options[0], SECOND = 1000000000, MICROSECOND = 1000 };

static int find(int level, int option) {
  for (int i = 0; i < COUNT; ++i)
    if (options[i].level == level && options[i].option == option)
      return i;
  return -1;
}

static int store(void *value, socklen_t *size, const void *result, socklen_t result_size) {
  memcpy(value, result, *size < result_size ? *size : result_size);
  if (*size > result_size)
    *size = result_size;
  return 0;
}

static int type_of(uint64_t host) {
  static const int types[] = {0, SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET};
  return host < sizeof types / sizeof types[0] ? types[host] : 0;
}

static int get_flag(int fd, int index, void *value, socklen_t *size) {
  uint8_t flag;
  if (__wasix_result(wasix_sock_get_opt_flag(fd, options[index].host, &flag)) != 0)
    return -1;
  return store(value, size, &(int){flag}, sizeof(int));
}

static int get_size(int fd, int index, void *value, socklen_t *size) {
  uint64_t number;
  if (__wasix_result(wasix_sock_get_opt_size(fd, options[index].host, &number)) != 0)
    return -1;
  const int result = options[index].host == WASIX_SO_TYPE ? type_of(number) : (int)number;
  return store(value, size, &result, sizeof result);
}

static int get_time(int fd, int index, void *value, socklen_t *size) {
  wasix_option_timestamp_t time;
  if (__wasix_result(wasix_sock_get_opt_time(fd, options[index].host, &time)) != 0)
    return -1;
  const uint64_t nanoseconds = time.tag == WASIX_SOME ? time.value : 0;
  if (options[index].kind == LINGER_TIME) {
    const struct linger linger = {time.tag == WASIX_SOME, (int)(nanoseconds / SECOND)};
    return store(value, size, &linger, sizeof linger);
  }
  const struct timeval limit = {.tv_sec = (time_t)(nanoseconds / SECOND),
                                .tv_usec = (suseconds_t)(nanoseconds % SECOND / MICROSECOND)};
  return store(value, size, &limit, sizeof limit);
}

int getsockopt(int fd, int level, int option, void *restrict value, socklen_t *restrict size) {
  const int index = find(level, option);
  if (index < 0)
    return __wasix_fail(ENOPROTOOPT);
  switch (options[index].kind) {
  case FLAG:
    return get_flag(fd, index, value, size);
  case SIZE:
    return get_size(fd, index, value, size);
  default:
    return get_time(fd, index, value, size);
  }
}

static int set_linger(int fd, int index, const void *value, socklen_t size) {
  struct linger linger;
  if (size < sizeof linger)
    return __wasix_fail(EINVAL);
  memcpy(&linger, value, sizeof linger);
  const wasix_option_timestamp_t time = {.tag = linger.l_onoff ? WASIX_SOME : WASIX_NONE,
                                         .value = (uint64_t)linger.l_linger * SECOND};
  return __wasix_result(wasix_sock_set_opt_time(fd, options[index].host, &time));
}

// Zero is no limit.
static int set_time(int fd, int index, const void *value, socklen_t size) {
  struct timeval limit;
  if (size < sizeof limit)
    return __wasix_fail(EINVAL);
  memcpy(&limit, value, sizeof limit);
  if (limit.tv_usec < 0 || limit.tv_usec >= 1000000)
    return __wasix_fail(EDOM);
  const uint64_t nanoseconds = (uint64_t)limit.tv_sec * SECOND + (uint64_t)limit.tv_usec * MICROSECOND;
  const wasix_option_timestamp_t time = {.tag = nanoseconds ? WASIX_SOME : WASIX_NONE, .value = nanoseconds};
  return __wasix_result(wasix_sock_set_opt_time(fd, options[index].host, &time));
}

static int change_groups(int fd, int joins, const void *value, socklen_t size) {
  struct ip_mreq group;
  if (size < sizeof group)
    return __wasix_fail(EINVAL);
  memcpy(&group, value, sizeof group);
  return __wasix_result(joins
                            ? wasix_sock_join_multicast_v4(fd, &group.imr_multiaddr, &group.imr_interface)
                            : wasix_sock_leave_multicast_v4(fd, &group.imr_multiaddr, &group.imr_interface));
}

static int change_groups6(int fd, int joins, const void *value, socklen_t size) {
  struct ipv6_mreq group;
  uint8_t address[24] = {0}; // addr_ip6: the octets, flow and scope
  if (size < sizeof group)
    return __wasix_fail(EINVAL);
  memcpy(&group, value, sizeof group);
  memcpy(address, &group.ipv6mr_multiaddr, 16);
  return __wasix_result(joins ? wasix_sock_join_multicast_v6(fd, address, group.ipv6mr_interface)
                              : wasix_sock_leave_multicast_v6(fd, address, group.ipv6mr_interface));
}

int setsockopt(int fd, int level, int option, const void *value, socklen_t size) {
  if (level == IPPROTO_IP && (option == IP_ADD_MEMBERSHIP || option == IP_DROP_MEMBERSHIP))
    return change_groups(fd, option == IP_ADD_MEMBERSHIP, value, size);
  if (level == IPPROTO_IPV6 && (option == IPV6_JOIN_GROUP || option == IPV6_LEAVE_GROUP))
    return change_groups6(fd, option == IPV6_JOIN_GROUP, value, size);
  const int index = find(level, option);
  int number;
  if (index < 0)
    return __wasix_fail(ENOPROTOOPT);
  if (options[index].kind == LINGER_TIME)
    return set_linger(fd, index, value, size);
  if (options[index].kind == TIME)
    return set_time(fd, index, value, size);
  if (size < sizeof number)
    return __wasix_fail(EINVAL);
  memcpy(&number, value, sizeof number);
  if (options[index].kind == FLAG)
    return __wasix_result(wasix_sock_set_opt_flag(fd, options[index].host, number != 0));
  return __wasix_result(wasix_sock_set_opt_size(fd, options[index].host, (uint64_t)number));
}
