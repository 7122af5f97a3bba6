// fd_* calls about descriptors themselves and about the attributes of what they refer to.
#include "runtime/fs/directory.h"
#include "runtime/fs/host_stat.h"
#include "runtime/fs/rights.h"
#include "runtime/kernel/kernel.h"
#include "runtime/sys/handlers.h"

namespace wasixc::sys {

Errno fd_advise(Thread &thread, uint32_t fd, uint64_t offset, uint64_t length, uint32_t advice) {
  if (advice > static_cast<uint32_t>(abi::Advice::NoReuse))
    return Errno::INVAL;
  const FileUse file = TRY(thread.descriptors().use(fd, kRightFdAdvise));
  return file->advise(offset, length, static_cast<abi::Advice>(advice)).error();
}

Errno fd_allocate(Thread &thread, uint32_t fd, uint64_t offset, uint64_t length) {
  const FileUse file = TRY(thread.descriptors().use(fd, kRightFdAllocate));
  return file->allocate(offset, length).error();
}

// WASIX programs close descriptors they did not open (daemons, spawn) and still expect paths to resolve: the
// call succeeds and a preopened directory stays (WASIX semantics 16). For preview1 it is closed like any
// other.
Errno fd_close(Thread &thread, uint32_t fd) {
  Process &process = thread.process();
  if (process.personality == Personality::Wasix)
    return process.descriptors.closeFile(fd).error();
  return process.descriptors.close(fd).error();
}

Errno fd_datasync(Thread &thread, uint32_t fd) {
  const FileUse file = TRY(thread.descriptors().use(fd, kRightFdDatasync));
  return file->syncData().error();
}

Errno fd_sync(Thread &thread, uint32_t fd) {
  const FileUse file = TRY(thread.descriptors().use(fd, kRightFdSync));
  return file->sync().error();
}

Errno fd_fdstat_get(Thread &thread, uint32_t fd, GuestPtr<abi::FdStat> result) {
  const Descriptor descriptor = TRY(thread.descriptors().get(fd));
  const abi::FdStat stat = {.fileType = static_cast<uint8_t>(descriptor.file->type()),
                            .flags = TRY(descriptor.file->flags()),
                            .rightsBase = descriptor.rightsBase,
                            .rightsInheriting = descriptor.rightsInheriting};
  return thread.memory().store(result, stat).error();
}

Errno fd_fdstat_set_flags(Thread &thread, uint32_t fd, uint32_t flags) {
  if (flags & ~uint32_t{abi::kFdFlagsMask})
    return Errno::INVAL;
  const FileUse file = TRY(thread.descriptors().use(fd, kRightFdFdstatSetFlags));
  return file->setFlags(static_cast<uint16_t>(flags)).error();
}

Errno fd_fdstat_set_rights(Thread &thread, uint32_t fd, uint64_t base, uint64_t inheriting) {
  return thread.descriptors().narrowRights(fd, base, inheriting).error();
}

Errno fd_filestat_get(Thread &thread, uint32_t fd, GuestPtr<abi::FileStat> result) {
  const FileUse file = TRY(thread.descriptors().use(fd, kRightFdFilestatGet));
  return thread.memory().store(result, TRY(file->stat())).error();
}

Errno fd_filestat_set_size(Thread &thread, uint32_t fd, uint64_t size) {
  const FileUse file = TRY(thread.descriptors().use(fd, kRightFdFilestatSetSize));
  return file->setSize(size).error();
}

Errno fd_filestat_set_times(Thread &thread, uint32_t fd, uint64_t access, uint64_t modify, uint32_t flags) {
  const FileTimes times = TRY(fileTimesOf(access, modify, flags));
  const FileUse file = TRY(thread.descriptors().use(fd, kRightFdFilestatSetTimes));
  return file->setTimes(times).error();
}

// BADF ends a C library's search for directories.
Errno fd_prestat_get(Thread &thread, uint32_t fd, GuestPtr<abi::Prestat> result) {
  thread.process().kernel.note.lookedForDirectories();
  const Descriptor descriptor = TRY(thread.descriptors().preopenedAt(fd));
  const size_t length = descriptor.file->directory()->grantName().size();
  return thread.memory().store(result, {.tag = 0, .nameLength = static_cast<uint32_t>(length)}).error();
}

Errno fd_prestat_dir_name(Thread &thread, uint32_t fd, GuestPtr<uint8_t> buffer, uint32_t size) {
  const Descriptor descriptor = TRY(thread.descriptors().preopenedAt(fd));
  const std::string &name = descriptor.file->directory()->grantName();
  if (size < name.size())
    return Errno::NAMETOOLONG;
  memcpy(TRY(thread.memory().bytes(buffer.address, name.size())), name.data(), name.size());
  return Errno::SUCCESS;
}

// WASIX's C library makes dup2 of this call: the source stays open and the target may be free (WASIX
// semantics 16). Preview1 defines it as a move onto an open descriptor.
Errno fd_renumber(Thread &thread, uint32_t from, uint32_t to) {
  DescriptorTable &table = thread.descriptors();
  if (thread.process().personality == Personality::Preview1)
    return table.moveTo(from, to).error();
  return table.duplicateTo(from, to).error();
}

} // namespace wasixc::sys
