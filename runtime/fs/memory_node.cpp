#include "runtime/fs/memory_node.h"

#include "runtime/fs/host_stat.h"
#include "runtime/fs/inode_number.h"

#include <algorithm>

namespace wasixc {

namespace {

constexpr uint64_t kDevice = 0x746d70; // any number that is no device of the host: "tmp"

abi::Timestamp currentTime() {
  timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  return nanosecondsOf(time);
}

} // namespace

// Names

MemoryNode *MemoryNames::find(const std::string &name) const {
  const auto found = byName.find(name);
  return found == byName.end() ? nullptr : found->second.node.get();
}

void MemoryNames::add(const std::string &name, Ref<MemoryNode> node) {
  const auto entry = byName.emplace(name, Entry{std::move(node), nextCookie}).first;
  byCookie.emplace(nextCookie++, Found{&entry->first, entry->second.node.get()});
}

Ref<MemoryNode> MemoryNames::remove(const std::string &name) {
  const auto found = byName.find(name);
  Ref<MemoryNode> node = std::move(found->second.node);
  byCookie.erase(found->second.cookie);
  byName.erase(found);
  return node;
}

const std::string &MemoryNames::nameOf(const MemoryNode &node) const {
  return *std::ranges::find(byCookie, &node, [](const auto &entry) {
            return entry.second.node;
          })->second.name;
}

void MemoryNames::moveTo(std::vector<Ref<MemoryNode>> &nodes) {
  for (auto &[name, entry] : byName)
    nodes.push_back(std::move(entry.node));
  byCookie.clear();
  byName.clear();
}

MemoryNames::Found MemoryNames::after(uint64_t &cookie) const {
  const auto found = byCookie.upper_bound(cookie);
  if (found == byCookie.end())
    return {};
  cookie = found->first;
  return found->second;
}

// Nodes

Result<Ref<MemoryNode>> MemoryNode::create(MemoryBudget &budget, abi::FileType type, std::string linkTarget) {
  TRY(budget.take(kBytes + linkTarget.size()));
  return Ref<MemoryNode>(new MemoryNode(budget, type, std::move(linkTarget)));
}

MemoryNode::MemoryNode(MemoryBudget &budget, abi::FileType type, std::string linkTarget)
    : budget(budget), fileType(type), inode(newInodeNumber()) {
  accessTime = modifyTime = changeTime = currentTime();
  if (type == abi::FileType::RegularFile)
    body.emplace<MemoryContent>(budget);
  else if (type == abi::FileType::Directory)
    body.emplace<MemoryNames>();
  else if (isSocket())
    body.emplace<SocketAddress>();
  else
    body = std::move(linkTarget);
}

MemoryNode::~MemoryNode() { budget.giveBack(kBytes + (isLink() ? target().size() : 0)); }

abi::FileStat MemoryNode::stat() const {
  uint64_t size = 0;
  if (const auto *content = std::get_if<MemoryContent>(&body))
    size = content->size();
  else if (isLink())
    size = target().size();
  return {.device = kDevice,
          .inode = inode,
          .fileType = static_cast<uint8_t>(fileType),
          .linkCount = linkCount,
          .size = size,
          .accessTime = accessTime,
          .modifyTime = modifyTime,
          .changeTime = changeTime};
}

void MemoryNode::setTimes(const FileTimes &times) {
  const abi::Timestamp now = currentTime();
  const auto apply = [now](abi::Timestamp &time, const timespec &value) {
    if (value.tv_nsec == UTIME_NOW)
      time = now;
    else if (value.tv_nsec != UTIME_OMIT)
      time = nanosecondsOf(value);
  };
  apply(accessTime, times.values[0]);
  apply(modifyTime, times.values[1]);
  changeTime = now;
}

void MemoryNode::touchAccess() { accessTime = currentTime(); }
void MemoryNode::touchModify() { modifyTime = changeTime = currentTime(); }
void MemoryNode::touchChange() { changeTime = currentTime(); }

} // namespace wasixc
