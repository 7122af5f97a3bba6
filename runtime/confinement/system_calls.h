// Which system calls the runtime makes while guests run: the second wall's filter.
#pragma once

#include "runtime/base/result.h"

#include <vector>

namespace wasixc::confinement {

// What a program was granted, as far as it decides about system calls.
struct SystemCallNeeds {
  bool changesFiles = false;  // a writable grant: names are made, moved and removed
  bool mapsImages = false;    // programs or libraries may be loaded later
  bool usesNetwork = false;   // sockets of IPv4 and IPv6
  bool usesUnixNames = false; // sockets with names in granted directories
  std::vector<int>
      helpers; // sockets that lead to processes which were begun before: descriptors are passed there
};

// Every other call kills the process from here on. Requires no_new_privs. For a process without threads.
Result<void> filterSystemCalls(const SystemCallNeeds &needs);

} // namespace wasixc::confinement
