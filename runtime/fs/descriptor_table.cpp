#include "runtime/fs/descriptor_table.h"

#include "runtime/fs/rights.h"

namespace wasixc {

namespace {

// What POSIX says of a call that files of this kind do not have: seeking in a pipe, writing to its reading
// end.
Errno errorOfKind(const File &file, uint64_t impossible) {
  if (file.type() == FileType::Directory)
    return impossible & kRegularFileRights ? Errno::ISDIR : Errno::NOTCAPABLE;
  if (impossible & (kPathRights | kRightFdReaddir))
    return Errno::NOTDIR;
  if (impossible & (kPositionRights | kRightFdAdvise | kRightFdAllocate))
    return Errno::SPIPE;
  if (impossible & (kRightFdSync | kRightFdDatasync | kRightFdFilestatSetSize | kRightFdFilestatSetTimes))
    return Errno::INVAL;
  return Errno::BADF;
}

} // namespace

Errno missingRights(const File &file, uint64_t missing) {
  const uint64_t impossible = missing & ~file.possibleRights();
  return impossible ? errorOfKind(file, impossible) : Errno::NOTCAPABLE;
}

// Only path calls reach a covered directory: what covers it has none of their rights.
Result<FileUse> DescriptorTable::findCovered(uint32_t fd, uint64_t rights, bool hold) {
  for (const auto &[number, grant] : covered) {
    if (number != fd || (rights & kPathRights) == 0 || (grant.rightsBase & rights) != rights)
      continue;
    if (hold)
      grant.file->retain();
    return FileUse(grant.file.get(), grant.rightsInheriting, hold);
  }
  return missingRights(*slots[fd].file, rights & ~slots[fd].rightsBase);
}

Result<FileUse> DescriptorTable::useShared(uint32_t fd, uint64_t rights) {
  MutexLock guard(lock);
  return find(fd, rights, true);
}

Descriptor *DescriptorTable::openSlot(uint32_t fd) {
  return fd < slots.size() && slots[fd].file ? &slots[fd] : nullptr;
}

Result<void> DescriptorTable::ensureSize(uint32_t size) {
  if (size > kMaxDescriptors)
    return Errno::MFILE;
  if (slots.size() < size)
    slots.resize(size);
  return {};
}

Result<Descriptor> DescriptorTable::get(uint32_t fd) {
  MutexLock guard(lock);
  const Descriptor *slot = openSlot(fd);
  if (!slot)
    return Errno::BADF;
  return Descriptor(*slot);
}

Result<uint32_t> DescriptorTable::add(Descriptor descriptor, uint32_t lowest) {
  if (lowest >= kMaxDescriptors)
    return Errno::INVAL;
  MutexLock guard(lock);
  uint32_t fd = lowest;
  while (fd < slots.size() && slots[fd].file)
    ++fd;
  TRY(ensureSize(fd + 1));
  slots[fd] = std::move(descriptor);
  return fd;
}

// In all of these the old file is released after the lock: closing can take its time.
Result<void> DescriptorTable::close(uint32_t fd) {
  Descriptor old;
  MutexLock guard(lock);
  Descriptor *slot = openSlot(fd);
  if (!slot)
    return Errno::BADF;
  std::swap(old, *slot);
  return {};
}

Result<void> DescriptorTable::moveTo(uint32_t from, uint32_t to) {
  Descriptor old;
  MutexLock guard(lock);
  if (!openSlot(from) || !openSlot(to))
    return Errno::BADF;
  if (from == to)
    return {};
  std::swap(old, slots[to]);
  slots[to] = std::exchange(slots[from], Descriptor());
  return {};
}

const Descriptor *DescriptorTable::grantAt(uint32_t fd) {
  for (const auto &[number, grant] : covered)
    if (number == fd)
      return &grant;
  const Descriptor *slot = openSlot(fd);
  return slot && slot->isPreopened ? slot : nullptr;
}

// Puts a descriptor into a slot, over a preopened directory if there is one, and returns what was there.
Result<Descriptor> DescriptorTable::exchange(uint32_t fd, Descriptor descriptor) {
  TRY(ensureSize(fd + 1));
  if (const Descriptor *grant = grantAt(fd)) {
    if (grant->file.get() == descriptor.file.get())
      return closeSlot(fd);
    if (descriptor.file->directory())
      return Errno::NOTSUP;
    if (slots[fd].isPreopened)
      covered.emplace_back(fd, slots[fd]);
  }
  return std::exchange(slots[fd], std::move(descriptor));
}

// Empties a slot, or uncovers the preopened directory of its number.
Descriptor DescriptorTable::closeSlot(uint32_t fd) {
  if (slots[fd].isPreopened)
    return {};
  Descriptor below;
  for (auto entry = covered.begin(); entry != covered.end(); ++entry) {
    if (entry->first != fd)
      continue;
    below = std::move(entry->second);
    covered.erase(entry);
    break;
  }
  return std::exchange(slots[fd], std::move(below));
}

Result<void> DescriptorTable::duplicateTo(uint32_t from, uint32_t to) {
  Descriptor old;
  MutexLock guard(lock);
  if (!openSlot(from) || to >= kMaxDescriptors)
    return Errno::BADF;
  if (from == to)
    return {};
  Descriptor copy = slots[from];
  copy.closeOnExec = copy.isPreopened = false;
  old = TRY(exchange(to, std::move(copy)));
  return {};
}

Result<void> DescriptorTable::closeFile(uint32_t fd) {
  Descriptor old;
  MutexLock guard(lock);
  if (!openSlot(fd))
    return Errno::BADF;
  old = closeSlot(fd);
  return {};
}

void DescriptorTable::closeAll() {
  std::vector<Descriptor> old;
  std::vector<std::pair<uint32_t, Descriptor>> oldCovered;
  MutexLock guard(lock);
  old.swap(slots);
  oldCovered.swap(covered);
}

// A preopened directory stays: paths could not be resolved without it (WASIX semantics 7).
void DescriptorTable::closeOnExec() {
  std::vector<Descriptor> old;
  MutexLock guard(lock);
  for (uint32_t fd = 0; fd < slots.size(); ++fd)
    if (slots[fd].file && slots[fd].closeOnExec && !slots[fd].isPreopened)
      old.push_back(closeSlot(fd));
}

Result<void> DescriptorTable::setCloseOnExec(uint32_t fd, bool closesOnExec) {
  MutexLock guard(lock);
  Descriptor *slot = openSlot(fd);
  if (!slot)
    return Errno::BADF;
  slot->closeOnExec = closesOnExec;
  return {};
}

Result<void> DescriptorTable::put(Descriptor descriptor, uint32_t fd) {
  Descriptor old;
  if (fd >= kMaxDescriptors)
    return Errno::BADF;
  MutexLock guard(lock);
  old = TRY(exchange(fd, std::move(descriptor)));
  return {};
}

Result<void> DescriptorTable::narrowRights(uint32_t fd, uint64_t base, uint64_t inheriting) {
  MutexLock guard(lock);
  Descriptor *slot = openSlot(fd);
  if (!slot)
    return Errno::BADF;
  if ((base & ~slot->rightsBase) || (inheriting & ~slot->rightsInheriting))
    return Errno::NOTCAPABLE;
  slot->rightsBase = base;
  slot->rightsInheriting = inheriting;
  return {};
}

std::vector<Ref<File>> DescriptorTable::preopened() {
  std::vector<Ref<File>> directories;
  MutexLock guard(lock);
  for (const Descriptor &slot : slots)
    if (slot.file && slot.isPreopened)
      directories.push_back(slot.file);
  for (const auto &[number, grant] : covered)
    directories.push_back(grant.file);
  return directories;
}

Result<Descriptor> DescriptorTable::preopenedAt(uint32_t fd) {
  MutexLock guard(lock);
  const Descriptor *grant = grantAt(fd);
  if (!grant)
    return Errno::BADF;
  return Descriptor(*grant);
}

void DescriptorTable::copyFrom(DescriptorTable &other) {
  std::vector<Descriptor> copy;
  std::vector<std::pair<uint32_t, Descriptor>> coveredCopy;
  {
    MutexLock guard(other.lock);
    copy = other.slots;
    coveredCopy = other.covered;
  }
  MutexLock guard(lock);
  slots = std::move(copy);
  covered = std::move(coveredCopy);
}

} // namespace wasixc
