// The runtime as a program of its own, for sanitizers: they need a C library that is linked dynamically,
// which compiled programs have not. `wasixc_host PROGRAM [ARGUMENT...]` runs the image of a program that any
// wasixc has compiled; what it may reach says WASIXC_OPTIONS, because the program's own options stay in its
// file.
#include "runtime/base/message.h"
#include "runtime/base/unique_fd.h"
#include "runtime/start.h"

#include <fcntl.h>
#include <unistd.h>

int main(int argumentCount, char **arguments) {
  wasixc::prepareHostProcess();
  if (argumentCount < 2) {
    wasixc::printMessage({"usage: wasixc_host PROGRAM [ARGUMENT...]"});
    return 2;
  }
  const wasixc::UniqueFd file(open(arguments[1], O_RDONLY | O_CLOEXEC));
  _exit(wasixc::runProgram({arguments + 1, static_cast<size_t>(argumentCount - 1)}, {},
                           wasixc::guest::Image::map(file.get()), wasixc::SecondWall::Never));
}
