// What sock_* calls refuse: descriptors that are no sockets, states that do not fit, options that there are
// not; and what poll_oneoff and epoll_* do.
// NATIVE: no
// NET: all
// DIR: /data
#include "epoll.h"

#include <fcntl.h>
#include <wasi/api.h>

enum { NO_FD = 12345, ADDRNOTAVAIL = 4, MSGSIZE = 35 };

static char buffer[16];
static const vector parts[] = {{buffer, sizeof buffer}};
static uint32_t size, other;
static uint16_t flags;
static uint64_t number;
static uint8_t flag;
static address_port address;
static option_time no_time;

// What every call says of a descriptor that is none, or no socket.
static void expect_everywhere(uint32_t fd, int error) {
  const uint8_t group[24] = {0};
  const address_port there = loopback(9);
  EXPECT(sock_bind(fd, &there) == error);
  EXPECT(sock_connect(fd, &there) == error);
  EXPECT(sock_listen(fd, 1) == error);
  EXPECT(sock_accept_v2(fd, 0, &other, &address) == error);
  EXPECT(accept_plain(fd, 0, &other) == error);
  EXPECT(sock_recv(fd, parts, 1, 0, &size, &flags) == error);
  EXPECT(sock_recv_from(fd, parts, 1, 0, &size, &flags, &address) == error);
  EXPECT(sock_send(fd, parts, 1, 0, &size) == error);
  EXPECT(sock_send_to(fd, parts, 1, 0, &there, &size) == error);
  EXPECT(sock_send_file(fd, 0, 0, 1, &number) == error);
  EXPECT(sock_shutdown(fd, 1) == error);
  EXPECT(sock_addr_local(fd, &address) == error);
  EXPECT(sock_addr_peer(fd, &address) == error);
  EXPECT(sock_set_opt_flag(fd, 2, 1) == error);
  EXPECT(sock_get_opt_flag(fd, 2, &flag) == error);
  EXPECT(sock_set_opt_size(fd, 15, 4096) == error);
  EXPECT(sock_get_opt_size(fd, 15, &number) == error);
  EXPECT(sock_set_opt_time(fd, 19, &no_time) == error);
  EXPECT(sock_get_opt_time(fd, 19, &no_time) == error);
  EXPECT(sock_join_multicast_v4(fd, group, group) == error);
  EXPECT(sock_leave_multicast_v4(fd, group, group) == error);
  EXPECT(sock_join_multicast_v6(fd, group, 1) == error);
  EXPECT(sock_leave_multicast_v6(fd, group, 1) == error);
  EXPECT(sock_status(fd, &flag) == error);
}

static void descriptors(void) {
  const int file = open("/data/file", O_CREAT | O_RDWR, 0666);
  EXPECT(file >= 0);
  expect_everywhere(NO_FD, BADF);
  expect_everywhere(-1, BADF);
  expect_everywhere(file, NOTSOCK);
  close(file);
}

static void states(void) {
  address_port here;
  const uint32_t listener = listen_on(INET4, &here), fresh = open_socket(INET4, STREAM);
  EXPECT(sock_recv(listener, parts, 1, 0, &size, &flags) == NOTCONN);
  EXPECT(sock_recv_from(listener, parts, 1, 0, &size, &flags, &address) == NOTCONN);
  EXPECT(sock_send(fresh, parts, 1, 0, &size) == PIPE);
  EXPECT(sock_addr_peer(fresh, &address) == NOTCONN);
  EXPECT(sock_shutdown(fresh, SHUTDOWN_WRITE) == NOTCONN);
  EXPECT(sock_accept_v2(fresh, 0, &other, &address) == INVAL);
  EXPECT(accept_plain(fresh, 0, &other) == INVAL);
  EXPECT(sock_accept_v2(listener, 64, &other, &address) == INVAL);
  EXPECT(accept_plain(listener, 64, &other) == INVAL);
  EXPECT(sock_bind(listener, &here) == INVAL);
  EXPECT(sock_bind(fresh, &here) == ADDRINUSE);
  EXPECT(sock_recv(fresh, parts, 1, 16, &size, &flags) == INVAL);
  EXPECT(sock_recv_from(fresh, parts, 1, 16, &size, &flags, &address) == INVAL);
  EXPECT(sock_send(fresh, parts, 1, 4, &size) == INVAL);
  EXPECT(sock_send_to(fresh, parts, 1, 4, &here, &size) == INVAL);
  EXPECT(sock_shutdown(fresh, 4) == INVAL);
  CHECK(sock_connect(fresh, &here));
  EXPECT(sock_connect(fresh, &here) == ISCONN);
  EXPECT(sock_recv(fresh, parts, 1, DONT_WAIT, &size, &flags) == AGAIN);
  const address_port far = {.family = INET4, .inet4 = {1, {192, 0, 2, 1}}};
  EXPECT(sock_bind(open_socket(INET4, STREAM), &far) == ADDRNOTAVAIL);
  close(listener);
  close(fresh);
}

static void datagrams(void) {
  static char much[70000];
  const vector large = {much, sizeof much};
  const uint32_t fd = open_socket(INET4, DATAGRAM);
  const address_port there = loopback(9);
  EXPECT(sock_send(fd, parts, 1, 0, &size) == DESTADDRREQ);
  EXPECT(sock_send_to(fd, &large, 1, 0, &there, &size) == MSGSIZE);
  EXPECT(sock_listen(fd, 1) == NOTSUP);
  EXPECT(sock_accept_v2(fd, 0, &other, &address) == NOTSUP);
  EXPECT(accept_plain(fd, 0, &other) == NOTSUP);
  EXPECT(sock_recv_from(fd, parts, 1, DONT_WAIT, &size, &flags, &address) == AGAIN);
  close(fd);
}

