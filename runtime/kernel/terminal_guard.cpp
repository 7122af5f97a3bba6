#include "runtime/kernel/terminal_guard.h"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <span>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <vector>

namespace wasixc {

namespace {

// Small enough to go through a pipe in one piece.
struct Packet {
  dev_t device;
  TerminalModes modes;
};

struct GuardedTerminal {
  int fd;
  dev_t device;
  TerminalModes modes;
  bool isChanged;
};

bool isSame(const termios &a, const termios &b) {
  return a.c_iflag == b.c_iflag && a.c_oflag == b.c_oflag && a.c_cflag == b.c_cflag &&
         a.c_lflag == b.c_lflag && memcmp(a.c_cc, b.c_cc, sizeof a.c_cc) == 0;
}

// The terminals among the standard streams, each once.
std::vector<GuardedTerminal> standardTerminals() {
  std::vector<GuardedTerminal> terminals;
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    struct stat status;
    if (!isatty(fd) || fstat(fd, &status) != 0)
      continue;
    const bool isKnown =
        std::ranges::any_of(terminals, [&](const auto &known) { return known.device == status.st_rdev; });
    if (!isKnown)
      terminals.push_back({.fd = fd, .device = status.st_rdev, .modes = {}, .isChanged = false});
  }
  return terminals;
}

// Nothing else of the program stays with the guard: no pipe of a pipeline, no file, no directory.
void leaveProgram(int pipe, std::span<const GuardedTerminal> terminals) {
  setsid();
  for (int signal = 1; signal < NSIG; ++signal)
    ::signal(signal, SIG_IGN);
  prctl(PR_SET_NAME, "terminal-guard");
  const auto isKept = [&](int fd) {
    return fd == pipe || std::ranges::any_of(terminals, [=](const auto &kept) { return kept.fd == fd; });
  };
  for (int fd = STDIN_FILENO; fd < pipe; ++fd)
    if (!isKept(fd))
      close(fd);
  if (syscall(SYS_close_range, pipe + 1, ~0u, 0) != 0 || chdir("/") != 0)
    _exit(0);
}

[[noreturn]] void guard(int pipe, std::span<GuardedTerminal> terminals) {
  Packet packet;
  while (read(pipe, &packet, sizeof packet) == sizeof packet)
    for (GuardedTerminal &terminal : terminals)
      if (terminal.device == packet.device) {
        terminal.modes = packet.modes;
        terminal.isChanged = true;
      }
  for (const GuardedTerminal &terminal : terminals)
    if (terminal.isChanged)
      restoreTerminal(terminal.fd, terminal.modes, TCSANOW);
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
  std::vector<GuardedTerminal> terminals = standardTerminals();
  int ends[2];
  if (terminals.empty() || pipe2(ends, O_CLOEXEC) != 0)
    return;
  const UniqueFd theirs(ends[0]);
  pipe = UniqueFd(ends[1]);
  const pid_t child = fork();
  if (child == 0) {
    leaveProgram(theirs.get(), terminals);
    guard(theirs.get(), terminals);
  }
  if (child < 0)
    pipe = UniqueFd();
  else
    fcntl(pipe.get(), F_SETFL, O_NONBLOCK); // never waits for the guard
}

void TerminalGuard::remember(dev_t device, const TerminalModes &modes) const {
  const Packet packet = {device, modes};
  if (pipe && write(pipe.get(), &packet, sizeof packet) < 0)
    return; // it has been killed
}

} // namespace wasixc
