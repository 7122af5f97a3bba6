#include "runtime/start.h"

#include "abi/config.h"
#include "runtime/base/message.h"
#include "runtime/confinement/walls.h"
#include "runtime/guest/page_scan.h"
#include "runtime/guest/trap.h"
#include "runtime/kernel/built_in_directories.h"
#include "runtime/kernel/options.h"
#include "runtime/kernel/program.h"
#include "runtime/sys/dispatch.h"

#include <csignal>
#include <cstdlib>
#include <sys/resource.h>

namespace wasixc {

namespace {

constexpr int kUsageError = 2;
constexpr int kCannotRun = 126;

std::string_view baseName(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// All processes of the program share the host's descriptors: as many as it may have.
void raiseDescriptorLimit() {
  rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// What the runtime keeps open for later is opened here: afterwards it could not.
bool raiseWalls(const confinement::WallPlan &plan, std::string_view program) {
  guest::canScanPages();
  const std::string missing = confinement::raiseWalls(plan);
  if (!missing.empty())
    printMessage({program, ": cannot run with --harden: ", missing});
  return missing.empty();
}

} // namespace

// Its objects live as long as the host process: nothing is buffered, and taking memory apart before the
// kernel does it would only cost time.
int runProgram(std::span<char *const> arguments, const char *const *environment, std::string_view options,
               const guest::Expected<std::shared_ptr<const guest::Image>> &image, SecondWall secondWall) {
  // Writing where nobody reads is an error that the guest gets, and then its own SIGPIPE.
  signal(SIGPIPE, SIG_IGN);
  // Growing a file beyond the host's limit (RLIMIT_FSIZE) is an error, too.
  signal(SIGXFSZ, SIG_IGN);
  raiseDescriptorLimit();
  Kernel &kernel = *new Kernel;
  kernel.resolveImport = &sys::resolveImport;
  kernel.log.configure(getenv("WASIX_LOG"));
  Process &process = kernel.createProcess(nullptr);
  for (const char *argument : arguments)
    process.arguments.add(argument);
  const std::string_view name = baseName(process.name());
  kernel.note.setProgram(name);
  kernel.network.setProgram(name);
  adoptStandardFiles(process);
  confinement::WallPlan walls;
  if (!applyOptions(process, name, options, getenv(abi::kOptionsVariable), environment, walls))
    return kUsageError;
  if (!startCompiler(kernel, name))
    return kUsageError;
  walls.broker = kernel.compiler.channelDescriptor();
  walls.loadsImages = walls.loadsImages || kernel.compiler.isRunning();

  guest::installTrapHandlers();
  new guest::SignalStack;
  if (!image) {
    printMessage({name, ": ", image.error().text});
    return kCannotRun;
  }
  if (personalityOf(**image) == Personality::Wasix)
    addBuiltInDirectories(process);
  Thread &thread = *new Thread(process);
  thread.program = std::make_unique<Program>(thread, *image);
  if (secondWall == SecondWall::AsChosen && !raiseWalls(walls, name))
    return kCannotRun;
  thread.run(Thread::Begin::Entry);
  kernel.terminal.restore();
  // The processes that are left end with the first one, as with the init process of a container.
  const int status = process.exitStatus().hostStatus();
  kernel.note.ended(status != 0);
  return status;
}

} // namespace wasixc
