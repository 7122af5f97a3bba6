// fd_* calls that move data or the file position.
#include "runtime/fs/directory.h"
#include "runtime/fs/rights.h"
#include "runtime/fs/vectors.h"
#include "runtime/sys/descriptors.h"
#include "runtime/sys/handlers.h"
#include "runtime/sys/host_vectors.h"

namespace wasixc::sys {

namespace {

// Of what the runtime itself passes on: pipes.
bool hasLostReaders(File &file) { return file.isWatchable() && (file.readiness() & abi::kEpollError) != 0; }

// The common shape: vectors in, a size out. Without a place for the size nothing is moved.
template <typename Move>
Errno transfer(Thread &thread, uint32_t fd, uint64_t rights, GuestPtr<abi::IoVector> vectors, uint32_t count,
               GuestPtr<uint32_t> size, Move move) {
  const GuestMemory memory = thread.memory();
  uint8_t *sizeBytes = TRY(memory.bytes(size.address, sizeof(uint32_t)));
  [[clang::uninitialized]] HostVectors host;
  TRY(host.assign(memory, vectors, count));
  const FileUse file = TRY(thread.descriptors().use(fd, rights));
  const uint32_t moved = static_cast<uint32_t>(TRY(move(*file, host.span())));
  memcpy(sizeBytes, &moved, sizeof moved);
  return Errno::SUCCESS;
}

} // namespace

Errno fd_read(Thread &thread, uint32_t fd, GuestPtr<abi::IoVector> vectors, uint32_t count,
              GuestPtr<uint32_t> size) {
  return transfer(thread, fd, kRightFdRead, vectors, count, size,
                  [](File &file, File::Vectors host) { return file.read(host); });
}

Errno fd_write(Thread &thread, uint32_t fd, GuestPtr<abi::IoVector> vectors, uint32_t count,
               GuestPtr<uint32_t> size) {
  const auto write = [&](File &file, File::Vectors host) {
    auto written = file.write(host);
    if (written.ok() && *written < totalSize(host) && hasLostReaders(file))
      thread.raise(kSignalPipe); // for the rest
    return written;
  };
  return raisePipe(thread, transfer(thread, fd, kRightFdWrite, vectors, count, size, write));
}

Errno fd_pread(Thread &thread, uint32_t fd, GuestPtr<abi::IoVector> vectors, uint32_t count, uint64_t offset,
               GuestPtr<uint32_t> size) {
  return transfer(thread, fd, kRightFdRead | kRightFdSeek, vectors, count, size,
                  [=](File &file, File::Vectors host) { return file.readAt(host, offset); });
}

Errno fd_pwrite(Thread &thread, uint32_t fd, GuestPtr<abi::IoVector> vectors, uint32_t count, uint64_t offset,
                GuestPtr<uint32_t> size) {
  return transfer(thread, fd, kRightFdWrite | kRightFdSeek, vectors, count, size,
                  [=](File &file, File::Vectors host) { return file.writeAt(host, offset); });
}

Errno fd_seek(Thread &thread, uint32_t fd, uint64_t offset, uint32_t whence, GuestPtr<uint64_t> position) {
  if (whence > static_cast<uint32_t>(abi::Whence::End))
    return Errno::INVAL;
  const auto from = static_cast<abi::Whence>(whence);
  const auto distance = static_cast<int64_t>(offset);
  // To ask where one is takes no more than the right to tell (preview1, rights::fd_tell).
  const bool isTell = distance == 0 && from == abi::Whence::Current;
  const GuestMemory memory = thread.memory();
  TRY(memory.bytes(position.address, sizeof(uint64_t))); // before anything moves
  const FileUse file = TRY(thread.descriptors().use(fd, isTell ? kRightFdTell : kRightFdSeek));
  return memory.store(position, TRY(file->seek(distance, from))).error();
}

Errno fd_tell(Thread &thread, uint32_t fd, GuestPtr<uint64_t> position) {
  const FileUse file = TRY(thread.descriptors().use(fd, kRightFdTell));
  return thread.memory().store(position, TRY(file->seek(0, abi::Whence::Current))).error();
}

Errno fd_readdir(Thread &thread, uint32_t fd, GuestPtr<uint8_t> buffer, uint32_t size, uint64_t cookie,
                 GuestPtr<uint32_t> used) {
  const GuestMemory memory = thread.memory();
  const std::span<uint8_t> bytes = TRY(memory.span(buffer, size));
  TRY(memory.bytes(used.address, sizeof(uint32_t)));
  const FileUse file = TRY(thread.descriptors().use(fd, kRightFdReaddir));
  Directory *directory = file->directory();
  if (!directory)
    return Errno::NOTDIR;
  return memory.store(used, static_cast<uint32_t>(TRY(directory->readEntries(bytes, cookie)))).error();
}

} // namespace wasixc::sys
