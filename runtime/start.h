// The start of a program: the options decide what it may reach, and the first guest process runs the image.
#pragma once

#include "runtime/guest/error.h"
#include "runtime/guest/image.h"

#include <memory>
#include <span>
#include <string_view>

namespace wasixc {

// Before anything else that the program does: what is inherited from whoever started it must not hurt.
void prepareHostProcess();

// Whether the second wall is put up (confinement/walls.h). Sanitizers look at files and begin processes of
// their own, which it would not let them.
enum class SecondWall : bool { Never, AsChosen };

// `options` are those that the program was compiled with (abi/config.h). Returns the status to exit with.
int runProgram(std::span<char *const> arguments, std::string_view options,
               const guest::Expected<std::shared_ptr<const guest::Image>> &image, SecondWall secondWall);

} // namespace wasixc
