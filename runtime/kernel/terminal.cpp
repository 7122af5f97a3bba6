#include "runtime/kernel/terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>

namespace wasixc {

Result<abi::Tty> Terminal::state(int fd) {
  termios attributes;
  winsize size = {};
  if (tcgetattr(fd, &attributes) != 0)
    return hostError();
  // A terminal that does not know its size has none: zeros, as TIOCGWINSZ gives them.
  if (ioctl(fd, TIOCGWINSZ, &size) != 0)
    size = {};
  constexpr tcflag_t kLineFeeds = OPOST | ONLCR;
  return abi::Tty{.columns = size.ws_col,
                  .rows = size.ws_row,
                  .width = size.ws_xpixel,
                  .height = size.ws_ypixel,
                  .stdinIsTty = 0,
                  .stdoutIsTty = 0,
                  .stderrIsTty = 0,
                  .echo = (attributes.c_lflag & ECHO) != 0,
                  .lineBuffered = (attributes.c_lflag & ICANON) != 0,
                  .lineFeeds = (attributes.c_oflag & kLineFeeds) == kLineFeeds};
}

// The terminal among those that were changed. A new one comes with its modes of now.
Result<Terminal::Changed *> Terminal::find(int fd, const termios &modes) {
  struct stat status;
  if (fstat(fd, &status) != 0)
    return hostError();
  for (Changed &known : changed)
    if (known.device == status.st_rdev)
      return &known;
  UniqueFd own(fcntl(fd, F_DUPFD_CLOEXEC, 0));
  if (!own)
    return hostError();
  changed.push_back({std::move(own), status.st_rdev, {modes, modes}});
  return &changed.back();
}

// The interrupt and stop keys keep working without line buffering: WASIX has no way to say that they should
// not. `lineFeeds` is not set, because C libraries of WASIX leave it as it was in memory.
Result<void> Terminal::change(int fd, const abi::Tty &state) {
  MutexLock lockGuard(lock);
  termios attributes;
  if (tcgetattr(fd, &attributes) != 0)
    return hostError();
  Changed &terminal = *TRY(find(fd, attributes));
  const auto set = [&](tcflag_t flag, bool isSet) {
    attributes.c_lflag = isSet ? attributes.c_lflag | flag : attributes.c_lflag & ~flag;
  };
  set(ECHO, state.echo);
  set(ICANON, state.lineBuffered);
  if (!state.lineBuffered) {
    attributes.c_cc[VMIN] = 1;
    attributes.c_cc[VTIME] = 0;
  }
  terminal.modes.after = attributes;
  guard.remember(terminal.device, terminal.modes);
  if (tcsetattr(fd, TCSANOW, &attributes) != 0)
    return hostError();
  return {};
}

// After the pending output, and without throwing away what was typed ahead.
void Terminal::restore() {
  MutexLock lockGuard(lock);
  for (const Changed &terminal : changed)
    restoreTerminal(terminal.fd.get(), terminal.modes, TCSADRAIN);
  changed.clear();
}

} // namespace wasixc
