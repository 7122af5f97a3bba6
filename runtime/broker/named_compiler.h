// The compiler that the person who runs the program has named (--compiler).
//
// What runs is decided once, before any guest does: the file is found by walking its path from the root,
// name by name, links included. Nobody but the user and root may be able to change it or anything on the way,
// and no guest: else somebody else would choose what runs as the user. It is then run from the descriptor.
#pragma once

#include "runtime/base/unique_fd.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace wasixc::broker {

struct NamedCompiler {
  UniqueFd file;
  UniqueFd directory; // that it lies in
};

// Why a guest may be able to change the file or the directory with this descriptor; empty when it can not.
using GuestReach = std::function<std::string(int file)>;

// `name` is a path, or `wasixc`, which is looked for in the absolute directories of `searchPath`. Without a
// value, `problem` says what is wrong.
std::optional<NamedCompiler> openCompiler(std::string_view name, std::string_view searchPath,
                                          const GuestReach &guestReach, std::string &problem);

} // namespace wasixc::broker
