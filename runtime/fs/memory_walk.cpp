#include "runtime/fs/memory_walk.h"

#include "runtime/fs/path_rest.h"

namespace wasixc {

namespace {

constexpr size_t kLongestName = 255;

class Walk {
public:
  Walk(MemoryNode &start, LastLink lastLink) : start(start), lastLink(lastLink) {}

  Result<MemoryPlace> run(std::string_view path) {
    TRY(PathRest::requireHere(rest.prepend(path)));
    for (;;) {
      std::string name = rest.takeName();
      if (name.empty())
        return MemoryPlace{nullptr, ".", &top(), false};
      if (name == ".")
        continue;
      if (name == "..") {
        if (stack.empty())
          return Errno::NOTCAPABLE;
        stack.pop_back();
        continue;
      }
      if (name.size() > kLongestName)
        return Errno::NAMETOOLONG;
      MemoryNode *const node = top().names().find(name);
      if (node && node->isLink() && follows())
        TRY(PathRest::requireHere(rest.follow(node->target())));
      else if (rest.isEmpty() || rest.isSlash())
        return MemoryPlace{&top(), std::move(name), node, rest.isSlash()};
      else
        TRY(enter(node));
    }
  }

private:
  MemoryNode &top() { return stack.empty() ? start : *stack.back(); }

  bool follows() const {
    if (lastLink == LastLink::Follow)
      return true;
    if (rest.isEmpty())
      return lastLink == LastLink::FollowWithoutSlash;
    return !rest.isSlash() || lastLink == LastLink::FollowBeforeSlash;
  }

  Result<void> enter(MemoryNode *node) {
    if (!node)
      return Errno::NOENT;
    if (!node->isDirectory())
      return Errno::NOTDIR;
    stack.push_back(node);
    return {};
  }

  MemoryNode &start;
  const LastLink lastLink;
  PathRest rest;
  std::vector<MemoryNode *> stack;
};

} // namespace

Result<MemoryPlace> walkMemory(MemoryNode &start, std::string_view path, LastLink lastLink) {
  return Walk(start, lastLink).run(path);
}

} // namespace wasixc
