// wasixc, the driver: command line to compile(), and reports back.
//
// `wasixc prog.wasm -o prog` writes an executable; `wasixc run prog.wasm args...` compiles into a cache and
// runs what it finds there. Exit status: 0 on success, 1 after an error, which has been reported on stderr as
// `file:offset: error: text`.
#include "tools/wasixc/module_file.h"
#include "tools/wasixc/options.h"
#include "tools/wasixc/program_cache.h"
#include "tools/wasixc/progress.h"
#include "tools/wasixc/runtime_object.h"

#include "abi/printable.h"
#include "compiler/compile.h"
#include "compiler/diagnostic.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

#include <sys/stat.h>
#include <unistd.h>

using namespace llvm;
using namespace wasixc;

namespace {

int fail(Error error, StringRef file) {
  errs() << formatError(std::move(error), file) << "\n";
  return 1;
}

void printReport(const CommandLine &command, const CompileReport &report) {
  if (command.verbose) {
    errs() << "wasixc: " << report.functions << " functions\n";
    for (const std::string &name : report.unservedImports)
      errs() << "wasixc: note: import '" << abi::printable(name)
             << "' is known but not served: it answers ENOSYS\n";
    for (const std::string &name : report.unoptimized)
      errs() << "wasixc: note: function '" << abi::printable(name)
             << "' is too large for the optimizer: its code is that of -O0\n";
  }
  if (!command.time)
    return;
  for (const PhaseTime &phase : report.phases)
    errs() << format("%-10s %8.3f\n", phase.name.c_str(), phase.seconds);
  errs() << format("%-10s %8.3f\n", "total", report.wallSeconds);
}

Error compileTo(const CommandLine &command, ArrayRef<uint8_t> module, const std::string &outputPath) {
  CompileOptions options = command.compile;
  options.runtimeObject = runtimeObject();
  ProgressLine progress(command.input);
  options.progress = [&](double fraction) { progress.update(fraction); };
  auto report = compile(module, options, outputPath);
  progress.clear();
  if (!report)
    return report.takeError();
  printReport(command, *report);
  return Error::success();
}

// The descriptor of the compiled program: an entry of the cache.
Expected<int> findProgram(const CommandLine &command, ArrayRef<uint8_t> module) {
  auto cache = openProgramCache();
  if (!cache)
    return cache.takeError();
  const std::string key = programKey(command, toStringRef(module));
  if (const int program = cache->find(key); program >= 0)
    return program;
  std::string draft;
  const int reserved = cache->createDraft(draft);
  if (reserved < 0)
    return createStringError(errnoAsErrorCode(), "cannot write to the cache: %s", strerror(errno));
  close(reserved);
  // The output takes the place of the draft. It is reached through the directory's descriptor, too.
  const mode_t mask = umask(S_IRWXG | S_IRWXO);
  const std::string path = "/proc/self/fd/" + std::to_string(cache->descriptor()) + "/" + draft;
  Error error = compileTo(command, module, path);
  umask(mask);
  if (error) {
    cache->discard(draft);
    return std::move(error);
  }
  const int program = cache->publish(draft, key) ? cache->find(key) : -1;
  if (program < 0)
    return createStringError("cannot use the cache: it has changed meanwhile");
  cache->trim(kMostCachedBytes);
  return program;
}

int runProgram(const CommandLine &command, ArrayRef<uint8_t> module) {
  auto program = findProgram(command, module);
  if (!program)
    return fail(program.takeError(), command.input);
  std::vector<char *> arguments{const_cast<char *>(command.input.c_str())};
  for (const std::string &argument : command.arguments)
    arguments.push_back(const_cast<char *>(argument.c_str()));
  arguments.push_back(nullptr);
  fexecve(*program, arguments.data(), environ);
  return fail(createStringError(errnoAsErrorCode(), "cannot run it: %s", strerror(errno)), command.input);
}

} // namespace

int main(int argc, char **argv) {
  // With a closed stderr the output would become descriptor 2, and messages part of it.
  if (const std::error_code error = sys::Process::FixupStandardFileDescriptors())
    return error.value();
  const CommandLine command = parseCommandLine(argc, argv);
  auto module = readModuleFile(command.input);
  if (!module)
    return fail(module.takeError(), "wasixc");
  if (command.isRun)
    return runProgram(command, *module);
  if (Error error = compileTo(command, *module, command.output))
    return fail(std::move(error), command.input);
  return 0;
}
