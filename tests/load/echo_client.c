// Clients of an echo server: echo_client PORT CONNECTIONS MESSAGES FAULTS. Every connection sends MESSAGES
// messages of many sizes, one after the other, and compares what comes back; now and then it begins anew.
// With FAULTS some write byte by byte and some end by a reset. A connection that the server turns away is
// tried again.
#include "../guest/raw/epoll.h"

enum { MOST = 65536, LARGEST = 20000, BATCH = 256, CLIENTS = 2000 };

typedef struct {
  uint32_t fd, length, sent, received, left, seed;
} client;

static client clients[CLIENTS];
static client *by_fd[MOST];
static char content[LARGEST + 256];
static uint32_t epoll, running, with_faults;
static unsigned messages, again, resets;
static uint64_t bytes;
static address_port server;

static uint32_t next_random(client *self) { return self->seed = self->seed * 1664525 + 1013904223; }

static const char *expected(const client *self) { return content + self->length % 251; }

static void new_message(client *self) {
  const uint32_t size = next_random(self) >> 8;
  self->length = size % 16 == 0 ? 1 + size % LARGEST : 1 + size % 300;
  self->sent = self->received = 0;
}

static void begin(client *self) {
  uint32_t fd;
  CHECK(sock_open(INET4, STREAM, 0, &fd));
  EXPECT(fd < MOST);
  self->fd = fd;
  by_fd[fd] = self;
  CHECK(set_fd_flags(fd, NONBLOCK));
  CHECK(sock_set_opt_flag(fd, 3, 1));
  const int error = sock_connect(fd, &server);
  EXPECT(error == 0 || error == INPROGRESS);
  new_message(self);
  CHECK(control(epoll, ADD, fd, IN | OUT | EDGE));
}

static void end(client *self, int with_reset) {
  const option_time none = {1, 0};
  if (with_reset)
    CHECK(sock_set_opt_time(self->fd, 13, &none));
  by_fd[self->fd] = 0;
  close(self->fd);
}

static void restart(client *self, int with_reset) {
  end(self, with_reset);
  begin(self);
}

// Both return whether to go on with this connection.
static int send_some(client *self) {
  while (self->sent < self->length) {
    const int by_byte = with_faults && self->seed % 5 == 0 && self->sent < 20;
    const vector vector = {(void *)(expected(self) + self->sent), by_byte ? 1 : self->length - self->sent};
    uint32_t size;
    const int error = sock_send(self->fd, &vector, 1, 0, &size);
    if (error == AGAIN)
      return 1;
    if (error == 27)
      continue;
    if (error != 0) {
      ++again;
      restart(self, 0);
      return 0;
    }
    self->sent += size;
  }
  return 1;
}

static int receive_some(client *self) {
  static char buffer[LARGEST];
  while (self->received < self->length) {
    const vector vector = {buffer, with_faults ? 1 + self->seed % 500 : sizeof buffer};
    uint32_t size;
    uint16_t flags;
    const int error = sock_recv(self->fd, &vector, 1, 0, &size, &flags);
    if (error == AGAIN)
      return 0;
    if (error == 27)
      continue;
    if (error != 0 || size == 0) { // turned away, or still being connected to a server without room
      EXPECT(error == 0 || error == 15 || error == NOTCONN || error == CONNREFUSED);
      ++again;
      restart(self, 0);
      return 0;
    }
    EXPECT(self->received + size <= self->sent);
    EXPECT(memcmp(buffer, expected(self) + self->received, size) == 0);
    self->received += size;
    bytes += size;
  }
  return 1;
}

static void step(client *self) {
  while (send_some(self) && self->sent > 0 && receive_some(self)) {
    ++messages;
    if (--self->left == 0) {
      end(self, 0);
      --running;
      return;
    }
    const uint32_t dice = next_random(self) >> 8;
    if (with_faults && dice % 64 == 1) {
      ++resets;
      restart(self, 1);
      return;
    }
    if (dice % 32 == 0) {
      restart(self, 0);
      return;
    }
    new_message(self);
  }
}

int main(int count, char **arguments) {
  EXPECT(count == 5);
  server = loopback((uint16_t)atoi(arguments[1]));
  running = atoi(arguments[2]);
  EXPECT(running <= CLIENTS);
  with_faults = atoi(arguments[4]);
  for (size_t i = 0; i < sizeof content; ++i)
    content[i] = (char)(i * 2654435761u >> 13);
  CHECK(epoll_create(&epoll));
  const uint32_t total = running;
  for (uint32_t i = 0; i < total; ++i) {
    clients[i] = (client){.left = atoi(arguments[3]), .seed = i + 1};
    begin(&clients[i]);
  }
  while (running > 0) {
    static epoll_event events[BATCH];
    uint32_t ready;
    const int error = epoll_wait(epoll, events, BATCH, 10000 * kMillisecond, &ready);
    if (error == 27)
      continue;
    EXPECT(error == 0 && ready > 0);
    for (uint32_t i = 0; i < ready; ++i)
      if (by_fd[events[i].fd])
        step(by_fd[events[i].fd]);
  }
  printf("messages %u again %u resets %u bytes %llu\n", messages, again, resets, (unsigned long long)bytes);
}
