// NATIVE: no
// NET: unix,127.0.0.1
// DIR: /data
// BUILDS: threads
// Descriptors that one thread closes while another waits in a call on them. As on Linux, the call has the
// open file until it ends, and it ends when it would have: the number is free at once, for any other file.
#include "epoll.h"
#include "threads.h"

#include <fcntl.h>
#include <poll.h>

enum { STORM = 4, CONNRESET = 15, SPIPE = 70, NOTCAPABLE = 76 };
static const uint64_t storm_time = 1000 * kMillisecond;

#define PREVIEW1(name) __attribute__((import_module("wasi_snapshot_preview1"), import_name(name)))
int PREVIEW1("clock_time_get") clock_time(int clock, uint64_t precision, uint64_t *time);
int PREVIEW1("fd_read") fd_read(uint32_t fd, const vector *vectors, uint32_t count, uint32_t *size);
int PREVIEW1("fd_write") fd_write(uint32_t fd, const vector *vectors, uint32_t count, uint32_t *size);
int PREVIEW1("fd_seek") fd_seek(uint32_t fd, int64_t offset, int whence, uint64_t *position);
int PREVIEW1("fd_renumber") fd_renumber(uint32_t from, uint32_t to);

static thread other;
static uint32_t fd, peer, result;

// The errno of C's library is not for threads.
static int write_error(uint32_t to, const void *bytes, uint32_t length) {
  const vector vector = {(void *)bytes, length};
  uint32_t size;
  const int error = fd_write(to, &vector, 1, &size);
  EXPECT(error != 0 || size == length);
  return error;
}

static void wait_and_run(void (*run)(thread *), uint32_t used) {
  fd = used;
  result = 0;
  other.value = 0;
  start(&other, run);
  await(&other.value, 1);
  CHECK(thread_sleep(5 * kMillisecond)); // it waits by then, or closes what is not used yet: BADF
}

static void join_other(const char *what) {
  await(&other.value, 2);
  CHECK(thread_join(other.tid));
  printf("%s: %u\n", what, result);
}

// The number is taken by another file while the call waits, and stays that file's.
static void close_and_reuse(uint32_t used) {
  EXPECT(close((int)used) == 0);
  EXPECT(receive_error(used, 0) == BADF);
  uint32_t copy;
  CHECK(fd_dup2(1, used, 0, &copy));
  EXPECT(copy == used);
}

static void reader(thread *self) {
  char byte = 0;
  const vector vector = {&byte, 1};
  uint32_t size = 0;
  set(&self->value, 1);
  const int error = fd_read(fd, &vector, 1, &size);
  result = error ? 2000 + (uint32_t)error : size ? (uint32_t)byte : 1000;
  set(&self->value, 2);
}

static void reads(void) {
  uint32_t ends[2];
  CHECK(fd_pipe(&ends[0], &ends[1]));
  wait_and_run(reader, ends[0]);
  close_and_reuse(ends[0]);
  CHECK(write_error(ends[1], "r", 1));
  join_other("read");
  EXPECT(write_error(ends[1], "r", 1) == PIPE); // the last reader has gone with the call
  close((int)ends[0]), close((int)ends[1]);
}

static char filling[1 << 20];

static void writer(thread *self) {
  set(&self->value, 1);
  result = (uint32_t)write_error(fd, filling, sizeof filling);
  set(&self->value, 2);
}

static void writes(void) {
  uint32_t ends[2];
  CHECK(fd_pipe(&ends[0], &ends[1]));
  wait_and_run(writer, ends[1]);
  close_and_reuse(ends[1]);
  static char buffer[65536];
  uint32_t total = 0;
  for (ssize_t size; (size = read((int)ends[0], buffer, sizeof buffer)) > 0;)
    total += (uint32_t)size;
  EXPECT(total == sizeof filling);
  join_other("write");
  close((int)ends[0]), close((int)ends[1]);
}

static void poller(thread *self) {
  struct pollfd entry = {.fd = (int)fd, .events = POLLIN};
  set(&self->value, 1);
  result = poll(&entry, 1, -1) == 1 && (entry.revents & POLLIN) != 0;
  set(&self->value, 2);
}

