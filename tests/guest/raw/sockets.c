// TCP, UDP and pairs of sockets on the loopback interface.
// NATIVE: no
// STDERR: any
// NET: 127.0.0.1,[::1]
// DIR: /
#include "sockets.h"

#include <fcntl.h>

static uint32_t accept_from(uint32_t listener, address_port *peer) {
  uint32_t fd;
  CHECK(sock_accept_v2(listener, 0, &fd, peer));
  return fd;
}

static void streams(int family) {
  address_port address, peer, local;
  const uint32_t listener = listen_on(family, &address);
  const uint32_t child = fork_process();
  if (child == 0) {
    const uint32_t client = open_socket(family, STREAM);
    CHECK(sock_connect(client, &address));
    EXPECT(sock_connect(client, &address) == ISCONN);
    expect_text(client, "hello", 0);
    CHECK(sock_addr_peer(client, &peer));
    EXPECT(memcmp(&peer, &address, 6) == 0);
    CHECK(send_text(client, "abc"));
    CHECK(send_text(client, "defgh"));
    CHECK(sock_shutdown(client, SHUTDOWN_WRITE));
    expect_text(client, "", 0);
    _Exit(3);
  }
  const uint32_t server = accept_from(listener, &peer);
  CHECK(sock_addr_peer(server, &local));
  EXPECT(peer.family == family && memcmp(&peer, &local, 6) == 0);
  EXPECT(write(server, "hello", 5) == 5);
  char buffer[16];
  const vector halves[] = {{buffer, 2}, {buffer + 2, 6}};
  uint32_t size;
  uint16_t flags;
  CHECK(sock_recv(server, halves, 2, PEEK | WAIT_ALL, &size, &flags));
  EXPECT(size >= 3 && buffer[0] == 'a');
  CHECK(sock_recv(server, halves, 2, WAIT_ALL, &size, &flags));
  EXPECT(size == 8 && memcmp(buffer, "abcdefgh", 8) == 0);
  EXPECT(read(server, buffer, sizeof buffer) == 0);
  CHECK(sock_shutdown(server, SHUTDOWN_READ | SHUTDOWN_WRITE));
  EXPECT(exit_code(child) == 3);
  close(server);
  close(listener);
}

// More than the buffers of the host hold, both ways at the same time.
static void bulk(void) {
  enum { TOTAL = 8 << 20, BLOCK = 100000 };
  static char block[BLOCK];
  address_port address;
  const uint32_t listener = listen_on(INET4, &address);
  const uint32_t child = fork_process();
  if (child == 0) {
    const uint32_t client = open_socket(INET4, STREAM);
    CHECK(sock_connect(client, &address));
    for (size_t sent = 0; sent < TOTAL; sent += BLOCK)
      EXPECT(write(client, block, BLOCK) == BLOCK);
    CHECK(sock_shutdown(client, SHUTDOWN_WRITE));
    expect_text(client, "all", 0);
    _Exit(0);
  }
  address_port peer;
  const uint32_t server = accept_from(listener, &peer);
  size_t total = 0;
  for (ssize_t got; (got = read(server, block, 5000)) > 0;)
    total += got;
  EXPECT(total == (TOTAL + BLOCK - 1) / BLOCK * BLOCK);
  CHECK(send_text(server, "all"));
  EXPECT(exit_code(child) == 0);
  close(server);
  close(listener);
}

static void nonblocking(void) {
  address_port address, peer;
  const uint32_t listener = listen_on(INET4, &address);
  CHECK(set_fd_flags(listener, NONBLOCK));
  uint32_t fd;
  EXPECT(sock_accept_v2(listener, 0, &fd, &peer) == AGAIN);
  const uint32_t client = open_socket(INET4, STREAM);
  uint8_t status;
  CHECK(sock_status(client, &status));
  EXPECT(status == 0);
  CHECK(set_fd_flags(client, NONBLOCK));
  const int error = sock_connect(client, &address);
  EXPECT(error == 0 || error == INPROGRESS);
  while (accept_plain(listener, NONBLOCK, &fd) == AGAIN) {
  }
  EXPECT(receive_error(fd, 0) == AGAIN);
  CHECK(set_fd_flags(fd, 0));
  EXPECT(receive_error(fd, DONT_WAIT) == AGAIN);
  const option_time limit = {1, 2000000};
  CHECK(sock_set_opt_time(fd, 19, &limit));
  EXPECT(receive_error(fd, 0) == AGAIN);
  CHECK(sock_status(fd, &status));
  EXPECT(status == 1);
  static char block[65536];
  const vector vector = {block, sizeof block};
  uint32_t size;
  int sent;
  while ((sent = sock_send(client, &vector, 1, 0, &size)) == 0) {
  }
  EXPECT(sent == AGAIN);
  close(client);
  close(fd);
  close(listener);
}

