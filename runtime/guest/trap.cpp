// Reporting traps, and raising them from host code.
#include "runtime/guest/trap.h"

#include "runtime/guest/backtrace.h"
#include "runtime/guest/call.h"

namespace wasixc::guest {

namespace {

// Names come from the module: they may hold anything, a terminal should not see all of it.
void appendPrintable(std::string &text, const std::string &name) {
  for (const char character : name)
    text += static_cast<unsigned char>(character) < ' ' || character == 0x7f ? '?' : character;
}

} // namespace

std::string formatTrap(const TrapInfo &trap) {
  std::string text = "wasixc: trap: ";
  text += abi::trapText(trap.kind);
  if (!trap.detail.empty()) {
    text += ": ";
    appendPrintable(text, trap.detail);
  }
  for (const TrapFrame &frame : trap.frames) {
    text += "\n  at " + std::to_string(frame.functionIndex) + " ";
    appendPrintable(text, frame.functionName);
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
