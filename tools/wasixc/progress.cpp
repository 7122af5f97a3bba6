// See progress.h.
#include "tools/wasixc/progress.h"

#include "abi/printable.h"

#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"

namespace wasixc {

ProgressLine::ProgressLine(std::string name)
    : name(abi::printable(name)), isTerminal(llvm::sys::Process::StandardErrIsDisplayed()) {}

void ProgressLine::update(double fraction) {
  const int percent = static_cast<int>(fraction * 100);
  if (!isTerminal || percent == shownPercent || Clock::now() - start < std::chrono::seconds(1))
    return;
  shownPercent = percent;
  llvm::errs() << "\rcompiling " << name << ": " << percent << " %";
}

void ProgressLine::clear() {
  if (shownPercent >= 0)
    llvm::errs() << "\r\033[K";
}

} // namespace wasixc