static void polls(void) {
  uint32_t ends[2];
  CHECK(fd_pipe(&ends[0], &ends[1]));
  wait_and_run(poller, ends[0]);
  close_and_reuse(ends[0]);
  CHECK(write_error(ends[1], "p", 1));
  join_other("poll");
  close((int)ends[0]), close((int)ends[1]);
}

static void epoller(thread *self) {
  epoll_event event;
  uint32_t count;
  set(&self->value, 1);
  CHECK(epoll_wait(fd, &event, 1, kForever, &count));
  EXPECT(count == 1);
  result = event.fd == peer;
  set(&self->value, 2);
}

// What is closed is no member any more; the set itself can be closed, too.
static void epolls(void) {
  uint32_t ends[2], pair[2], set;
  CHECK(epoll_create(&set));
  CHECK(fd_pipe(&ends[0], &ends[1]));
  CHECK(sock_pair(UNIX, STREAM, 0, &pair[0], &pair[1]));
  CHECK(fd_event(0, 0, &peer));
  CHECK(control(set, ADD, ends[0], IN));
  CHECK(control(set, ADD, pair[0], IN));
  CHECK(control(set, ADD, peer, IN));
  wait_and_run(epoller, set);
  close_and_reuse(ends[0]);
  close_and_reuse(pair[0]);
  EXPECT(write_error(ends[1], "e", 1) == PIPE && send_text(pair[1], "e") == PIPE);
  CHECK(thread_sleep(5 * kMillisecond));
  EXPECT(__atomic_load_n(&other.value, __ATOMIC_SEQ_CST) == 1);
  EXPECT(close((int)set) == 0);
  const uint64_t one = 1;
  CHECK(write_error(peer, &one, sizeof one));
  join_other("epoll");
  close((int)ends[0]), close((int)ends[1]), close((int)pair[0]), close((int)pair[1]), close((int)peer);
}

static void receiver(thread *self) {
  char byte = 0;
  const vector vector = {&byte, 1};
  uint32_t size = 0;
  uint16_t flags;
  set(&self->value, 1);
  const int error = sock_recv(fd, &vector, 1, 0, &size, &flags);
  result = error ? 2000 + (uint32_t)error : size ? (uint32_t)byte : 1000;
  set(&self->value, 2);
}

static void receives(void) {
  uint32_t pair[2];
  CHECK(sock_pair(UNIX, STREAM, 0, &pair[0], &pair[1]));
  wait_and_run(receiver, pair[0]);
  close_and_reuse(pair[0]);
  CHECK(send_text(pair[1], "s"));
  join_other("receive");
  CHECK(sock_pair(UNIX, STREAM, 0, &pair[0], &pair[1]));
  wait_and_run(receiver, pair[0]);
  close_and_reuse(pair[0]);
  close((int)pair[1]);
  join_other("receive the end");
}

static void accepter(thread *self) {
  uint32_t accepted;
  address_port from;
  set(&self->value, 1);
  const int error = sock_accept_v2(fd, 0, &accepted, &from);
  if (error == 0)
    close((int)accepted);
  result = (uint32_t)error;
  set(&self->value, 2);
}

static void accepts(void) {
  address_port address;
  const uint32_t listener = listen_on(INET4, &address);
  wait_and_run(accepter, listener);
  close_and_reuse(listener);
  const uint32_t client = open_socket(INET4, STREAM);
  CHECK(sock_connect(client, &address));
  join_other("accept");
  EXPECT(sock_connect(open_socket(INET4, STREAM), &address) == CONNREFUSED);
  close((int)client), close((int)listener);
}

static address_port full;

static void connecter(thread *self) {
  set(&self->value, 1);
  result = (uint32_t)sock_connect(fd, &full);
  set(&self->value, 2);
}

// A listener whose backlog is full makes the next one wait.
static void connects(void) {
  full = (address_port){.family = UNIX};
  strcpy(full.path, "/data/full");
  const uint32_t listener = open_socket(UNIX, STREAM);
  CHECK(sock_bind(listener, &full));
  CHECK(sock_listen(listener, 0));
  CHECK(sock_connect(open_socket(UNIX, STREAM), &full));
  wait_and_run(connecter, open_socket(UNIX, STREAM));
  close_and_reuse(fd);
  uint32_t accepted;
  address_port from;
  CHECK(sock_accept_v2(listener, 0, &accepted, &from));
  join_other("connect");
  close((int)listener);
}

