// UNIX-domain sockets with names in granted directories.
// NATIVE: no
// NET: unix
// DIR: /data
// STDERR: any
#include "sockets.h"

#include <fcntl.h>

static void streams(void) {
  const address_port name = named("/data/stream");
  const uint32_t listener = open_socket(UNIX, STREAM);
  CHECK(sock_bind(listener, &name));
  CHECK(sock_listen(listener, 1));
  address_port local, peer;
  CHECK(sock_addr_local(listener, &local));
  EXPECT(local.family == UNIX && strcmp(local.path, "/data/stream") == 0);
  EXPECT(sock_bind(open_socket(UNIX, STREAM), &name) == ADDRINUSE);
  const uint32_t child = fork_process();
  if (child == 0) {
    CHECK(raw_chdir("/data", 5));
    const uint32_t client = open_socket(UNIX, STREAM);
    const address_port relative = named("stream");
    CHECK(sock_connect(client, &relative));
    CHECK(sock_addr_peer(client, &peer));
    EXPECT(strcmp(peer.path, "stream") == 0);
    expect_text(client, "hello", 0);
    _Exit(0);
  }
  uint32_t server;
  CHECK(sock_accept_v2(listener, 0, &server, &peer));
  EXPECT(peer.family == UNIX && peer.path[0] == 0);
  CHECK(send_text(server, "hello"));
  EXPECT(exit_code(child) == 0);
  close(server);
  close(listener);
  EXPECT(sock_connect(open_socket(UNIX, STREAM), &name) == CONNREFUSED);
  EXPECT(unlink("/data/stream") == 0);
  EXPECT(sock_connect(open_socket(UNIX, STREAM), &name) == NOENT);
}

static void refusals(void) {
  const uint32_t fd = open_socket(UNIX, STREAM);
  address_port address = named("");
  EXPECT(sock_bind(fd, &address) == NOENT);
  address.path[1] = 'x'; // an abstract name
  EXPECT(sock_bind(fd, &address) == ACCES);
  EXPECT(sock_connect(fd, &address) == ACCES);
  address = named("/elsewhere/name");
  EXPECT(sock_bind(fd, &address) == NOENT);
  EXPECT(sock_connect(fd, &address) == NOENT);
  address = named("/data/../../../tmp/name");
  EXPECT(sock_connect(fd, &address) == NOENT);
  address = named("/data/missing/name");
  EXPECT(sock_bind(fd, &address) == NOENT);
  address = named("/data");
  EXPECT(sock_bind(fd, &address) == ADDRINUSE);
  const int file = open("/data/file", O_CREAT | O_RDWR, 0666);
  EXPECT(file >= 0);
  address = named("/data/file");
  EXPECT(sock_connect(fd, &address) == CONNREFUSED);
  EXPECT(sock_bind(fd, &address) == ADDRINUSE);
  // A link that leads out, and one that dangles.
  EXPECT(symlink("..", "/data/out") == 0);
  EXPECT(symlink("../nothing", "/data/dangling") == 0);
  address = named("/data/out/name");
  EXPECT(sock_bind(fd, &address) != 0);
  address = named("/data/dangling");
  EXPECT(sock_bind(fd, &address) == ADDRINUSE);
  EXPECT(sock_connect(fd, &address) != 0);
  memset(address.path, 'n', sizeof address.path);
  address.path[0] = '/';
  memcpy(address.path, "/data/", 6);
  EXPECT(sock_bind(fd, &address) == NAMETOOLONG);
  address = loopback(80);
  EXPECT(sock_bind(fd, &address) == AFNOSUPPORT);
  EXPECT(sock_connect(fd, &address) == AFNOSUPPORT);
  uint32_t other;
  EXPECT(sock_open(INET4, STREAM, 0, &other) == ACCES); // the rule says unix only
}

int main(void) {
  streams();
  exchange_datagrams("/data/here", "/data/there");
  refusals();
  puts("names work");
}
