#include "runtime/base/message.h"

#include "abi/printable.h"

#include <string>
#include <unistd.h>

namespace wasixc {

namespace {

void writeLine(std::string line) {
  line += '\n';
  // Nobody is left to tell when stderr itself fails.
  if (write(STDERR_FILENO, line.data(), line.size()) < 0)
    return;
}

} // namespace

void printMessage(std::initializer_list<std::string_view> parts) {
  std::string line;
  for (std::string_view part : parts)
    abi::appendPrintable(line, part);
  writeLine(std::move(line));
}

void printLines(std::string_view text) { writeLine(abi::printableLines(text)); }

} // namespace wasixc
