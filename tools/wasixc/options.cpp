// See options.h. The switches are declared in options.td; parsing is LLVM's.
#include "tools/wasixc/options.h"

#include "abi/printable.h"
#include "abi/program_options.h"
#include "tools/wasixc/version.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Option/Option.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace llvm::opt;

namespace wasixc {
namespace {

enum OptionId {
  OPT_INVALID = 0,
#define OPTION(...) LLVM_MAKE_OPT_ID(__VA_ARGS__),
#include "options.inc"
#undef OPTION
};

#define OPTTABLE_STR_TABLE_CODE
#include "options.inc"
#undef OPTTABLE_STR_TABLE_CODE

#define OPTTABLE_PREFIXES_TABLE_CODE
#include "options.inc"
#undef OPTTABLE_PREFIXES_TABLE_CODE

constexpr OptTable::Info kOptions[] = {
#define OPTION(...) LLVM_CONSTRUCT_OPT_INFO(__VA_ARGS__),
#include "options.inc"
#undef OPTION
};

class OptionTable : public GenericOptTable {
public:
  OptionTable() : GenericOptTable(OptionStrTable, OptionPrefixesTable, kOptions) {}
};

[[noreturn]] void usageError(const Twine &message) {
  errs() << "wasixc: error: " << abi::printable(message.str()) << "\n";
  std::exit(1);
}

std::string defaultOutput(StringRef input, OutputKind kind) {
  if (input == "-")
    return "a.out";
  const StringRef name = sys::path::filename(input);
  const std::string stem = sys::path::stem(name).str();
  switch (kind) {
  case OutputKind::Executable:
    return stem == name ? stem + ".out" : stem;
  case OutputKind::Image:
    return stem + ".image";
  case OutputKind::Library:
    return stem + ".so";
  case OutputKind::Object:
    return stem + ".o";
  case OutputKind::Assembly:
    return stem + ".s";
  case OutputKind::LlvmIr:
    return stem + ".ll";
  }
  return stem;
}

OutputKind outputKind(StringRef text) {
  const auto kind = StringSwitch<std::optional<OutputKind>>(text)
                        .Case("exe", OutputKind::Executable)
                        .Case("image", OutputKind::Image)
                        .Case("obj", OutputKind::Object)
                        .Case("asm", OutputKind::Assembly)
                        .Case("llvm-ir", OutputKind::LlvmIr)
                        .Default(std::nullopt);
  if (!kind)
    usageError("unknown output kind '" + text + "' for --emit");
  return *kind;
}

unsigned optimizationLevel(StringRef text) {
  if (text.size() != 1 || text[0] < '0' || text[0] > '3')
    usageError("unknown optimization level '-O" + text + "'");
  return text[0] - '0';
}

unsigned jobCount(StringRef text) {
  unsigned count = 0;
  if (text.getAsInteger(10, count) || count == 0)
    usageError("-j wants a positive number, not '" + text + "'");
  return count;
}

// Options that the program's own start must be able to follow, checked while somebody can mend them.
void checkProgramOptions(ArrayRef<std::string> options) {
  const std::vector<std::string_view> words(options.begin(), options.end());
  std::span<const std::string_view> rest = words;
  while (!rest.empty()) {
    const std::span<const std::string_view> from = rest;
    abi::ProgramOption option;
    if (const char *error = abi::parseProgramOption(rest, option))
      usageError(Twine(error) + " '" + StringRef(from[0]) + " " + StringRef(from[1]) + "'");
  }
}

// The options an executable carries for its own start, spelled as abi/config.h says. A program that this very
// wasixc runs finds it under the name that it has here.
std::vector<std::string> programOptions(const ArgList &arguments, bool isRun) {
  std::vector<std::string> options;
  for (const Arg *argument : arguments.filtered(OPT_dir, OPT_cwd, OPT_net, OPT_env, OPT_compiler,
                                                OPT_allow_program, OPT_max_memory)) {
    options.push_back("--" + argument->getOption().getName().rtrim('=').str());
    options.push_back(argument->getValue());
    if (isRun && argument->getOption().matches(OPT_compiler) && options.back() == "wasixc")
      options.back() = sys::fs::getMainExecutable(nullptr, nullptr);
  }
  for (const Arg *argument : arguments.filtered(OPT_harden, OPT_unconfined))
    options.push_back("--" + argument->getOption().getName().str());
  if (arguments.hasArg(OPT_inherit_env))
    options.push_back("--inherit-env");
  checkProgramOptions(options);
  return options;
}

void printHelp(const OptionTable &table) {
  table.printHelp(outs(), "wasixc [run] [options] <module.wasm> [arguments of the program, for run]",
                  "wasixc: compile a WASI or WASIX module to a native executable");
}

// Behind `run`, the first word that is not an option is the module; all that follows belongs to the program.
size_t findModule(const OptionTable &table, ArrayRef<const char *> words) {
  InputArgList list(words.begin(), words.end());
  unsigned index = 0;
  while (index < words.size()) {
    const unsigned position = index;
    const std::unique_ptr<Arg> argument = table.ParseOneArg(list, index);
    if (argument && argument->getOption().getKind() == Option::InputClass)
      return position;
    if (!argument)
      break;
  }
  return words.size();
}

CommandLine readOptions(const InputArgList &arguments, bool isRun) {
  CommandLine command;
  command.isRun = isRun;
  command.verbose = arguments.hasArg(OPT_verbose);
  command.time = arguments.hasArg(OPT_time);
  CompileOptions &compile = command.compile;
  compile.output = outputKind(arguments.getLastArgValue(OPT_emit, "exe"));
  if (arguments.hasArg(OPT_shared)) {
    if (arguments.hasArg(OPT_emit))
      usageError("--shared and --emit exclude each other");
    compile.output = OutputKind::Library;
  }
  compile.optimizationLevel = optimizationLevel(arguments.getLastArgValue(OPT_optimization, "3"));
  compile.march = arguments.getLastArgValue(OPT_march, "native");
  compile.debugInfo = arguments.hasArg(OPT_debug);
  if (arguments.hasArg(OPT_jobs))
    compile.jobs = jobCount(arguments.getLastArgValue(OPT_jobs));
  compile.allowUnknownImports = arguments.hasArg(OPT_allow_unknown_imports);
  compile.spectre = arguments.hasArg(OPT_spectre);
  compile.baseline = arguments.hasArg(OPT_baseline);
  compile.checkContinuations = arguments.hasArg(OPT_check_continuations);
  compile.programOptions = programOptions(arguments, isRun);
  return command;
}

} // namespace

CommandLine parseCommandLine(int argc, char **argv) {
  const OptionTable table;
  ArrayRef<const char *> words(argv + 1, argc - 1);
  const bool isRun = !words.empty() && StringRef(words.front()) == "run";
  std::vector<std::string> programArguments;
  if (isRun) {
    words = words.drop_front();
    const size_t module = findModule(table, words);
    for (const char *word : words.drop_front(std::min(module + 1, words.size())))
      programArguments.push_back(word);
    words = words.take_front(std::min(module + 1, words.size()));
  }

  unsigned missingIndex = 0, missingCount = 0;
  const InputArgList arguments = table.ParseArgs(words, missingIndex, missingCount);
  if (arguments.hasArg(OPT_help)) {
    printHelp(table);
    std::exit(0);
  }
  if (arguments.hasArg(OPT_version)) {
    outs() << "wasixc " << kVersion << "\n";
    std::exit(0);
  }
  if (missingCount > 0)
    usageError("'" + Twine(arguments.getArgString(missingIndex)) + "' wants a value");
  for (const Arg *argument : arguments.filtered(OPT_UNKNOWN))
    usageError("unknown option '" + argument->getAsString(arguments) + "'; see --help");
  const std::vector<std::string> inputs = arguments.getAllArgValues(OPT_INPUT);
  if (inputs.size() != 1)
    usageError(inputs.empty() ? "no module given; see --help" : "more than one module given");

  CommandLine command = readOptions(arguments, isRun);
  command.arguments = std::move(programArguments);
  command.input = inputs.front();
  command.compile.sourceName = command.input;
  if (isRun)
    command.compile.output = OutputKind::Executable;
  command.output =
      arguments.getLastArgValue(OPT_output, defaultOutput(command.input, command.compile.output));
  return command;
}

} // namespace wasixc
