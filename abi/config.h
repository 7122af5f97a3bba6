// The options a program was compiled with that its own start needs: what it may reach. They lie in the
// executable as NUL-terminated strings in the spelling of the command line, between two symbols that the
// compiler defines:
//
//   --dir HOST[::GUEST][:ro]   a directory the program may use, under the name GUEST (default: HOST)
//   --cwd DIRECTORY            the current directory at the start, a name of the guest's
//                              (default: docs/files.md)
//   --net RULE[,RULE...]       what it may use of the network (abi/network_rules.h)
//   --env NAME[=VALUE]         an environment variable (without a value: taken from the host when the
//                              program starts)
//   --inherit-env              every environment variable of the host
//   --compiler FILE            what compiles the modules that it runs or loads; `wasixc` alone is looked for
//                              in the host's PATH
//   --allow-program SHA256     a native program or library that it may run or load wherever it lies
//   --max-memory SIZE          what all its processes may make the host hold, in bytes; K, M and G are
//                              powers of 1024
//   --harden                   run only behind all walls that there are (docs/sandbox.md)
//   --unconfined               put up no second wall
//
// Whoever runs the program may replace them all through the environment variable named below, whose value
// holds the same options separated by white space (a backslash keeps the next character as it is).
#pragma once

namespace wasixc::abi {

constexpr const char *kOptionsVariable = "WASIXC_OPTIONS";
constexpr const char *kConfigBeginSymbol = "wasixc.config.begin";
constexpr const char *kConfigEndSymbol = "wasixc.config.end";

} // namespace wasixc::abi
