#include "runtime/kernel/terminal_guard.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

namespace wasixc {

namespace {

constexpr uint32_t kMostTerminals = 3; // one per standard stream

// One packet, together with the terminal's descriptor.
struct Packet {
  uint32_t index;
  TerminalModes modes;
};

union Control {
  cmsghdr header;
  char bytes[CMSG_SPACE(sizeof(int))];
};

bool isSame(const termios &a, const termios &b) {
  return a.c_iflag == b.c_iflag && a.c_oflag == b.c_oflag && a.c_cflag == b.c_cflag &&
         a.c_lflag == b.c_lflag && memcmp(a.c_cc, b.c_cc, sizeof a.c_cc) == 0;
}

// False when the other end is closed. What is no packet of ours is ignored.
bool receive(int socket, Packet &packet, UniqueFd &terminal) {
  Control control = {};
  iovec vector = {&packet, sizeof packet};
  msghdr message = {};
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  message.msg_control = &control;
  message.msg_controllen = sizeof control;
  ssize_t size;
  do
    size = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  while (size < 0 && errno == EINTR);
  const cmsghdr *header = CMSG_FIRSTHDR(&message);
  int fd = -1;
  if (header && header->cmsg_type == SCM_RIGHTS && header->cmsg_len == CMSG_LEN(sizeof fd))
    memcpy(&fd, CMSG_DATA(header), sizeof fd);
  if (size != sizeof packet)
    packet.index = kMostTerminals;
  terminal = UniqueFd(fd);
  return size > 0;
}

// Nothing of the program stays with the guard: no pipe of a pipeline, and no directory.
int leaveProgram(int socket) {
  setsid();
  for (int signal = 1; signal < NSIG; ++signal)
    ::signal(signal, SIG_IGN);
  prctl(PR_SET_NAME, "terminal-guard");
  constexpr int kNumber = 0;
  if (dup2(socket, kNumber) < 0 || syscall(SYS_close_range, kNumber + 1, ~0u, 0) != 0 || chdir("/") != 0)
    _exit(0);
  return kNumber;
}

[[noreturn]] void guard(int socket) {
  UniqueFd terminals[kMostTerminals];
  TerminalModes modes[kMostTerminals];
  Packet packet;
  UniqueFd terminal;
  while (receive(socket, packet, terminal))
    if (packet.index < kMostTerminals) {
      terminals[packet.index] = std::move(terminal);
      modes[packet.index] = packet.modes;
    }
  for (uint32_t i = 0; i < kMostTerminals; ++i)
    if (terminals[i])
      restoreTerminal(terminals[i].get(), modes[i], TCSANOW);
  _exit(0);
}

} // namespace

void restoreTerminal(int fd, const TerminalModes &modes, int when) {
  termios now;
  if (tcgetattr(fd, &now) == 0 && isSame(now, modes.after))
    tcsetattr(fd, when, &modes.before);
}

// Without a guard, the terminal is restored at every end but those two.
void TerminalGuard::start() {
  if (!isatty(STDIN_FILENO) && !isatty(STDOUT_FILENO) && !isatty(STDERR_FILENO))
    return;
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    return;
  const UniqueFd theirs(ends[1]);
  socket = UniqueFd(ends[0]);
  const pid_t child = fork();
  if (child == 0)
    guard(leaveProgram(theirs.get()));
  if (child < 0)
    socket = UniqueFd();
}

void TerminalGuard::remember(uint32_t index, int fd, const TerminalModes &modes) const {
  Packet packet = {index, modes};
  Control control = {};
  iovec vector = {&packet, sizeof packet};
  msghdr message = {};
  message.msg_iov = &vector;
  message.msg_iovlen = 1;
  message.msg_control = &control;
  message.msg_controllen = sizeof control;
  cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof fd);
  memcpy(CMSG_DATA(header), &fd, sizeof fd);
  if (socket)
    sendmsg(socket.get(), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

} // namespace wasixc
