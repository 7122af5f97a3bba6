// Trap kinds as a type. The values travel inside `ud1` instructions of generated code, so they are part of
// the ABI.
#pragma once

#include <cstdint>

namespace wasixc::abi {

enum class TrapKind : uint8_t {
#define WASIX_TRAP(name, text, signal) name,
#include "abi/traps.def"
#undef WASIX_TRAP
};

constexpr const char *trapText(TrapKind kind) {
  switch (kind) {
#define WASIX_TRAP(name, text, signal)                                                                       \
  case TrapKind::name:                                                                                       \
    return text;
#include "abi/traps.def"
#undef WASIX_TRAP
  }
  return "unknown trap";
}

} // namespace wasixc::abi