static void options(void) {
  const uint32_t fd = open_socket(INET4, STREAM);
  const uint8_t not_a_group[24] = {0}, group[24] = {0xff, 2, [15] = 77};
  EXPECT(sock_get_opt_flag(fd, 99, &flag) == INVAL);
  EXPECT(sock_get_opt_flag(fd, 15, &flag) == NOPROTOOPT);
  EXPECT(sock_get_opt_size(fd, 2, &number) == NOPROTOOPT);
  EXPECT(sock_set_opt_size(fd, 2, 1) == NOPROTOOPT);
  EXPECT(sock_get_opt_time(fd, 2, &no_time) == NOPROTOOPT);
  EXPECT(sock_set_opt_time(fd, 2, &no_time) == NOPROTOOPT);
  const uint32_t datagrams = open_socket(INET4, DATAGRAM), inet6 = open_socket(INET6, DATAGRAM);
  EXPECT(sock_join_multicast_v4(datagrams, not_a_group, not_a_group) == INVAL);
  EXPECT(sock_leave_multicast_v4(datagrams, not_a_group, not_a_group) == ADDRNOTAVAIL);
  EXPECT(sock_join_multicast_v6(inet6, not_a_group, 1) == INVAL);
  EXPECT(sock_leave_multicast_v6(inet6, not_a_group, 1) == INVAL);
  EXPECT(sock_leave_multicast_v6(inet6, group, 1) == ADDRNOTAVAIL);
  EXPECT(sock_open(7, STREAM, 0, &other) == INVAL);
  EXPECT(sock_open(INET4, 7, 0, &other) == INVAL);
  EXPECT(sock_open(INET4, STREAM, 132, &other) == PROTONOSUPPORT);
  EXPECT(sock_pair(INET4, STREAM, 0, &other, &other) == NOTSUP);
  EXPECT(sock_pair(UNIX, RAW, 0, &other, &other) == ACCES);
  close(fd);
  close(datagrams);
  close(inet6);
}

static void polls(void) {
  __wasi_subscription_t subscription = {.userdata = 7};
  __wasi_event_t event;
  __wasi_size_t count;
  EXPECT(__wasi_poll_oneoff(&subscription, &event, 0, &count) == INVAL);
  EXPECT(__wasi_poll_oneoff((void *)-8, &event, 1, &count) == FAULT);
  EXPECT(__wasi_poll_oneoff(&subscription, (void *)-8, 1, &count) == FAULT);
  EXPECT(__wasi_poll_oneoff(&subscription, &event, 0x20000000, &count) == INVAL);
  subscription.u.tag = 3;
  EXPECT(__wasi_poll_oneoff(&subscription, &event, 1, &count) == INVAL);
  // What is wrong with one subscription, its event says.
  subscription.u.tag = __WASI_EVENTTYPE_FD_READ;
  subscription.u.u.fd_read.file_descriptor = NO_FD;
  CHECK(__wasi_poll_oneoff(&subscription, &event, 1, &count));
  EXPECT(count == 1 && event.userdata == 7 && event.error == BADF);
  subscription.u.tag = __WASI_EVENTTYPE_CLOCK;
  subscription.u.u.clock.id = 9;
  CHECK(__wasi_poll_oneoff(&subscription, &event, 1, &count));
  EXPECT(count == 1 && event.error == INVAL);
}

static void epolls(void) {
  uint32_t epoll, ends[2], count;
  const int file = open("/data/file", O_RDWR);
  epoll_event event = {.events = IN};
  CHECK(epoll_create(&epoll));
  CHECK(fd_pipe(&ends[0], &ends[1]));
  EXPECT(epoll_ctl(NO_FD, ADD, ends[0], &event) == BADF);
  EXPECT(epoll_ctl(epoll, ADD, NO_FD, &event) == BADF);
  EXPECT(epoll_ctl(ends[0], ADD, ends[1], &event) == INVAL);
  EXPECT(epoll_ctl(epoll, ADD, epoll, &event) == INVAL);
  EXPECT(epoll_ctl(epoll, ADD, file, &event) == PERM);
  EXPECT(epoll_ctl(epoll, 4, ends[0], &event) == INVAL);
  EXPECT(epoll_ctl(epoll, MODIFY_ONLY, ends[0], &event) == NOENT);
  EXPECT(epoll_ctl(epoll, DELETE, ends[0], &event) == NOENT);
  CHECK(epoll_ctl(epoll, ADD, ends[0], &event));
  EXPECT(epoll_ctl(epoll, ADD, ends[0], &event) == EXIST);
  EXPECT(epoll_wait(epoll, &event, 0, 0, &count) == INVAL);
  EXPECT(epoll_wait(ends[0], &event, 1, 0, &count) == INVAL);
  EXPECT(epoll_wait(NO_FD, &event, 1, 0, &count) == BADF);
  EXPECT(fd_event(0, 2, &count) == INVAL);
}

int main(void) {
  descriptors();
  states();
  datagrams();
  options();
  polls();
  epolls();
  puts("refused");
}
