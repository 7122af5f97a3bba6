// See compiler_process.h.
#include "runtime/broker/compiler_process.h"

#include "runtime/base/blocking.h"
#include "runtime/broker/wall.h"

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace wasixc::broker {

namespace {

constexpr int kCannotRun = 127;
constexpr uint64_t kNanosecondsPerSecond = 1'000'000'000;

#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool kIsMemoryLimited = false; // shadows take terabytes of addresses
#else
constexpr bool kIsMemoryLimited = true;
#endif

void limit(int resource, uint64_t value) {
  rlimit limits = {};
  if (getrlimit(resource, &limits) != 0)
    return;
  limits.rlim_max = std::min<rlim_t>(limits.rlim_max, value);
  limits.rlim_cur = limits.rlim_max;
  setrlimit(resource, &limits);
}

void setLimits() {
  limit(RLIMIT_CPU, kMostSeconds * kMostCompilerThreads);
  limit(RLIMIT_FSIZE, kMostOutputBytes);
  limit(RLIMIT_NOFILE, kMostCompilerDescriptors);
  limit(RLIMIT_CORE, 0);
  if (kIsMemoryLimited)
    limit(RLIMIT_AS, kMostMemory);
}

unsigned threadCount() {
  cpu_set_t set;
  const int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
  return std::clamp<unsigned>(static_cast<unsigned>(count), 1, kMostCompilerThreads);
}

// The child's side of the fork.
[[noreturn]] void execCompiler(const CompilerRun &run, int messages, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent)
    _exit(kCannotRun);
  setsid();
  setLimits();
  confineCompiler(run.compiler);
  const int executable = fcntl(run.compiler.file.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  if (dup2(run.module, STDIN_FILENO) < 0 || dup2(run.output, STDOUT_FILENO) < 0 ||
      dup2(messages, STDERR_FILENO) < 0 || executable < 0)
    _exit(kCannotRun);
  constexpr int kExecutable = STDERR_FILENO + 1;
  if (executable != kExecutable)
    dup3(executable, kExecutable, O_CLOEXEC);
  syscall(SYS_close_range, kExecutable + 1, ~0u, 0u);
  std::string words[] = {"wasixc",
                         "-j" + std::to_string(threadCount()),
                         run.use == ModuleUse::Library ? "--shared" : "--emit=image",
                         "-o",
                         "-",
                         "-"};
  char *arguments[std::size(words) + 1] = {};
  for (size_t i = 0; i < std::size(words); ++i)
    arguments[i] = words[i].data();
  char *environment[] = {nullptr};
  syscall(SYS_execveat, kExecutable, "", arguments, environment, AT_EMPTY_PATH);
  _exit(kCannotRun);
}

// Reads what there is; false at the end. The first bytes are kept.
bool readMessages(int messages, std::string &text) {
  char buffer[1024];
  const ssize_t size = read(messages, buffer, sizeof buffer);
  if (size > 0)
    text.append(buffer, std::min<size_t>(static_cast<size_t>(size), Answer::kMostText - text.size()));
  return size > 0 || (size < 0 && errno == EINTR);
}

enum class Watch { Ended, Late, Abandoned };

// The compiler holds the other end of the pipe until it ends.
Watch watch(int messages, int client, std::string &text) {
  const auto deadline = blocking::now() + kMostSeconds * kNanosecondsPerSecond;
  for (;;) {
    const auto now = blocking::now();
    if (now >= deadline)
      return Watch::Late;
    pollfd entries[] = {{messages, POLLIN, 0}, {client, 0, 0}};
    const auto milliseconds = static_cast<int>((deadline - now) / 1'000'000 + 1);
    if (::poll(entries, std::size(entries), milliseconds) < 0 && errno != EINTR)
      return Watch::Abandoned;
    if (entries[1].revents != 0)
      return Watch::Abandoned;
    if (entries[0].revents != 0 && !readMessages(messages, text))
      return Watch::Ended;
  }
}

// Its status, after a moment for it to end by itself when it has closed the pipe.
int await(pid_t compiler, Watch how) {
  int status = 0;
  if (how == Watch::Ended)
    for (int rounds = 0; rounds < 100; ++rounds) {
      if (waitpid(compiler, &status, WNOHANG) == compiler)
        return status;
      usleep(1000 * (rounds < 10 ? 1 : 20));
    }
  kill(compiler, SIGKILL);
  while (waitpid(compiler, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

std::string describe(int status, Watch how, std::string text) {
  if (how == Watch::Late)
    return "it takes longer than " + std::to_string(kMostSeconds) + " seconds to compile";
  if (WIFSIGNALED(status))
    return "the compiler was ended by signal " + std::to_string(WTERMSIG(status)) + " (it has " +
           std::to_string(kMostMemory >> 30) + " GiB of memory)";
  if (WEXITSTATUS(status) == kCannotRun)
    return "the compiler does not start";
  text = text.substr(0, text.find('\n'));
  if (text.starts_with("-:")) // the module's name, as the compiler knows it
    text.erase(0, 2);
  return text.empty() ? "the compiler ended with status " + std::to_string(WEXITSTATUS(status)) : text;
}

} // namespace

bool runCompiler(const CompilerRun &run, std::string &message) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    return false;
  const UniqueFd messages(ends[0]);
  UniqueFd written(ends[1]);
  const pid_t self = getpid();
  const pid_t compiler = fork();
  if (compiler == 0)
    execCompiler(run, written.get(), self);
  written = UniqueFd();
  if (compiler < 0) {
    message = "no process for the compiler";
    return false;
  }
  std::string text;
  const Watch how = watch(messages.get(), run.client, text);
  const int status = await(compiler, how);
  if (how == Watch::Ended && WIFEXITED(status) && WEXITSTATUS(status) == 0)
    return true;
  message = describe(status, how, std::move(text));
  return false;
}

} // namespace wasixc::broker
