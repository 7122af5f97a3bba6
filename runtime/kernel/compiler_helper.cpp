// The cache is $XDG_CACHE_HOME/wasixc or $HOME/.cache/wasixc. Its entries are named after the version of
// images and what the module is (device, inode, size, times), so a changed module is compiled anew. The
// compiler reads from the descriptor the guest's file was opened with, writes beside the cache's entry, and
// the result is renamed into place.
#include "runtime/kernel/compiler_helper.h"

#include "runtime/base/message.h"
#include "runtime/kernel/kernel.h"

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <fcntl.h>
#include <spawn.h>
#include <string>
#include <sys/wait.h>

extern char **environ;

namespace wasixc {

namespace {

std::string compilerPath() {
  if (const char *named = getenv("WASIXC_COMPILER"))
    return named;
  char self[PATH_MAX];
  const ssize_t length = readlink("/proc/self/exe", self, sizeof self);
  if (length <= 0)
    return "";
  const std::string path(self, static_cast<size_t>(length));
  return path.substr(0, path.rfind('/') + 1) + "wasixc";
}

std::string cacheDirectory() {
  std::string base;
  if (const char *cache = getenv("XDG_CACHE_HOME"); cache && *cache == '/')
    base = cache;
  else if (const char *home = getenv("HOME"); home && *home == '/')
    base = std::string(home) + "/.cache";
  else
    return "";
  mkdir(base.c_str(), 0700);
  base += "/wasixc";
  mkdir(base.c_str(), 0700);
  return base;
}

std::string entryName(const struct stat &status, ModuleUse use) {
  std::string name = use == ModuleUse::Program ? "exec" : "library";
  name += "-" + std::to_string(abi::kAbiVersion);
  for (const uint64_t part :
       {static_cast<uint64_t>(status.st_dev), static_cast<uint64_t>(status.st_ino),
        static_cast<uint64_t>(status.st_size), static_cast<uint64_t>(status.st_mtim.tv_sec),
        static_cast<uint64_t>(status.st_mtim.tv_nsec), static_cast<uint64_t>(status.st_ctim.tv_sec),
        static_cast<uint64_t>(status.st_ctim.tv_nsec)})
    name += "-" + std::to_string(part);
  return name;
}

// Whether the compiler ended with success. The module is its descriptor 0.
bool runCompiler(const std::string &compiler, int module, const std::string &output, ModuleUse use) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, module, STDIN_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  std::string words[] = {compiler, "/proc/self/fd/0", "-o", output};
  char shared[] = "--shared";
  char *arguments[] = {words[0].data(),
                       words[1].data(),
                       words[2].data(),
                       words[3].data(),
                       use == ModuleUse::Library ? shared : nullptr,
                       nullptr};
  pid_t pid;
  const bool isStarted = posix_spawn(&pid, compiler.c_str(), &actions, nullptr, arguments, environ) == 0;
  posix_spawn_file_actions_destroy(&actions);
  if (!isStarted)
    return false;
  int status;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR)
      return false;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

} // namespace

Result<UniqueFd> compileModule(Process &process, int module, const struct stat &status, std::string_view name,
                               ModuleUse use) {
  const std::string directory = cacheDirectory();
  if (directory.empty())
    return Errno::NOEXEC;
  const std::string path = directory + "/" + entryName(status, use);
  UniqueFd program(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (program.get() < 0) {
    const std::string compiler = compilerPath();
    if (access(compiler.c_str(), X_OK) != 0) {
      printMessage({process.name(), ": cannot run '", name,
                    "': no compiler; WASIXC_COMPILER names one, or put wasixc next to this program"});
      return Errno::NOEXEC;
    }
    const std::string made = path + "." + std::to_string(getpid()) + "." + std::to_string(process.pid);
    if (!runCompiler(compiler, module, made, use) || rename(made.c_str(), path.c_str()) != 0) {
      unlink(made.c_str());
      return Errno::NOEXEC;
    }
    program = UniqueFd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (program.get() < 0)
      return Errno::NOEXEC;
  }
  if (const std::string reason = process.kernel.writableGrants.reasonToDistrust(program.get());
      !reason.empty()) {
    printMessage({process.name(), ": cannot run '", name, "': its compiled form is not safe: ", reason});
    return Errno::ACCES;
  }
  return program;
}

} // namespace wasixc
