// What the runtime itself says to the person who runs a program: whole lines on the host's stderr, in one
// write each, so that the lines of concurrent processes do not mix. No stream library: it would cost
// start-up.
//
// Nothing in a message can make a terminal do more than show it, whoever chose the names in it
// (abi/printable.h). The host's descriptor 2 is stderr or /dev/null, never a file or the memory of a guest
// (base/standard_descriptors.h).
#pragma once

#include <initializer_list>
#include <string_view>

namespace wasixc {

// One line: line feeds in the parts are shown as such.
void printMessage(std::initializer_list<std::string_view> parts);

// A text of several lines; names in it have gone through abi::printable, or they could add lines.
void printLines(std::string_view text);

} // namespace wasixc
