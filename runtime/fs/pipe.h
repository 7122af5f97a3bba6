// Pipes between guest processes: a buffer in this host process, and two ends that are open files.
//
// POSIX semantics: reading an empty pipe waits for a writer, or is the end of file when there is none in any
// process; writing to a full one waits for a reader, or is PIPE when there is none; writes of up to kAtomic
// bytes are not mixed with others. Whoever waits is a fiber, so data goes from one process to the other at
// the price of a stack switch.
#pragma once

#include "runtime/base/locks.h"
#include "runtime/base/wait_queue.h"
#include "runtime/fs/file.h"
#include "runtime/fs/inode_number.h"

#include <memory>

namespace wasixc {

class Pipe : public RefCounted {
public:
  static constexpr size_t kCapacity = 65536;
  static constexpr size_t kAtomic = 4096; // PIPE_BUF

  const uint64_t inode = newInodeNumber();

  Result<size_t> read(File::Vectors vectors, bool canWait);
  Result<size_t> write(File::Vectors vectors, bool canWait);

  void open(bool isWriter);
  void close(bool isWriter);

  uint32_t readiness(bool ofWriter);
  size_t readableBytes();
  void watch(Observer &observer);
  void unwatch(Observer &observer);

private:
  void wakeWriter() REQUIRES(lock);
  size_t takeBytes(uint8_t *target, size_t size) REQUIRES(lock);
  size_t putBytes(const uint8_t *source, size_t size) REQUIRES(lock);

  Mutex lock;
  std::unique_ptr<uint8_t[]> buffer GUARDED_BY(lock); // a ring, there since the first write
  size_t first GUARDED_BY(lock) = 0;
  size_t count GUARDED_BY(lock) = 0;
  uint32_t readers GUARDED_BY(lock) = 0;
  uint32_t writers GUARDED_BY(lock) = 0;
  WaitQueue readable GUARDED_BY(lock);
  WaitQueue writable GUARDED_BY(lock);
  Observers observers GUARDED_BY(lock); // any change
};

class PipeEnd final : public File {
public:
  PipeEnd(Ref<Pipe> pipe, bool isWriter);
  ~PipeEnd() override;

  Result<size_t> read(Vectors vectors) override;
  Result<size_t> write(Vectors vectors) override;
  Result<abi::FileStat> stat() override;
  Result<uint16_t> flags() override { return fdFlags.load(std::memory_order_relaxed); }
  Result<void> setFlags(uint16_t flags) override;
  uint64_t possibleRights() const override;

  bool isWatchable() const override { return true; }
  uint32_t readiness() override { return pipe->readiness(isWriter); }
  void watch(Observer &observer) override { pipe->watch(observer); }
  void unwatch(Observer &observer) override { pipe->unwatch(observer); }
  uint64_t readableBytes() override { return isWriter ? 0 : pipe->readableBytes(); }

private:
  bool canWait() const { return (fdFlags.load(std::memory_order_relaxed) & abi::kFdNonblock) == 0; }

  const Ref<Pipe> pipe;
  const bool isWriter;
  std::atomic<uint16_t> fdFlags{0};
};

} // namespace wasixc