static void refusals(void) {
  address_port address, peer;
  const uint32_t listener = listen_on(INET4, &address);
  close(listener);
  uint32_t fd = open_socket(INET4, STREAM), other;
  EXPECT(sock_connect(fd, &address) == CONNREFUSED);
  EXPECT(sock_addr_peer(fd, &peer) == NOTCONN);
  EXPECT(send_text(open_socket(INET4, DATAGRAM), "x") == DESTADDRREQ);
  address.family = 9;
  EXPECT(sock_connect(fd, &address) == INVAL);
  address.family = INET6;
  EXPECT(sock_bind(fd, &address) == AFNOSUPPORT);
  EXPECT(sock_bind(fd, (void *)-4) == FAULT);
  EXPECT(sock_connect(fd, (void *)-4) == FAULT);
  EXPECT(sock_addr_local(fd, (void *)-4) == FAULT);
  EXPECT(sock_open(INET4, STREAM, 0, (void *)-2) == FAULT);
  EXPECT(sock_open(0, STREAM, 0, &other) == AFNOSUPPORT);
  EXPECT(sock_open(77, STREAM, 0, &other) == INVAL);
  EXPECT(sock_open(INET4, 9, 0, &other) == INVAL);
  EXPECT(sock_open(INET4, RAW, 1, &other) == ACCES);
  EXPECT(sock_open(INET4, DATAGRAM, 1, &other) == PROTONOSUPPORT);
  EXPECT(sock_pair(INET4, STREAM, 0, &fd, &other) == NOTSUP);
  EXPECT(sock_shutdown(fd, 0) == INVAL);
  EXPECT(sock_shutdown(fd, 4) == INVAL);
  EXPECT(sock_shutdown(fd, 3) == NOTCONN);
  EXPECT(sock_listen(open_socket(INET4, DATAGRAM), 1) == NOTSUP);
  for (int i = 0; i < 2; ++i) {
    const uint32_t wrong = i ? 1 : 9999;
    const int expected = i ? NOTSOCK : BADF;
    const vector vector = {&peer, 1};
    uint32_t size;
    uint16_t flags;
    uint8_t byte;
    uint64_t number;
    option_time time = {0};
    EXPECT(sock_bind(wrong, &address) == expected);
    EXPECT(sock_listen(wrong, 1) == expected);
    EXPECT(sock_connect(wrong, &address) == expected);
    EXPECT(sock_accept_v2(wrong, 0, &other, &peer) == expected);
    EXPECT(accept_plain(wrong, 0, &other) == expected);
    EXPECT(sock_recv(wrong, &vector, 1, 0, &size, &flags) == expected);
    EXPECT(sock_recv_from(wrong, &vector, 1, 0, &size, &flags, &peer) == expected);
    EXPECT(sock_send(wrong, &vector, 1, 0, &size) == expected);
    EXPECT(sock_send_to(wrong, &vector, 1, 0, &address, &size) == expected);
    EXPECT(sock_send_file(wrong, 0, 0, 1, &number) == expected);
    EXPECT(sock_shutdown(wrong, 3) == expected);
    EXPECT(sock_status(wrong, &byte) == expected);
    EXPECT(sock_addr_local(wrong, &peer) == expected);
    EXPECT(sock_addr_peer(wrong, &peer) == expected);
    EXPECT(sock_set_opt_flag(wrong, 2, 1) == expected);
    EXPECT(sock_get_opt_flag(wrong, 2, &byte) == expected);
    EXPECT(sock_set_opt_size(wrong, 15, 1) == expected);
    EXPECT(sock_get_opt_size(wrong, 15, &number) == expected);
    EXPECT(sock_set_opt_time(wrong, 19, &time) == expected);
    EXPECT(sock_get_opt_time(wrong, 19, &time) == expected);
    EXPECT(sock_join_multicast_v4(wrong, &address, &address) == expected);
    EXPECT(sock_leave_multicast_v4(wrong, &address, &address) == expected);
    EXPECT(sock_join_multicast_v6(wrong, &address, 0) == expected);
    EXPECT(sock_leave_multicast_v6(wrong, &address, 0) == expected);
  }
  // Descriptors of files stay what they are.
  const int file = open("/data", O_CREAT | O_RDWR, 0666);
  EXPECT(file >= 0);
  EXPECT(sock_listen(file, 1) == NOTSOCK);
  close(file);
}

