// The terminal, as far as WASIX has one: whether the standard streams are on it, its size, echo and line
// buffering.
#include "internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wasi/api.h>

static int terminal(int fd, wasix_tty_t *state) {
  if (!isatty(fd))
    return -1;
  return __wasix_result(wasix_tty_get(state)) == 0 ? 0 : __wasix_fail(ENOTTY);
}

int tcgetattr(int fd, struct termios *attributes) {
  wasix_tty_t state;
  if (terminal(fd, &state) != 0)
    return -1;
  *attributes = (struct termios){
      .c_iflag = ICRNL | IXON,
      .c_oflag = OPOST | ONLCR,
      .c_cflag = CS8 | CREAD,
      .c_lflag = ISIG | IEXTEN | (state.echo ? ECHO | ECHOE | ECHOK : 0) | (state.line_buffered ? ICANON : 0),
      .c_cc = {[VINTR] = 3, [VQUIT] = 28, [VERASE] = 127, [VKILL] = 21, [VEOF] = 4, [VMIN] = 1, [VSUSP] = 26},
      .__c_ispeed = B38400,
      .__c_ospeed = B38400,
  };
  return 0;
}

// POSIX: succeeds when any of the changes could be made.
int tcsetattr(int fd, int when, const struct termios *attributes) {
  if (when < TCSANOW || when > TCSAFLUSH)
    return __wasix_fail(EINVAL);
  wasix_tty_t state;
  if (terminal(fd, &state) != 0)
    return -1;
  state.echo = (attributes->c_lflag & ECHO) != 0;
  state.line_buffered = (attributes->c_lflag & ICANON) != 0;
  return __wasix_result(wasix_tty_set(&state));
}

int tcdrain(int fd) { return isatty(fd) ? 0 : -1; }

int tcflush(int fd, int queue) {
  if (queue < TCIFLUSH || queue > TCIOFLUSH)
    return __wasix_fail(EINVAL);
  return isatty(fd) ? __wasix_fail(ENOTSUP) : -1;
}

speed_t cfgetispeed(const struct termios *attributes) { return attributes->__c_ispeed; }
speed_t cfgetospeed(const struct termios *attributes) { return attributes->__c_ospeed; }

int cfsetispeed(struct termios *attributes, speed_t speed) {
  attributes->__c_ispeed = speed;
  return 0;
}

int cfsetospeed(struct termios *attributes, speed_t speed) {
  attributes->__c_ospeed = speed;
  return 0;
}

void cfmakeraw(struct termios *attributes) {
  attributes->c_iflag &= ~(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON);
  attributes->c_oflag &= ~OPOST;
  attributes->c_lflag &= ~(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
  attributes->c_cflag = (attributes->c_cflag & ~(CSIZE | PARENB)) | CS8;
}

int tcgetwinsize(int fd, struct winsize *size) {
  wasix_tty_t state;
  if (terminal(fd, &state) != 0)
    return -1;
  *size = (struct winsize){
      .ws_row = state.rows, .ws_col = state.columns, .ws_xpixel = state.width, .ws_ypixel = state.height};
  return 0;
}

// Whether reading would not block, and how much is there.
static int readable(int fd, int *bytes) {
  const __wasi_subscription_t subscriptions[2] = {
      {.u = {.tag = __WASI_EVENTTYPE_FD_READ, .u.fd_read.file_descriptor = fd}},
      {.u = {.tag = __WASI_EVENTTYPE_CLOCK, .u.clock.id = __WASI_CLOCKID_MONOTONIC}},
  };
  __wasi_event_t events[2];
  __wasi_size_t count = 0;
  if (__wasix_result(__wasi_poll_oneoff(subscriptions, events, 2, &count)) != 0)
    return -1;
  *bytes = 0;
  for (__wasi_size_t i = 0; i < count; ++i) {
    if (events[i].type != __WASI_EVENTTYPE_FD_READ)
      continue;
    if (events[i].error)
      return __wasix_fail(events[i].error);
    *bytes = events[i].fd_readwrite.nbytes;
  }
  return 0;
}

static int set_nonblocking(int fd, int on) {
  __wasi_fdstat_t stat;
  if (__wasix_result(__wasi_fd_fdstat_get(fd, &stat)) != 0)
    return -1;
  const __wasi_fdflags_t others = stat.fs_flags & ~__WASI_FDFLAGS_NONBLOCK;
  return __wasix_result(__wasi_fd_fdstat_set_flags(fd, others | (on ? __WASI_FDFLAGS_NONBLOCK : 0)));
}

int ioctl(int fd, int request, ...) {
  va_list rest;
  va_start(rest, request);
  void *argument = va_arg(rest, void *);
  va_end(rest);
  switch (request) {
  case FIONREAD:
    return readable(fd, argument);
  case FIONBIO:
    return set_nonblocking(fd, *(const int *)argument);
  case TIOCGWINSZ:
    return tcgetwinsize(fd, argument);
  default:
    return __wasix_fail(ENOTTY);
  }
}

int ttyname_r(int fd, char *name, size_t size) {
  static const char tty[] = "/dev/tty";
  if (!isatty(fd))
    return errno;
  if (size < sizeof tty)
    return ERANGE;
  memcpy(name, tty, sizeof tty);
  return 0;
}

char *ttyname(int fd) {
  static char name[sizeof "/dev/tty"];
  const int error = ttyname_r(fd, name, sizeof name);
  errno = error;
  return error ? NULL : name;
}
