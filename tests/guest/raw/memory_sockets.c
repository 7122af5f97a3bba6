// UNIX-domain sockets with names in the /tmp in memory: for the processes of one program, without any grant.
// NATIVE: no
// STDERR: any
#include "sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

static int connect_error(const char *path) {
  const uint32_t fd = open_socket(UNIX, STREAM);
  const address_port name = named(path);
  const int error = sock_connect(fd, &name);
  close(fd);
  return error;
}

static int bind_error(const char *path) {
  const uint32_t fd = open_socket(UNIX, STREAM);
  const address_port name = named(path);
  const int error = sock_bind(fd, &name);
  close(fd);
  return error;
}

static void talk(const char *path) {
  const uint32_t child = fork_process();
  if (child == 0) {
    const uint32_t client = open_socket(UNIX, STREAM);
    const address_port name = named(path);
    address_port peer;
    CHECK(sock_connect(client, &name));
    CHECK(sock_addr_peer(client, &peer));
    EXPECT(strcmp(peer.path, path) == 0);
    expect_text(client, "hello", 0);
    _Exit(0);
  }
}

static void streams(void) {
  const address_port name = named("/tmp/service");
  const uint32_t listener = open_socket(UNIX, STREAM);
  CHECK(sock_bind(listener, &name));
  EXPECT(connect_error("/tmp/service") == CONNREFUSED);
  CHECK(sock_listen(listener, 4));
  address_port local, peer;
  CHECK(sock_addr_local(listener, &local));
  EXPECT(local.family == UNIX && strcmp(local.path, "/tmp/service") == 0);
  // The name goes on to another name, and a link leads to it.
  CHECK(mkdir("/tmp/folder", 0777));
  CHECK(rename("/tmp/service", "/tmp/folder/moved"));
  CHECK(symlink("folder/moved", "/tmp/link"));
  static const char *const names[] = {"/tmp/folder/moved", "/tmp/link"};
  for (int i = 0; i < 2; ++i) {
    talk(names[i]);
    uint32_t server;
    CHECK(sock_accept_v2(listener, 0, &server, &peer));
    EXPECT(peer.family == UNIX && peer.path[0] == 0);
    CHECK(send_text(server, "hello"));
    join_status status;
    join(0, &status);
    EXPECT(status.tag == 1 && status.value == 0);
    close(server);
  }
  close(listener);
  // The name outlives the socket, until somebody removes it.
  EXPECT(connect_error("/tmp/link") == CONNREFUSED);
  EXPECT(bind_error("/tmp/folder/moved") == ADDRINUSE);
  CHECK(unlink("/tmp/folder/moved"));
  EXPECT(connect_error("/tmp/link") == NOENT);
  CHECK(unlink("/tmp/link"));
  CHECK(rmdir("/tmp/folder"));
}

static void datagrams(void) {
  exchange_datagrams("/tmp/here", "/tmp/there");
  CHECK(unlink("/tmp/here"));
  CHECK(unlink("/tmp/there"));
}

static void names(void) {
  struct stat status;
  EXPECT(bind_error("/tmp/socket") == 0);
  EXPECT(stat("/tmp/socket", &status) == 0 && status.st_size == 0 && S_ISSOCK(status.st_mode));
  EXPECT(open("/tmp/socket", O_RDWR) < 0 && errno == ENXIO);
  EXPECT(open("/tmp/socket", O_RDONLY | O_DIRECTORY) < 0 && errno == ENOTDIR);
  EXPECT(bind_error("/tmp/socket") == ADDRINUSE);
  CHECK(link("/tmp/socket", "/tmp/other"));
  EXPECT(connect_error("/tmp/other") == CONNREFUSED);
  CHECK(unlink("/tmp/other"));
  CHECK(unlink("/tmp/socket"));
  EXPECT(connect_error("/tmp/socket") == NOENT);
  EXPECT(connect_error("/tmp") == CONNREFUSED);
  EXPECT(bind_error("/tmp") == ADDRINUSE);
  EXPECT(bind_error("/tmp/missing/socket") == NOENT);
  EXPECT(bind_error("/tmp/socket/") == NOENT);
  const int file = open("/tmp/file", O_CREAT | O_RDWR, 0666);
  EXPECT(file >= 0 && close(file) == 0);
  EXPECT(connect_error("/tmp/file") == CONNREFUSED);
  EXPECT(bind_error("/tmp/file") == ADDRINUSE);
  EXPECT(bind_error("/tmp/file/below") == 54); // NOTDIR
  // Nothing else is in memory that could have a name.
  EXPECT(bind_error("/dev/socket") == ACCES);
  EXPECT(bind_error("/elsewhere") == ACCES);
}

int main(void) {
  streams();
  datagrams();
  names();
  puts("names work");
}