static void datagrams(void) {
  const uint32_t first = open_socket(INET4, DATAGRAM), second = open_socket(INET4, DATAGRAM);
  address_port here = loopback(0), there = loopback(0), from;
  CHECK(sock_bind(first, &here));
  CHECK(sock_addr_local(first, &here));
  char buffer[16] = "datagram";
  const vector whole = {buffer, 8}, part = {buffer, 4};
  uint32_t size;
  uint16_t flags;
  CHECK(sock_send_to(second, &whole, 1, 0, &here, &size));
  EXPECT(size == 8);
  CHECK(sock_addr_local(second, &there));
  CHECK(sock_recv_from(first, &part, 1, PEEK, &size, &flags, &from));
  EXPECT(size == 4 && flags == 1);
  EXPECT(from.inet4.port == there.inet4.port && from.inet4.octets[0] == 127);
  CHECK(sock_recv_from(first, &part, 1, TRUNCATED, &size, &flags, &from));
  EXPECT(size == 8 && flags == 1);
  EXPECT(receive_error(first, DONT_WAIT) == AGAIN);
  CHECK(sock_connect(second, &here));
  CHECK(send_text(second, "to the peer"));
  expect_text(first, "to the peer", 0);
  CHECK(sock_send_to(first, &whole, 1, 0, &from, &size));
  expect_text(second, "datagram", 0);
  close(first);
  close(second);
}

static void options(void) {
  const uint32_t fd = open_socket(INET4, STREAM);
  uint8_t flag;
  uint64_t size;
  option_time time = {1, 1500000000};
  for (int option = 1; option <= 14; ++option) {
    const int writable = option == 1 || option == 2 || option == 3 || option == 4 || option == 6 ||
                         option == 7 || option == 12 || option == 14;
    if (!writable)
      continue;
    CHECK(sock_set_opt_flag(fd, option, 1));
    CHECK(sock_get_opt_flag(fd, option, &flag));
    EXPECT(flag == 1);
    CHECK(sock_set_opt_flag(fd, option, 0));
    CHECK(sock_get_opt_flag(fd, option, &flag));
    EXPECT(flag == 0);
  }
  CHECK(sock_get_opt_flag(fd, 10, &flag));
  EXPECT(flag == 0);
  EXPECT(sock_set_opt_flag(fd, 10, 1) == NOPROTOOPT);
  EXPECT(sock_set_opt_flag(fd, 9, 1) == NOPROTOOPT);
  EXPECT(sock_set_opt_flag(fd, 2, 7) == INVAL);
  EXPECT(sock_set_opt_flag(fd, 99, 1) == INVAL);
  EXPECT(sock_set_opt_flag(fd, 15, 1) == NOPROTOOPT);
  CHECK(sock_set_opt_size(fd, 15, 8192));
  CHECK(sock_get_opt_size(fd, 15, &size));
  EXPECT(size >= 8192);
  CHECK(sock_set_opt_size(fd, 23, 9));
  CHECK(sock_get_opt_size(fd, 23, &size));
  EXPECT(size == 9);
  EXPECT(sock_set_opt_size(fd, 15, 1ull << 40) == INVAL);
  CHECK(sock_get_opt_size(fd, 25, &size));
  EXPECT(size == STREAM);
  CHECK(sock_get_opt_size(fd, 26, &size));
  EXPECT(size == 6);
  CHECK(sock_get_opt_size(fd, 11, &size));
  EXPECT(size == 0);
  for (int option = 19; option <= 22; ++option) {
    option_time result;
    CHECK(sock_get_opt_time(fd, option, &result));
    EXPECT(result.tag == 0);
    CHECK(sock_set_opt_time(fd, option, &time));
    CHECK(sock_get_opt_time(fd, option, &result));
    EXPECT(result.tag == 1 && result.nanoseconds == time.nanoseconds);
  }
  CHECK(sock_set_opt_time(fd, 13, &time));
  CHECK(sock_get_opt_time(fd, 13, &time));
  EXPECT(time.tag == 1 && time.nanoseconds == 2000000000);
  time.tag = 2;
  EXPECT(sock_set_opt_time(fd, 19, &time) == INVAL);
  EXPECT(sock_get_opt_size(fd, 15, (void *)-4) == FAULT);
  const uint32_t six = open_socket(INET6, STREAM);
  CHECK(sock_set_opt_flag(six, 5, 1));
  CHECK(sock_get_opt_flag(six, 5, &flag));
  EXPECT(flag == 1);
  CHECK(sock_set_opt_size(six, 23, 11));
  CHECK(sock_get_opt_size(six, 23, &size));
  EXPECT(size == 11);
  close(six);
  close(fd);
}

