// What the runtime and the broker say to each other (broker.h): one packet with descriptors each way.
//
// A request brings two descriptors: the module, a sealed memory file, and the socket on which the answer is
// awaited. Closing the other end of that takes the request back. The answer brings the descriptor of the
// compiled module if there is one, else a text.
#pragma once

#include <cstdint>

namespace wasixc::broker {

// What a module is compiled to.
enum class ModuleUse : uint32_t { Program, Library };

struct Request {
  static constexpr uint32_t kDescriptors = 2;
  ModuleUse use;
};

enum class Status : uint32_t {
  Compiled,
  Refused, // the compiler did not take the module
  Failed,  // there was no way to ask it
};

struct Answer {
  static constexpr uint32_t kMostText = 500;
  Status status;
  uint32_t textLength;
  char text[kMostText]; // for people, of printable characters
};

// Limits of what is compiled (docs/sandbox.md).
constexpr uint64_t kMostModuleBytes = 256ull << 20;

} // namespace wasixc::broker
