// What is left of a path during a walk, name by name; the text of a link on the way goes in front of it.
#pragma once

#include "runtime/base/result.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace wasixc {

class PathRest {
public:
  // Where to go on from: where the walk is, or from the root.
  enum class From : bool { Here, Root };

  // Puts a path, or the text of a link, in front of what is left.
  Result<From> prepend(std::string_view path) {
    if (path.empty())
      return Errno::NOENT;
    const From from = path.front() == '/' ? From::Root : From::Here;
    path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
    text.replace(0, position, path);
    // What is left begins with a name, or is a lone slash behind one.
    position = path.empty() ? std::min(text.find_first_not_of('/'), text.size()) : 0;
    return from;
  }

  // The same for the link that the name just taken is.
  Result<From> follow(std::string_view target) {
    if (++links > kMostLinks)
      return Errno::LOOP;
    if (!isEmpty() && !isSlash())
      text.replace(0, std::exchange(position, 0), "/");
    return prepend(target);
  }

  // For walks in a directory that is not the root.
  static Result<void> requireHere(Result<From> from) {
    if (!from.ok())
      return from.error();
    return *from == From::Root ? Errno::NOTCAPABLE : Errno::SUCCESS;
  }

  // The next name; what follows it begins with the next name, or is a lone slash at the end. Nothing that is
  // left is moved: a long path costs no more than its length.
  std::string takeName() {
    if (isSlash())
      position = text.size();
    const size_t end = std::min(text.find('/', position), text.size());
    std::string name = text.substr(position, end - position);
    const size_t next = std::min(text.find_first_not_of('/', end), text.size());
    position = end < text.size() && next == text.size() ? text.size() - 1 : next;
    return name;
  }

  bool isEmpty() const { return position == text.size(); }
  // Nothing but slashes: the name before them has to be a directory.
  bool isSlash() const { return position + 1 == text.size() && text.back() == '/'; }

private:
  static constexpr int kMostLinks = 40; // as Linux

  std::string text;
  size_t position = 0; // of what is left
  int links = 0;
};

} // namespace wasixc