static void pairs(void) {
  uint32_t first, second;
  for (int type = STREAM; type <= SEQUENTIAL; type += type == DATAGRAM ? 2 : 1) {
    CHECK(sock_pair(UNIX, type, 0, &first, &second));
    CHECK(send_text(first, "one way"));
    expect_text(second, "one way", 0);
    CHECK(send_text(second, "and back"));
    expect_text(first, "and back", 0);
    address_port address;
    CHECK(sock_addr_local(first, &address));
    EXPECT(address.family == UNIX && address.path[0] == 0);
    close(first);
    close(second);
  }
  // A fiber that waits for the other end.
  CHECK(sock_pair(UNIX, STREAM, 0, &first, &second));
  const uint32_t child = fork_process();
  if (child == 0) {
    close(first);
    for (int i = 0; i < 1000; ++i) {
      expect_text(second, "ping", 0);
      CHECK(send_text(second, "pong"));
    }
    _Exit(0);
  }
  close(second);
  for (int i = 0; i < 1000; ++i) {
    CHECK(send_text(first, "ping"));
    expect_text(first, "pong", 0);
  }
  EXPECT(exit_code(child) == 0);
  close(first);
}

// Nobody reads any more: an error, and a SIGPIPE for the calls that could not say MSG_NOSIGNAL on Linux.
static void broken_pairs(void) {
  uint32_t first, second;
  uint64_t sent;
  CHECK(sock_pair(UNIX, STREAM, 0, &first, &second));
  close(second);
  const int file = open("/words", O_CREAT | O_RDWR, 0666);
  EXPECT(file >= 0 && write(file, "words", 5) == 5);
  EXPECT(send_text(first, "x") == PIPE);
  for (int sends_file = 0; sends_file < 2; ++sends_file) {
    const uint32_t writer = fork_process();
    if (writer == 0) {
      if (sends_file)
        sock_send_file(first, file, 0, 5, &sent);
      else
        write(first, "x", 1);
      _Exit(1);
    }
    join_status status;
    join(writer, &status);
    EXPECT(status.tag == 2 && status.signal == 13);
  }
  // Where nothing is to be sent, nothing is wrong.
  CHECK(sock_send_file(first, file, 5, 5, &sent));
  close(first);
  close(file);
}

static void files(void) {
  enum { SIZE = 200000 };
  static char content[SIZE], received[SIZE];
  for (int i = 0; i < SIZE; ++i)
    content[i] = (char)(i * 31 >> 3);
  const int file = open("/content", O_CREAT | O_RDWR, 0666);
  EXPECT(file >= 0 && write(file, content, SIZE) == SIZE);
  uint32_t first, second;
  CHECK(sock_pair(UNIX, STREAM, 0, &first, &second));
  const uint32_t child = fork_process();
  if (child == 0) {
    uint64_t sent;
    CHECK(sock_send_file(first, file, 1000, SIZE, &sent));
    EXPECT(sent == SIZE - 1000);
    CHECK(sock_send_file(first, file, SIZE + 5, 10, &sent));
    EXPECT(sent == 0);
    EXPECT(sock_send_file(first, 9999, 0, 1, &sent) == BADF);
    _Exit(0);
  }
  close(first);
  size_t total = 0;
  for (ssize_t got; (got = read(second, received + total, SIZE - total)) > 0;)
    total += got;
  EXPECT(total == SIZE - 1000 && memcmp(received, content + 1000, total) == 0);
  EXPECT(exit_code(child) == 0);
  close(second);
  close(file);
}

static void groups(void) {
  const uint32_t fd = open_socket(INET4, DATAGRAM);
  const uint8_t group[4] = {224, 0, 0, 251}, interface[4] = {127, 0, 0, 1};
  EXPECT(sock_join_multicast_v4(fd, group, interface) == ACCES); // no rule covers it
  EXPECT(sock_leave_multicast_v4(fd, group, interface) != 0);
  EXPECT(sock_join_multicast_v4(fd, (void *)-2, interface) == FAULT);
  close(fd);
}

int main(void) {
  nonblocking();
  datagrams();
  options();
  refusals();
  streams(INET4);
  streams(INET6);
  bulk();
  pairs();
  broken_pairs();
  files();
  groups();
  puts("sockets work");
}
