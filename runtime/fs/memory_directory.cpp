#include "runtime/fs/memory_directory.h"

#include "runtime/fs/memory_file.h"
#include "runtime/fs/memory_walk.h"
#include "runtime/fs/rights.h"

#include <climits>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>

namespace wasixc {

using abi::FileType;

namespace {

bool isInside(const MemoryNode *node, const MemoryNode &directory) {
  for (; node; node = node->parent)
    if (node == &directory)
      return true;
  return false;
}

bool isRemoved(const MemoryNode &directory) { return directory.linkCount == 0; }

// Gives a node a name, or takes one away. A directory's own "." and its children's ".." count as names of it.
void addName(MemoryNode &folder, const std::string &name, Ref<MemoryNode> node) {
  if (node->isDirectory()) {
    node->parent = &folder;
    node->linkCount = std::max<uint64_t>(node->linkCount, 2);
    ++folder.linkCount;
  } else {
    ++node->linkCount;
  }
  node->touchChange();
  folder.touchModify();
  folder.names().add(name, std::move(node));
}

Ref<MemoryNode> removeName(MemoryNode &folder, const std::string &name) {
  Ref<MemoryNode> node = folder.names().remove(name);
  if (node->isDirectory()) {
    node->parent = nullptr;
    --folder.linkCount;
  } else {
    --node->linkCount;
  }
  node->touchChange();
  folder.touchModify();
  return node;
}

// A file's second name and those after it cost something, too.
constexpr uint64_t kNameBytes = 256;

void forgetName(const MemoryNode &file, MemoryBudget &budget) {
  if (file.linkCount > 0)
    budget.giveBack(kNameBytes);
}

// What `rename` requires of the two names (rename(2)).
Result<void> checkRename(const MemoryPlace &source, const MemoryPlace &target) {
  if (!source.folder || !target.folder)
    return Errno::BUSY;
  if (!source.node)
    return Errno::NOENT;
  const bool isDirectory = source.node->isDirectory();
  if (!isDirectory && (source.hasTrailingSlash || target.hasTrailingSlash))
    return Errno::NOTDIR;
  if (isDirectory && isInside(target.folder, *source.node))
    return Errno::INVAL;
  if (!target.node || target.node == source.node)
    return {};
  if (isInside(source.folder, *target.node))
    return Errno::NOTEMPTY;
  if (isDirectory != target.node->isDirectory())
    return isDirectory ? Errno::NOTDIR : Errno::ISDIR;
  if (isDirectory && !target.node->names().isEmpty())
    return Errno::NOTEMPTY;
  return {};
}

} // namespace

Result<Ref<MemoryFileSystem>> MemoryFileSystem::create(uint64_t limit) {
  auto system = Ref<MemoryFileSystem>(new MemoryFileSystem(limit));
  system->top = TRY(MemoryNode::create(system->budget, FileType::Directory));
  system->top->linkCount = 2;
  return system;
}

// Nobody holds a node any more. A tree can be deeper than a stack, so it goes node by node.
MemoryFileSystem::~MemoryFileSystem() {
  std::vector<Ref<MemoryNode>> left;
  left.push_back(std::move(top));
  while (!left.empty()) {
    const Ref<MemoryNode> node = std::move(left.back());
    left.pop_back();
    if (node && node->isDirectory())
      node->names().moveTo(left);
  }
}

MemoryDirectory::MemoryDirectory(Ref<MemoryFileSystem> fileSystem, std::string grantName)
    : Directory(std::move(grantName)), system(std::move(fileSystem)), node(system->root().retained()) {}

Result<abi::FileStat> MemoryDirectory::stat() {
  MutexLock guard(system->lock);
  return node->stat();
}

Result<void> MemoryDirectory::setTimes(const FileTimes &times) {
  MutexLock guard(system->lock);
  node->setTimes(times);
  return {};
}

// The lock is given up now and then: a directory may have a million names, and cookies find the place again.
Result<size_t> MemoryDirectory::readEntries(std::span<uint8_t> buffer, uint64_t cookie) {
  constexpr int kEntriesPerPart = 1024;
  EntryWriter writer(buffer);
  const auto add = [&](const MemoryNode &entry, std::string_view name) {
    writer.add(cookie, entry.stat().inode, entry.type(), name);
  };
  for (bool isAtEnd = false; !isAtEnd && !writer.isFull();) {
    if (parking::mustLeave())
      return Errno::INTR;
    MutexLock guard(system->lock);
    for (const char *dots : {".", ".."})
      if (const uint64_t own = strlen(dots); cookie < own && !writer.isFull()) {
        cookie = own;
        add(node->parent && own == 2 ? *node->parent : *node, dots);
      }
    for (int count = 0; count < kEntriesPerPart && !isAtEnd && !writer.isFull(); ++count) {
      const auto entry = node->names().after(cookie);
      isAtEnd = !entry.name;
      if (entry.name)
        add(*entry.node, *entry.name);
    }
  }
  return writer.size();
}

Result<MemoryNode *> MemoryDirectory::existing(const GuestPath &path, bool followSymlink) {
  const MemoryPlace place =
      TRY(walkMemory(*node, path.view(), followSymlink ? LastLink::Follow : LastLink::FollowBeforeSlash));
  if (!place.node)
    return Errno::NOENT;
  if (place.hasTrailingSlash && !place.node->isDirectory())
    return Errno::NOTDIR;
  return place.node;
}

// A directory that has been removed takes no new names.
Result<MemoryNode *> MemoryDirectory::create(const MemoryPlace &place, FileType type,
                                             std::string linkTarget) {
  if (place.node)
    return Errno::EXIST;
  if (isRemoved(*place.folder))
    return Errno::NOENT;
  Ref<MemoryNode> made = TRY(MemoryNode::create(system->bytes(), type, std::move(linkTarget)));
  MemoryNode *const result = made.get();
  addName(*place.folder, place.name, std::move(made));
  return result;
}

Result<Ref<MemoryNode>> MemoryDirectory::openedNode(const GuestPath &path, const OpenRequest &request) {
  const bool creates = request.openFlags & abi::kOpenCreate;
  const bool isExclusive = creates && (request.openFlags & abi::kOpenExclusive);
  const bool wantsDirectory = request.openFlags & abi::kOpenDirectory;
  if (creates && wantsDirectory)
    return Errno::INVAL;
  MutexLock guard(system->lock);
  const bool follows = request.followSymlink && !isExclusive;
  const LastLink lastLink = creates ? (follows ? LastLink::FollowWithoutSlash : LastLink::Keep)
                                    : (follows ? LastLink::Follow : LastLink::FollowBeforeSlash);
  const MemoryPlace place = TRY(walkMemory(*node, path.view(), lastLink));
  MemoryNode *found = place.node;
  if (creates && place.hasTrailingSlash)
    return Errno::ISDIR;
  if (found && isExclusive)
    return Errno::EXIST;
  if (!found) {
    if (!creates)
      return Errno::NOENT;
    found = TRY(create(place, FileType::RegularFile));
  }
  if (found->isLink())
    return wantsDirectory ? Errno::NOTDIR : Errno::LOOP;
  if (found->isSocket())
    return wantsDirectory || place.hasTrailingSlash ? Errno::NOTDIR : Errno::NXIO;
  if (found->isDirectory()) {
    if ((request.rightsBase & kWriteRights) || (request.openFlags & (abi::kOpenCreate | abi::kOpenTruncate)))
      return Errno::ISDIR;
  } else if (wantsDirectory || place.hasTrailingSlash) {
    return Errno::NOTDIR;
  }
  return found->retained();
}

Result<Ref<File>> MemoryDirectory::open(const GuestPath &path, const OpenRequest &request) {
  Ref<MemoryNode> opened = TRY(openedNode(path, request));
  if (opened->isDirectory())
    return Ref<File>(makeRef<MemoryDirectory>(system, std::move(opened)));
  auto file = makeRef<MemoryFile>(system, std::move(opened), request.fdFlags);
  if (request.openFlags & abi::kOpenTruncate)
    TRY(file->setSize(0));
  return Ref<File>(std::move(file));
}

Result<abi::FileStat> MemoryDirectory::statAt(const GuestPath &path, bool followSymlink) {
  MutexLock guard(system->lock);
  return TRY(existing(path, followSymlink))->stat();
}

Result<void> MemoryDirectory::setTimesAt(const GuestPath &path, bool followSymlink, const FileTimes &times) {
  MutexLock guard(system->lock);
  TRY(existing(path, followSymlink))->setTimes(times);
  return {};
}

Result<void> MemoryDirectory::createDirectory(const GuestPath &path) {
  MutexLock guard(system->lock);
  TRY(create(TRY(walkMemory(*node, path.view(), LastLink::Keep)), FileType::Directory));
  return {};
}

Result<void> MemoryDirectory::removeDirectory(const GuestPath &path) {
  Ref<MemoryNode> removed; // released after the lock
  MutexLock guard(system->lock);
  const MemoryPlace place = TRY(walkMemory(*node, path.view(), LastLink::Keep));
  if (!place.node)
    return Errno::NOENT;
  if (!place.node->isDirectory())
    return Errno::NOTDIR;
  if (!place.folder)
    return Errno::INVAL;
  if (!place.node->names().isEmpty())
    return Errno::NOTEMPTY;
  removed = removeName(*place.folder, place.name);
  removed->linkCount = 0;
  return {};
}

Result<void> MemoryDirectory::unlinkFile(const GuestPath &path) {
  Ref<MemoryNode> removed;
  MutexLock guard(system->lock);
  const MemoryPlace place = TRY(walkMemory(*node, path.view(), LastLink::Keep));
  if (!place.node)
    return Errno::NOENT;
  if (place.node->isDirectory())
    return Errno::ISDIR;
  if (place.hasTrailingSlash)
    return Errno::NOTDIR;
  removed = removeName(*place.folder, place.name);
  forgetName(*removed, system->bytes());
  return {};
}

// Absolute targets are refused as in directories of the host: they would mean nothing here.
Result<void> MemoryDirectory::symlink(const GuestPath &target, const GuestPath &path) {
  if (target.view().front() == '/')
    return Errno::NOTCAPABLE;
  MutexLock guard(system->lock);
  const MemoryPlace place = TRY(walkMemory(*node, path.view(), LastLink::Keep));
  if (!place.node && place.hasTrailingSlash)
    return Errno::NOENT;
  TRY(create(place, FileType::SymbolicLink, std::string(target.view())));
  return {};
}

Result<size_t> MemoryDirectory::readLink(const GuestPath &path, std::span<uint8_t> buffer) {
  MutexLock guard(system->lock);
  MemoryNode *const link = TRY(existing(path, false));
  if (!link->isLink())
    return Errno::INVAL;
  const size_t size = std::min(buffer.size(), link->target().size());
  memcpy(buffer.data(), link->target().data(), size);
  return size;
}

Result<MemoryDirectory *> MemoryDirectory::sameSystem(Directory &other) {
  MemoryDirectory *const directory = other.memoryDirectory();
  if (!directory || directory->system.get() != system.get())
    return Errno::XDEV;
  return directory;
}

Result<void> MemoryDirectory::link(const GuestPath &path, bool followSymlink, Directory &newDirectory,
                                   const GuestPath &newPath) {
  MemoryDirectory *const other = TRY(sameSystem(newDirectory));
  MutexLock guard(system->lock);
  // With slashes behind its name it is a directory, and the new name does not matter.
  const MemoryPlace named = TRY(walkMemory(*node, path.view(), LastLink::Keep));
  if (named.hasTrailingSlash) {
    const MemoryNode *const directory = TRY(existing(path, true));
    return directory->isDirectory() ? Errno::PERM : Errno::NOTDIR;
  }
  const MemoryPlace target = TRY(walkMemory(*other->node, newPath.view(), LastLink::Keep));
  MemoryNode *const file = TRY(existing(path, followSymlink));
  if (target.node)
    return Errno::EXIST;
  if (target.hasTrailingSlash || isRemoved(*target.folder) || file->linkCount == 0)
    return Errno::NOENT;
  if (file->isDirectory())
    return Errno::PERM;
  TRY(system->bytes().take(kNameBytes));
  addName(*target.folder, target.name, file->retained());
  return {};
}

Result<void> MemoryDirectory::rename(const GuestPath &path, Directory &newDirectory,
                                     const GuestPath &newPath) {
  MemoryDirectory *const other = TRY(sameSystem(newDirectory));
  Ref<MemoryNode> replaced;
  MutexLock guard(system->lock);
  const MemoryPlace source = TRY(walkMemory(*node, path.view(), LastLink::Keep));
  const MemoryPlace target = TRY(walkMemory(*other->node, newPath.view(), LastLink::Keep));
  TRY(checkRename(source, target));
  if (isRemoved(*target.folder))
    return Errno::NOENT;
  if (target.node == source.node) // two names of one file: nothing happens, as POSIX says
    return {};
  if (target.node) {
    replaced = removeName(*target.folder, target.name);
    if (replaced->isDirectory())
      replaced->linkCount = 0;
    else
      forgetName(*replaced, system->bytes());
  }
  addName(*target.folder, target.name, removeName(*source.folder, source.name));
  return {};
}

// An existing name is ADDRINUSE, whatever it stands for (POSIX bind).
Result<void> MemoryDirectory::bindSocket(const GuestPath &path,
                                         const std::function<Result<SocketAddress>()> &bind) {
  MutexLock guard(system->lock);
  const MemoryPlace place = TRY(walkMemory(*node, path.view(), LastLink::Keep));
  if (place.node)
    return Errno::ADDRINUSE;
  if (place.hasTrailingSlash || isRemoved(*place.folder))
    return Errno::NOENT;
  Ref<MemoryNode> made = TRY(MemoryNode::create(system->bytes(), FileType::SocketStream));
  made->socket() = TRY(bind());
  addName(*place.folder, place.name, std::move(made));
  return {};
}

Result<SocketAddress> MemoryDirectory::socketAddress(const GuestPath &path) {
  MutexLock guard(system->lock);
  MemoryNode *const found = TRY(existing(path, true));
  if (!found->isSocket())
    return Errno::CONNREFUSED;
  return SocketAddress(found->socket());
}

// What the content begins with tells whether the whole of it is needed: scripts and what cannot be run show
// that in their first line. A file that is too large keeps its size, by which it is refused.
Result<UniqueFd> MemoryDirectory::openForHost(const GuestPath &path, int) {
  UniqueFd copy(memfd_create("wasixc", MFD_CLOEXEC));
  if (!copy)
    return hostError();
  Ref<MemoryNode> file;
  {
    MutexLock guard(system->lock);
    file = TRY(existing(path, true))->retained();
  }
  if (file->type() != FileType::RegularFile)
    return Errno::ACCES;
  char magic[4] = {};
  const iovec vector = {magic, sizeof magic};
  TRY(file->content().read({&vector, 1}, 0));
  const std::string_view begin(magic, sizeof magic);
  const bool isBinary = begin == std::string_view("\0asm", 4) || begin == "\177ELF";
  if (isBinary && file->content().size() <= kLargestProgram)
    TRY(file->content().copyTo(copy.get()));
  else
    TRY(file->content().copyHeadTo(copy.get()));
  return copy;
}

// A path that nobody could pass is none: a deep tree must not hold up the others.
Result<std::string> MemoryDirectory::pathTo(Directory &other) {
  MemoryDirectory *const target = other.memoryDirectory();
  if (!target || &*target->system != &*system)
    return Errno::NOENT;
  MutexLock guard(system->lock);
  std::string path = ".";
  for (const MemoryNode *step = &*target->node; step != &*node; step = step->parent) {
    if (!step->parent || path.size() >= PATH_MAX)
      return Errno::NOENT;
    path = step->parent->names().nameOf(*step) + "/" + path;
  }
  return path;
}

} // namespace wasixc
