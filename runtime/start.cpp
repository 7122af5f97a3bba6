#include "runtime/start.h"

#include "abi/config.h"
#include "runtime/base/accountant.h"
#include "runtime/base/message.h"
#include "runtime/base/standard_descriptors.h"
#include "runtime/confinement/walls.h"
#include "runtime/guest/page_scan.h"
#include "runtime/guest/trap.h"
#include "runtime/kernel/built_in_directories.h"
#include "runtime/kernel/options.h"
#include "runtime/kernel/program.h"
#include "runtime/kernel/scheduler.h"
#include "runtime/sys/dispatch.h"

#include <csignal>
#include <cstdlib>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <unistd.h>

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

// In a program that gives its user more than the user has (set-user-ID, set-group-ID, file capabilities), the
// environment was chosen by somebody with fewer rights. It would grant directories that are not theirs to
// grant, name a compiler to run, files for the resolver to read, places to write to. So it is emptied before
// anybody reads a variable, the libraries below the runtime included (getauxval(3): AT_SECURE).
void prepareHostProcess() {
  standardDescriptors::occupy();
  if (getauxval(AT_SECURE) != 0)
    clearenv();
}

// Its objects live as long as the host process: nothing is buffered, and taking memory apart before the
// kernel does it would only cost time.
int runProgram(std::span<char *const> arguments, std::string_view options,
               const guest::Expected<std::shared_ptr<const guest::Image>> &image, SecondWall secondWall) {
  // Writing where nobody reads is an error that the guest gets, and then its own SIGPIPE.
  signal(SIGPIPE, SIG_IGN);
  // Growing a file beyond the host's limit (RLIMIT_FSIZE) is an error, too.
  signal(SIGXFSZ, SIG_IGN);
  raiseDescriptorLimit();
  accountant::setOverdraftHandler(&Scheduler::noteOverdraft);
  Kernel &kernel = *new Kernel;
  kernel.resolveImport = &sys::resolveImport;
  kernel.log.configure(getenv("WASIX_LOG"));
  Process &process = kernel.createProcess(nullptr);
  for (const char *argument : arguments)
    process.arguments.add(argument);
  const std::string_view name = baseName(process.name());
  kernel.note.setProgram(name);
  kernel.network.setProgram(name);
  kernel.terminal.startGuard();
  adoptStandardFiles(process);
  confinement::WallPlan walls;
  std::string directory;
  if (!applyOptions(process, name, options, getenv(abi::kOptionsVariable), environ, walls, directory))
    return kUsageError;
  if (!startCompiler(kernel, name))
    return kUsageError;
  if (kernel.compiler.isRunning())
    walls.helpers.push_back(kernel.compiler.channelDescriptor());
  walls.loadsImages = walls.loadsImages || kernel.compiler.isRunning();

  guest::installTrapHandlers();
  guest::Mapping signalStack = guest::SignalStack::allocate();
  if (!signalStack || !Scheduler::get().prepareIdleFiber().ok()) {
    printMessage({name, ": no memory to begin with"});
    return kCannotRun;
  }
  new guest::SignalStack(std::move(signalStack));
  if (!image) {
    printMessage({name, ": ", image.error().text});
    return kCannotRun;
  }
  if (personalityOf(**image) == Personality::Wasix)
    addBuiltInDirectories(process);
  if (!enterCurrentDirectory(process, name, directory))
    return kUsageError;
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
