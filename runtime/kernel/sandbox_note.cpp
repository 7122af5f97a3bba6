#include "runtime/kernel/sandbox_note.h"

#include "abi/config.h"
#include "runtime/base/message.h"

#include <unistd.h>

namespace wasixc {

void SandboxNote::cannotOpen(std::string_view path) {
  if (isNeeded.exchange(false, std::memory_order_relaxed))
    printMessage({program, ": note: cannot open '", path, "': no directory is granted; run it with ",
                  abi::kOptionsVariable, "='--dir .' or compile it with --dir"});
}

void SandboxNote::ended(bool hasFailed) {
  if (hasFailed && hasLooked && hasOutput[STDERR_FILENO] &&
      isNeeded.exchange(false, std::memory_order_relaxed))
    printMessage({program, ": note: it could not open any file: no directory is granted; run it with ",
                  abi::kOptionsVariable, "='--dir .' or compile it with --dir"});
}

} // namespace wasixc