// One thread opens and closes what the others use, under the same few numbers.
static volatile int storming;
static uint32_t lowest;

static void allow(const char *call, int error) {
  static const int expected[] = {0,      CONNRESET, BADF,  AGAIN, PIPE, INVAL, NOTSOCK,     NOTSUP,
                                 ISCONN, NOTCONN,   EXIST, NOENT, PERM, SPIPE, DESTADDRREQ, NOTCAPABLE};
  for (unsigned i = 0; i < sizeof expected / sizeof expected[0]; ++i)
    if (error == expected[i])
      return;
  fprintf(stderr, "%s: %d\n", call, error);
  exit(96);
}
#define ALLOW(call) allow(#call, call)

static void use_all(thread *self) {
  char bytes[16];
  uint32_t size, set;
  uint16_t flags;
  const vector vector = {bytes, sizeof bytes};
  for (unsigned i = 0; __atomic_load_n(&storming, __ATOMIC_SEQ_CST); ++i) {
    const uint32_t number = lowest + i % 8;
    struct pollfd entry = {.fd = (int)number, .events = POLLIN | POLLOUT};
    poll(&entry, 1, 0);
    ALLOW(sock_recv(number, &vector, 1, DONT_WAIT, &size, &flags));
    ALLOW(sock_send(number, &vector, 1, 0, &size));
    uint64_t position;
    ALLOW(fd_write(number, &vector, 1, &size));
    ALLOW(fd_seek(number, 0, 1, &position));
    if (i % 64 == 0)
      CHECK(epoll_create(&set));
    ALLOW(control(set, ADD, number, IN | OUT));
    epoll_event events[4];
    CHECK(epoll_wait(set, events, 4, 0, &size));
    if (i % 64 == 63)
      close((int)set);
    ++self->value;
  }
}

static void storm(void) {
  static thread users[STORM];
  lowest = 100;
  set(&storming, 1);
  for (int i = 0; i < STORM; ++i) {
    start(&users[i], use_all);
    while (__atomic_load_n(&users[i].value, __ATOMIC_SEQ_CST) == 0) // C's library begins anew in each thread
      CHECK(thread_sleep(kMillisecond));
  }
  uint64_t now, end;
  CHECK(clock_time(1, 0, &end));
  end += storm_time;
  unsigned rounds = 0;
  do {
    uint32_t made[2];
    switch (++rounds % 4) {
    case 0:
      CHECK(fd_pipe(&made[0], &made[1]));
      break;
    case 1:
      CHECK(sock_pair(UNIX, STREAM, 0, &made[0], &made[1]));
      break;
    case 2:
      CHECK(fd_event(1, 0, &made[0]));
      CHECK(epoll_create(&made[1]));
      break;
    case 3:
      made[0] = (uint32_t)open("/data/storm", O_RDWR | O_CREAT, 0600);
      made[1] = (uint32_t)open("/data/storm", O_RDONLY);
    }
    for (int i = 0; i < 2; ++i) {
      const uint32_t number = lowest + (rounds + (unsigned)i) % 8;
      set_fd_flags(made[i], NONBLOCK); // nobody reads it all; some have no flags
      CHECK(fd_renumber(made[i], number));
      close((int)made[i]);
      if (rounds % 3 == 0)
        close((int)number);
    }
    CHECK(clock_time(1, 0, &now));
  } while (now < end);
  set(&storming, 0);
  int uses = 0;
  for (int i = 0; i < STORM; ++i) {
    CHECK(thread_join(users[i].tid));
    uses += users[i].value;
  }
  printf("storm: %d\n", rounds > 100 && uses > 100);
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  callback_signal("nobody", 6); // SIGPIPE waits, and PIPE is returned
  reads();
  writes();
  polls();
  epolls();
  receives();
  accepts();
  connects();
  storm();
  return 0;
}
