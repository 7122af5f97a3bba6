// An echo server over epoll: echo_server PORT [LOG]. What it cannot send at once it keeps, and stops reading
// from that connection meanwhile. When descriptors run out it turns connections away instead of stopping;
// when the disk is full it begins its log anew. A datagram to the same port ends it; it then prints what it
// has seen.
#include "../guest/raw/epoll.h"

#include <errno.h>
#include <fcntl.h>

enum { MOST = 65536, BUFFER = 32768, BATCH = 256 };

typedef struct {
  char *pending; // what the peer has not taken yet
  uint32_t size, offset;
} connection;

static connection connections[MOST];
static uint32_t epoll, listener, spare;
static unsigned accepted, refused, resets, open_now, most_open;
static uint64_t echoed;
static int log_file = -1;
static unsigned logged, full;

// A line of the log, whole or not at all.
static void write_log(uint32_t fd, uint32_t size) {
  char line[64];
  if (log_file < 0)
    return;
  const int length = snprintf(line, sizeof line, "connection %u sent %u bytes\n", fd, size);
  const ssize_t written = write(log_file, line, length);
  if (written == length) {
    ++logged;
    return;
  }
  EXPECT(written >= 0 || errno == ENOSPC);
  ++full;
  EXPECT(ftruncate(log_file, 0) == 0);
  EXPECT(lseek(log_file, 0, SEEK_SET) == 0);
}

static void drop(uint32_t fd) {
  free(connections[fd].pending);
  connections[fd] = (connection){0};
  close(fd);
  --open_now;
}

// Sends until the peer takes no more; returns whether the connection is still there.
static int flush_pending(uint32_t fd) {
  connection *peer = &connections[fd];
  while (peer->offset < peer->size) {
    const vector vector = {peer->pending + peer->offset, peer->size - peer->offset};
    uint32_t sent;
    const int error = sock_send(fd, &vector, 1, 0, &sent);
    if (error == AGAIN || error == 27)
      return 1;
    if (error != 0) {
      ++resets;
      drop(fd);
      return 0;
    }
    peer->offset += sent;
    echoed += sent;
  }
  peer->size = peer->offset = 0;
  return 1;
}

static void watch_for(uint32_t fd, uint32_t events) { CHECK(control(epoll, MODIFY, fd, events)); }

static void echo(uint32_t fd) {
  connection *peer = &connections[fd];
  if (!peer->pending)
    peer->pending = memset(malloc(BUFFER), 0, BUFFER); // touched at once, so that memory is flat from then on
  const vector vector = {peer->pending, BUFFER};
  uint16_t flags;
  peer->offset = peer->size = 0;
  const int error = sock_recv(fd, &vector, 1, 0, &peer->size, &flags);
  if (error == AGAIN || error == 27) {
    peer->size = 0;
    return;
  }
  if (error != 0 || peer->size == 0) {
    resets += error != 0;
    drop(fd);
    return;
  }
  write_log(fd, peer->size);
  if (flush_pending(fd) && peer->size > 0)
    watch_for(fd, OUT);
}

// A few at a time: those who are turned away come back at once, and the others have to get their turn.
static void accept_some(void) {
  for (int i = 0; i < 16; ++i) {
    uint32_t fd;
    address_port peer;
    const int error = sock_accept_v2(listener, NONBLOCK, &fd, &peer);
    if (error == AGAIN)
      return;
    if (error == 33 ||
        error == 41) { // MFILE, NFILE: give the spare one up to take the connection and close it
      close(spare);
      if (sock_accept_v2(listener, NONBLOCK, &fd, &peer) == 0)
        close(fd);
      ++refused;
      if (sock_open(INET4, DATAGRAM, 0, &spare) != 0)
        spare = MOST;
      continue;
    }
    if (error == 27 || error == 13)
      continue;
    EXPECT(error == 0 && fd < MOST);
    if (control(epoll, ADD, fd, IN | READ_HANGUP) != 0) {
      ++refused;
      close(fd);
      continue;
    }
    ++accepted;
    if (++open_now > most_open)
      most_open = open_now;
  }
}

int main(int count, char **arguments) {
  EXPECT(count == 2 || count == 3);
  if (count == 3)
    EXPECT((log_file = open(arguments[2], O_CREAT | O_WRONLY, 0666)) >= 0);
  const address_port address = loopback((uint16_t)atoi(arguments[1]));
  listener = open_socket(INET4, STREAM);
  CHECK(sock_set_opt_flag(listener, 2, 1));
  CHECK(sock_bind(listener, &address));
  CHECK(sock_listen(listener, 4096));
  CHECK(set_fd_flags(listener, NONBLOCK));
  const uint32_t end = open_socket(INET4, DATAGRAM);
  CHECK(sock_bind(end, &address));
  spare = open_socket(INET4, DATAGRAM);
  CHECK(epoll_create(&epoll));
  CHECK(control(epoll, ADD, listener, IN));
  CHECK(control(epoll, ADD, end, IN));
  puts("ready");
  fflush(stdout);
  for (int ended = 0; !ended;) {
    static epoll_event events[BATCH];
    uint32_t ready;
    const int error = epoll_wait(epoll, events, BATCH, kForever, &ready);
    if (error == 27)
      continue;
    EXPECT(error == 0);
    for (uint32_t i = 0; i < ready; ++i) {
      const uint32_t fd = events[i].fd;
      if (fd == listener)
        accept_some();
      else if (fd == end)
        ended = 1;
      else if ((events[i].events & OUT) && flush_pending(fd) && connections[fd].size == 0)
        watch_for(fd, IN | READ_HANGUP);
      else if (events[i].events & (IN | HANGUP | ERROR | READ_HANGUP))
        echo(fd);
    }
  }
  printf("accepted %u refused %u resets %u open %u most %u echoed %llu logged %u full %u\n", accepted,
         refused, resets, open_now, most_open, (unsigned long long)echoed, logged, full);
}
