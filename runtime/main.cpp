// The start of a compiled program, whose image lies in this very executable.
#include "runtime/heap.h"
#include "runtime/start.h"

#include <unistd.h>

// abi/config.h: the compiler defines these.
extern const char configBegin[] __asm__("wasixc.config.begin");
extern const char configEnd[] __asm__("wasixc.config.end");

int main(int argumentCount, char **arguments) {
  wasixc::prepareHostProcess();
  (void)wasixc::heap::prepare(); // without, it is tried again when it is needed
  _exit(wasixc::runProgram({arguments, static_cast<size_t>(argumentCount)},
                           {configBegin, static_cast<size_t>(configEnd - configBegin)},
                           wasixc::guest::Image::ofThisProgram(), wasixc::SecondWall::AsChosen));
}
