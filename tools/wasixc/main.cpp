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

#include "compiler/compile.h"
#include "compiler/diagnostic.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

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
      errs() << "wasixc: note: import '" << name << "' is known but not served: it answers ENOSYS\n";
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

int runProgram(const CommandLine &command, ArrayRef<uint8_t> module) {
  auto program = findCachedProgram(command, toStringRef(module));
  if (!program)
    return fail(program.takeError(), command.input);
  if (!sys::fs::can_execute(*program))
    if (Error error = compileTo(command, module, *program))
      return fail(std::move(error), command.input);
  std::vector<char *> arguments{const_cast<char *>(command.input.c_str())};
  for (const std::string &argument : command.arguments)
    arguments.push_back(const_cast<char *>(argument.c_str()));
  arguments.push_back(nullptr);
  execv(program->c_str(), arguments.data());
  return fail(createStringError(errnoAsErrorCode(), "cannot run '%s': %s", program->c_str(), strerror(errno)),
              command.input);
}

} // namespace

int main(int argc, char **argv) {
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
