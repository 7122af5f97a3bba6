// What the runtime itself says to the person who runs a program: whole lines on the host's stderr, in one
// write each, so that the lines of concurrent processes do not mix. No stream library: it would cost
// start-up.
#pragma once

#include <initializer_list>
#include <string_view>

namespace wasixc {

void printMessage(std::initializer_list<std::string_view> parts);

} // namespace wasixc
