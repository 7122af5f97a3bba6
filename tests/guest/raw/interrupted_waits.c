// A signal that the program handles ends calls that wait: alone, where the host sleeps, and among others.
// NATIVE: no
// NET: 127.0.0.1
#include "epoll.h"

enum { INTR = 27, USR1 = 10, ALRM = 14 };

static volatile int handled;
__attribute__((export_name("on_signal"))) void on_signal(int signal) {
  handled += signal == USR1 || signal == ALRM;
}

typedef int wait_call(uint32_t fd);

static int wait_to_receive(uint32_t fd) { return receive_error(fd, 0); }
static int wait_to_accept(uint32_t fd) {
  uint32_t result;
  return accept_plain(fd, 0, &result);
}
static int wait_in_epoll(uint32_t fd) {
  epoll_event event;
  uint32_t count;
  return epoll_wait(fd, &event, 1, kForever, &count);
}
static int wait_to_send(uint32_t fd) {
  static char block[65536];
  const vector vector = {block, sizeof block};
  uint32_t size;
  int error;
  do
    error = sock_send(fd, &vector, 1, 0, &size);
  while (error == 0 && size == sizeof block);
  return error ? error : INTR; // a part has been sent before the signal came
}

// A timer goes off while the only process there is sleeps.
static void alone(wait_call *call, uint32_t fd) {
  handled = 0;
  CHECK(proc_raise_interval(ALRM, 20 * kMillisecond, 1));
  EXPECT(call(fd) == INTR);
  CHECK(proc_raise_interval(ALRM, 0, 0));
  EXPECT(handled > 0);
}

static void among_others(wait_call *call, uint32_t fd) {
  const uint32_t child = fork_process();
  if (child == 0) {
    handled = 0;
    EXPECT(call(fd) == INTR);
    _Exit(handled > 0 ? 4 : 5);
  }
  // A signal that comes before the call sleeps does not end it, so there is another.
  option_pid pid;
  join_status status;
  do {
    usleep(5000);
    CHECK(proc_signal(child, USR1));
    pid = (option_pid){1, child};
    CHECK(proc_join(&pid, NO_HANG, &status));
  } while (pid.pid == 0);
  EXPECT(status.tag == 1 && status.value == 4);
}

int main(void) {
  callback_signal("on_signal", 9);
  address_port address;
  const uint32_t listener = listen_on(INET4, &address);
  uint32_t ends[2], full[2], epoll, counter;
  CHECK(sock_pair(UNIX, STREAM, 0, &ends[0], &ends[1]));
  CHECK(sock_pair(UNIX, STREAM, 0, &full[0], &full[1]));
  CHECK(epoll_create(&epoll));
  CHECK(fd_event(0, 0, &counter));
  CHECK(control(epoll, ADD, ends[0], IN));
  CHECK(control(epoll, ADD, counter, IN));
  for (int round = 0; round < 2; ++round) {
    void (*interrupt)(wait_call *, uint32_t) = round == 0 ? alone : among_others;
    interrupt(wait_to_receive, ends[0]);
    interrupt(wait_to_accept, listener);
    interrupt(wait_in_epoll, epoll);
    interrupt(wait_to_send, full[0]);
  }
  puts("interrupted");
}
