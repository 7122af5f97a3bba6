// What is left of a path during a walk, name by name; the text of a link on the way goes in front of it.
#pragma once

#include "runtime/base/result.h"

#include <string>
#include <string_view>

namespace wasixc {

class PathRest {
public:
  // Puts a path, or the text of a link, in front of what is left.
  Result<void> prepend(std::string_view path) {
    if (path.empty())
      return Errno::NOENT;
    if (path.front() == '/')
      return Errno::NOTCAPABLE;
    rest.insert(0, path);
    return {};
  }

  // The same for the link that the name just taken is.
  Result<void> follow(std::string_view target) {
    if (++links > kMostLinks)
      return Errno::LOOP;
    if (!rest.empty() && !isSlash())
      rest.insert(0, "/");
    return prepend(target);
  }

  // The next name; what follows it begins with the next name, or is a lone slash at the end.
  std::string takeName() {
    if (isSlash())
      rest.clear();
    const size_t end = rest.find('/');
    std::string name = rest.substr(0, end);
    if (end == std::string::npos) {
      rest.clear();
      return name;
    }
    const size_t next = rest.find_first_not_of('/', end);
    rest = next == std::string::npos ? "/" : rest.substr(next);
    return name;
  }

  bool isEmpty() const { return rest.empty(); }
  // Nothing but slashes: the name before them has to be a directory.
  bool isSlash() const { return rest == "/"; }

private:
  static constexpr int kMostLinks = 40; // as Linux

  std::string rest;
  int links = 0;
};

} // namespace wasixc
