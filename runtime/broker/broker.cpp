// See broker.h. This is the broker's process; client.cpp is the runtime's side.
#include "runtime/broker/broker.h"

#include "runtime/broker/job.h"
#include "runtime/broker/packet.h"
#include "runtime/broker/wall.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace wasixc::broker {

namespace {

unsigned processorCount() {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 ? static_cast<unsigned>(CPU_COUNT(&set)) : 1;
}

// It ends with its parent; what that ignores or blocks is not for the compiler.
void leaveParent(pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent)
    _exit(0);
  setsid();
  if (chdir("/") != 0)
    _exit(0);
  for (int number = 1; number < NSIG; ++number)
    signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

void closeFrom(int first) {
  if (syscall(SYS_close_range, static_cast<unsigned>(first), ~0u, 0u) == 0)
    return;
  const long end = std::min(sysconf(_SC_OPEN_MAX), 1L << 16); // kernels before 5.9
  for (int fd = first; fd < end; ++fd)
    close(fd);
}

// Leaves nothing of what the host process has: whoever waits for the end of its output must not have to wait
// for this process. Numbers 0, 1 and 2 stay in use.
void keepOnly(std::initializer_list<int *> kept) {
  constexpr int kFirst = STDERR_FILENO + 1;
  const int high = kFirst + static_cast<int>(kept.size());
  for (int *descriptor : kept)
    *descriptor = fcntl(*descriptor, F_DUPFD_CLOEXEC, high);
  int next = kFirst;
  for (int *descriptor : kept) {
    dup3(*descriptor, next, O_CLOEXEC);
    *descriptor = next++;
  }
  closeFrom(next);
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int fd = 0; fd < kFirst; ++fd)
    if (null < 0 || dup2(null, fd) < 0)
      close(fd);
  if (null >= 0)
    close(null);
}

bool isSocket(int fd) {
  int type = 0;
  socklen_t size = sizeof type;
  return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_SEQPACKET;
}

bool isValid(const Packet &packet, const Request &request) {
  return packet.bytes == sizeof request && packet.descriptorCount == Request::kDescriptors &&
         (request.use == ModuleUse::Program || request.use == ModuleUse::Library) &&
         isSocket(packet.descriptors[1].get());
}

// Serves requests until the host process has closed its end.
[[noreturn]] void serveAll(int channel, const Workshop &workshop) {
  const unsigned mostJobs = processorCount();
  const pid_t self = getpid();
  unsigned jobs = 0;
  for (;;) {
    while (jobs > 0 && waitpid(-1, nullptr, jobs < mostJobs ? WNOHANG : 0) > 0)
      --jobs;
    Request request = {};
    const auto packet = receivePacket(channel, std::as_writable_bytes(std::span(&request, 1)));
    if (!packet.ok() || packet->bytes == 0)
      _exit(0);
    if (!isValid(*packet, request))
      continue;
    const pid_t job = fork();
    if (job == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (getppid() == self)
        serve(workshop, request.use, packet->descriptors[0].get(), packet->descriptors[1].get());
      _exit(0);
    }
    jobs += job > 0;
  }
}

} // namespace

bool CompilerBroker::start(std::string_view name, const GuestReach &guestReach, std::string &problem) {
  const char *const searchPath = secure_getenv("PATH");
  auto compiler = openCompiler(name, searchPath ? searchPath : "", guestReach, problem);
  if (!compiler) {
    problem = "cannot use the compiler '" + std::string(name) + "': " + problem;
    return false;
  }
  auto cache = PrivateDirectory::open("modules", problem);
  if (!cache)
    return false;
  if (const std::string reach = guestReach(cache->descriptor()); !reach.empty()) {
    problem = "cannot use the cache of compiled modules: " + reach;
    return false;
  }
  auto sockets = SocketPair::create();
  const pid_t self = getpid();
  const pid_t child = sockets.ok() ? fork() : -1;
  if (child < 0) {
    problem = "cannot start a process for the compiler";
    return false;
  }
  if (child > 0) {
    channel = std::move(sockets->first);
    return true;
  }
  leaveParent(self);
  int served = sockets->second.take(), file = compiler->file.take(), directory = compiler->directory.take();
  int entries = cache->release();
  keepOnly({&served, &file, &directory, &entries});
  const Workshop workshop = {{UniqueFd(file), UniqueFd(directory)}, PrivateDirectory(entries)};
  confineBroker(workshop.compiler, entries);
  serveAll(served, workshop);
}

} // namespace wasixc::broker
