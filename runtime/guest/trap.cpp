// Reporting traps, and raising them from host code.
#include "runtime/guest/trap.h"

#include "abi/printable.h"
#include "runtime/guest/backtrace.h"
#include "runtime/guest/call.h"

namespace wasixc::guest {

std::string formatTrap(const TrapInfo &trap) {
  std::string text = "wasixc: trap: ";
  text += abi::trapText(trap.kind);
  if (!trap.detail.empty()) {
    text += ": ";
    abi::appendPrintable(text, trap.detail);
  }
  for (const TrapFrame &frame : trap.frames) {
    text += "\n  at " + std::to_string(frame.functionIndex) + " ";
    abi::appendPrintable(text, frame.functionName);
  }
  return text;
}

void trapFromHost(abi::TrapKind kind) {
  abi::Context &context = *currentContext();
  CallResult result = CallResult::trapped(kind);
  result.trap.frames = backtraceFromGate(context);
  leave(context, std::move(result));
}

} // namespace wasixc::guest
