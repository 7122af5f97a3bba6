// The WASIX socket calls as raw imports.
#pragma once

#include "wasix.h"

typedef struct {
  uint8_t family; // 1 IPv4, 2 IPv6, 3 UNIX-domain
  uint8_t padding;
  union {
    struct {
      uint16_t port;
      uint8_t octets[4];
    } inet4;
    struct {
      uint16_t port;
      uint8_t octets[16];
      uint16_t flow[2], scope[2];
    } inet6;
    char path[108];
  };
} address_port;

typedef struct {
  void *buffer;
  uint32_t length;
} vector;

typedef struct {
  uint8_t tag;
  uint64_t nanoseconds;
} option_time;

int WASIX(sock_open)(int family, int type, int protocol, uint32_t *fd);
int WASIX(sock_pair)(int family, int type, int protocol, uint32_t *first, uint32_t *second);
int WASIX(sock_bind)(uint32_t fd, const address_port *address);
int WASIX(sock_listen)(uint32_t fd, uint32_t backlog);
int WASIX(sock_accept_v2)(uint32_t fd, int flags, uint32_t *result, address_port *peer);
int WASIX(sock_connect)(uint32_t fd, const address_port *address);
int WASIX(sock_recv)(uint32_t fd, const vector *vectors, uint32_t count, int flags, uint32_t *size,
                     uint16_t *result_flags);
int WASIX(sock_recv_from)(uint32_t fd, const vector *vectors, uint32_t count, int flags, uint32_t *size,
                          uint16_t *result_flags, address_port *peer);
int WASIX(sock_send)(uint32_t fd, const vector *vectors, uint32_t count, int flags, uint32_t *size);
int WASIX(sock_send_to)(uint32_t fd, const vector *vectors, uint32_t count, int flags,
                        const address_port *peer, uint32_t *size);
int WASIX(sock_send_file)(uint32_t target, uint32_t source, uint64_t offset, uint64_t count, uint64_t *sent);
int WASIX(sock_shutdown)(uint32_t fd, int directions);
int WASIX(sock_status)(uint32_t fd, uint8_t *status);
int WASIX(sock_addr_local)(uint32_t fd, address_port *address);
int WASIX(sock_addr_peer)(uint32_t fd, address_port *address);
int WASIX(sock_set_opt_flag)(uint32_t fd, int option, int value);
int WASIX(sock_get_opt_flag)(uint32_t fd, int option, uint8_t *value);
int WASIX(sock_set_opt_size)(uint32_t fd, int option, uint64_t value);
int WASIX(sock_get_opt_size)(uint32_t fd, int option, uint64_t *value);
int WASIX(sock_set_opt_time)(uint32_t fd, int option, const option_time *time);
int WASIX(sock_get_opt_time)(uint32_t fd, int option, option_time *time);
int WASIX(sock_join_multicast_v4)(uint32_t fd, const void *group, const void *interface);
int WASIX(sock_leave_multicast_v4)(uint32_t fd, const void *group, const void *interface);
int WASIX(sock_join_multicast_v6)(uint32_t fd, const void *group, uint32_t interface);
int WASIX(sock_leave_multicast_v6)(uint32_t fd, const void *group, uint32_t interface);
int __attribute__((import_module("wasi_snapshot_preview1"), import_name("sock_accept")))
accept_plain(uint32_t fd, int flags, uint32_t *result);
int __attribute__((import_module("wasi_snapshot_preview1"), import_name("fd_fdstat_set_flags")))
set_fd_flags(uint32_t fd, int flags);

enum { INET4 = 1, INET6, UNIX };
enum { STREAM = 1, DATAGRAM, RAW, SEQUENTIAL };
enum { NONBLOCK = 4 };
enum { PEEK = 1, WAIT_ALL = 2, TRUNCATED = 4, DONT_WAIT = 8 };
enum { SHUTDOWN_READ = 1, SHUTDOWN_WRITE = 2 };
enum {
  ACCES = 2,
  ADDRINUSE = 3,
  AFNOSUPPORT = 5,
  AGAIN = 6,
  BADF = 8,
  CONNREFUSED = 14,
  DESTADDRREQ = 17,
  FAULT = 21,
  INPROGRESS = 26,
  INVAL = 28,
  ISCONN = 30,
  NAMETOOLONG = 37,
  NOENT = 44,
  NOPROTOOPT = 50,
  NOTCONN = 53,
  NOTSOCK = 57,
  NOTSUP = 58,
  PIPE = 64,
  PROTONOSUPPORT = 66,
  ROFS = 69,
};

static inline address_port loopback(uint16_t port) {
  address_port address = {.family = INET4, .inet4 = {port, {127, 0, 0, 1}}};
  return address;
}

static inline uint32_t open_socket(int family, int type) {
  uint32_t fd;
  CHECK(sock_open(family, type, 0, &fd));
  return fd;
}

static inline address_port named(const char *path) {
  address_port address = {.family = UNIX};
  strncpy(address.path, path, sizeof address.path);
  return address;
}

// Between UNIX-domain sockets of these names: the sender's name comes with the message, and answers find it.
static inline void exchange_datagrams(const char *here, const char *there) {
  const address_port at_here = named(here), at_there = named(there);
  const uint32_t first = open_socket(UNIX, DATAGRAM), second = open_socket(UNIX, DATAGRAM);
  CHECK(sock_bind(first, &at_here));
  CHECK(sock_bind(second, &at_there));
  char buffer[8] = "message";
  const vector vector = {buffer, sizeof buffer};
  uint32_t size;
  uint16_t flags;
  address_port from;
  CHECK(sock_send_to(first, &vector, 1, 0, &at_there, &size));
  CHECK(sock_recv_from(second, &vector, 1, 0, &size, &flags, &from));
  EXPECT(from.family == UNIX && strcmp(from.path, here) == 0);
  CHECK(sock_send_to(second, &vector, 1, 0, &from, &size));
  CHECK(sock_recv_from(first, &vector, 1, 0, &size, &flags, &from));
  EXPECT(strcmp(from.path, there) == 0);
  close(first);
  close(second);
}

// A listener at a port of the host's choice, which `address` gets.
static inline uint32_t listen_on(int family, address_port *address) {
  const uint32_t fd = open_socket(family, STREAM);
  *address = loopback(0);
  if (family == INET6) {
    memset(address, 0, sizeof *address);
    address->family = INET6;
    address->inet6.octets[15] = 1;
  }
  CHECK(sock_bind(fd, address));
  CHECK(sock_listen(fd, 16));
  CHECK(sock_addr_local(fd, address));
  EXPECT(address->family == family);
  return fd;
}

static inline int send_text(uint32_t fd, const char *text) {
  const vector vector = {(void *)text, strlen(text)};
  uint32_t size;
  const int error = sock_send(fd, &vector, 1, 0, &size);
  if (error == 0)
    EXPECT(size == strlen(text));
  return error;
}

// Receives and compares.
static inline void expect_text(uint32_t fd, const char *text, int flags) {
  char buffer[256];
  const vector vector = {buffer, sizeof buffer};
  uint32_t size = 0;
  uint16_t result_flags;
  CHECK(sock_recv(fd, &vector, 1, flags, &size, &result_flags));
  if (size != strlen(text) || memcmp(buffer, text, size) != 0) {
    fprintf(stderr, "received '%.*s' instead of '%s'\n", (int)size, buffer, text);
    exit(97);
  }
}

static inline int receive_error(uint32_t fd, int flags) {
  char byte;
  const vector vector = {&byte, 1};
  uint32_t size;
  uint16_t result_flags;
  return sock_recv(fd, &vector, 1, flags, &size, &result_flags);
}
