// The command line of wasixc.
#pragma once

#include "compiler/compile.h"

#include <string>
#include <vector>

namespace wasixc {

struct CommandLine {
  std::string input;
  std::string output;
  bool isRun = false;                 // `wasixc run`
  std::vector<std::string> arguments; // of the program, for `run`
  bool verbose = false;
  bool time = false;
  CompileOptions compile;
};

// Ends the process with a message when the command line makes no sense, and after --help and --version.
CommandLine parseCommandLine(int argc, char **argv);

} // namespace wasixc
