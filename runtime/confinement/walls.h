// The second wall: what the host process gives up before the first guest runs. Should a guest get out of its
// memory, it finds itself in a process that can open what was granted and no other file, make the system
// calls that the runtime needs and no others, begin no process and execute nothing (docs/sandbox.md).
#pragma once

#include "abi/network_rules.h"
#include "runtime/base/result.h"

#include <string>
#include <vector>

namespace wasixc::confinement {

// What was granted, collected while the program's options are read. The descriptors belong to others.
struct WallPlan {
  struct Directory {
    int descriptor;
    bool isReadOnly;
  };
  std::vector<Directory> directories;
  std::vector<abi::NetworkRule> network;
  bool loadsImages = false; // programs or libraries may be loaded from elsewhere than read-only grants
  std::vector<int> helpers; // system_calls.h

  // Off: no wall (--unconfined). On: as much as this kernel has. Hardened (--harden): all of it, or the
  // program does not start; and the process is hidden from others of the same user.
  enum class Strength : uint8_t { Off, On, Hardened } strength = Strength::On;
};

// For a process without threads. An empty text, or what is missing that a hardened program needs.
std::string raiseWalls(const WallPlan &plan);

} // namespace wasixc::confinement
