// What the calls of cases.h work on: a folder with some files, descriptors with fixed numbers, and memory. It
// is made anew in the process of every call.
#pragma once

#include "../guest/raw/epoll.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

enum {
  CHILD = 12,
  NOSYS = 52,
  SRCH = 71,
  NOTCAPABLE = 76,
  MEMVIOLATION = 78,
  LAST_ERRNO = 80,
  ADDRNOTAVAIL = 4
};

enum {
  GRANT = 3,
  FILE_FD = 20,
  PIPE_READ,
  PIPE_WRITE,
  SOCKET,
  PEER,
  LISTENER,
  WAITING,
  EPOLL,
  DATAGRAMS,
  UNBOUND
};

#define RIGHTS ((1ull << 30) - 1)

static uint8_t space[4096] __attribute__((aligned(16)));
static char text_one[8] = "one", text_two[8] = "two";
static const vector vectors[2] = {{text_one, 4}, {text_two, 4}};
static const char *const strings[] = {"one", "two"};
static const char *const variables[] = {"A=B"};
static const spawn_operation operation = {.command = 0, .fd = FILE_FD};
static const uint8_t disposition[2] = {10, 1};
static const uint8_t group[4] = {224, 0, 0, 251}, loopback_octets[4] = {127, 0, 0, 1};
static const option_time short_time = {1, 1000};
static uint32_t cwd_length = 64, list_length = 8;
static const struct {
  uint64_t user;
  uint8_t tag;
  uint32_t clock;
  uint64_t timeout, precision;
  uint16_t flags;
} subscription = {.tag = 0, .clock = 1, .timeout = 1000};
static const struct {
  uint64_t user;
  uint8_t tag;
  uint64_t identifier;
  uint32_t clock;
  uint64_t timeout, precision;
  uint16_t flags;
} old_subscription = {.tag = 0, .clock = 1, .timeout = 1000};
static const epoll_event interest = {.events = OUT, .fd = PIPE_WRITE};
static const address_port any_address = {.family = INET4, .inet4 = {0, {127, 0, 0, 1}}};
static address_port listening_address, datagram_address;

static void coroutine(void) {}

int WASIX(fd_renumber)(uint32_t from, uint32_t to);
int WASIX(fd_read)(uint32_t fd, const vector *vectors, uint32_t count, uint32_t *size);
int WASIX(fd_write)(uint32_t fd, const vector *vectors, uint32_t count, uint32_t *size);
int WASIX(fd_pread)(uint32_t fd, const vector *vectors, uint32_t count, uint64_t offset, uint32_t *size);
int WASIX(fd_pwrite)(uint32_t fd, const vector *vectors, uint32_t count, uint64_t offset, uint32_t *size);
int WASIX(thread_sleep)(uint64_t nanoseconds);

static void place(uint32_t fd, uint32_t number) {
  CHECK(fd_renumber(fd, number));
  CHECK(close(fd));
}

static void make_files(void) {
  static const char *const names[] = {"/data/file", "/data/new", "/data/link"};
  for (int i = 0; i < 3; ++i)
    unlink(names[i]);
  rmdir("/data/new");
  mkdir("/data/directory", 0777);
  const int file = open("/data/file", O_CREAT | O_RDWR, 0666);
  EXPECT(file >= 0 && write(file, space, 100) == 100 && lseek(file, 0, SEEK_SET) == 0);
  place(file, FILE_FD);
  EXPECT(symlink("file", "/data/link") == 0);
}

static void make_sockets(void) {
  const uint32_t listener = listen_on(INET4, &listening_address), client = open_socket(INET4, STREAM);
  CHECK(sock_connect(client, &listening_address));
  place(listener, LISTENER);
  place(client, WAITING);
  const uint32_t datagrams = open_socket(INET4, DATAGRAM);
  CHECK(sock_bind(datagrams, &any_address));
  CHECK(sock_addr_local(datagrams, &datagram_address));
  place(datagrams, DATAGRAMS);
  place(open_socket(INET4, STREAM), UNBOUND);
  uint32_t ends[2];
  CHECK(sock_pair(UNIX, STREAM, 0, &ends[0], &ends[1]));
  place(ends[0], SOCKET);
  place(ends[1], PEER);
  CHECK(send_text(PEER, "something to receive"));
}

static void make_pipes(void) {
  uint32_t ends[2], epoll;
  CHECK(fd_pipe(&ends[0], &ends[1]));
  place(ends[0], PIPE_READ);
  place(ends[1], PIPE_WRITE);
  EXPECT(write(PIPE_WRITE, "something", 9) == 9);
  CHECK(epoll_create(&epoll));
  place(epoll, EPOLL);
  CHECK(control(EPOLL, ADD, PIPE_READ, IN));
}

// Nothing of what is written by mistake shall appear, nor anything be waited for at a keyboard.
static void hide_streams(void) {
  const int null = open("/dev/null", O_RDWR);
  EXPECT(null >= 0);
  for (uint32_t stream = 0; stream <= 2; ++stream)
    CHECK(fd_renumber(null, stream));
  CHECK(close(null));
}

static void make_state(void) {
  make_files();
  make_pipes();
  make_sockets();
  hide_streams();
}
