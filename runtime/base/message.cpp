#include "runtime/base/message.h"

#include <string>
#include <unistd.h>

namespace wasixc {

void printMessage(std::initializer_list<std::string_view> parts) {
  std::string line;
  for (std::string_view part : parts)
    line += part;
  line += '\n';
  // Nobody is left to tell when stderr itself fails.
  if (write(STDERR_FILENO, line.data(), line.size()) < 0)
    return;
}

} // namespace wasixc
