#include "runtime/fs/descriptor_table.h"

#include "runtime/fs/rights.h"

namespace wasixc {

Errno missingRights(const File &file, uint64_t missing) {
  switch (file.type()) {
  case FileType::Directory:
    return missing & kRegularFileRights & ~kDirectoryRights ? Errno::ISDIR : Errno::NOTCAPABLE;
  case FileType::RegularFile:
  case FileType::BlockDevice:
    break;
  default:
    if (missing & kPositionRights)
      return Errno::SPIPE;
  }
  return missing & kPathRights && file.type() != FileType::Directory ? Errno::NOTDIR : Errno::NOTCAPABLE;
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

Result<void> DescriptorTable::duplicateTo(uint32_t from, uint32_t to) {
  Descriptor old;
  MutexLock guard(lock);
  if (!openSlot(from))
    return Errno::BADF;
  if (to >= kMaxDescriptors)
    return Errno::BADF;
  if (from == to)
    return {};
  TRY(ensureSize(to + 1));
  std::swap(old, slots[to]);
  slots[to] = slots[from];
  slots[to].closeOnExec = false;
  slots[to].isPreopened = false;
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

void DescriptorTable::closeAll() {
  std::vector<Descriptor> old;
  MutexLock guard(lock);
  old.swap(slots);
}

// A preopened directory stays: paths could not be resolved without it (WASIX semantics 7).
void DescriptorTable::closeOnExec() {
  std::vector<Descriptor> old;
  MutexLock guard(lock);
  for (Descriptor &slot : slots)
    if (slot.file && slot.closeOnExec && !slot.isPreopened)
      old.push_back(std::exchange(slot, Descriptor()));
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
  TRY(ensureSize(fd + 1));
  old = std::exchange(slots[fd], std::move(descriptor));
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
  return directories;
}

void DescriptorTable::copyFrom(DescriptorTable &other) {
  std::vector<Descriptor> copy;
  {
    MutexLock guard(other.lock);
    copy = other.slots;
  }
  MutexLock guard(lock);
  slots = std::move(copy);
}

} // namespace wasixc
