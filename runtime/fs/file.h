// File: an open file description, as POSIX calls it: what is shared by every descriptor, in every process,
// that came from the same open by dup or fork. It knows nothing of processes or rights; descriptors do.
//
// The defaults answer as a file that lacks the operation, so each kind overrides only what it can do.
#pragma once

#include "abi/types.h"
#include "runtime/base/blocking.h"
#include "runtime/base/observers.h"
#include "runtime/base/ref.h"
#include "runtime/base/result.h"

#include <ctime>
#include <span>

namespace wasixc {

class Directory;
class Epoll;
class EpollItem;
class Socket;

// Access and modification time in the form of utimensat: UTIME_NOW and UTIME_OMIT included.
struct FileTimes {
  timespec values[2];
};

class File : public RefCounted {
public:
  using Vectors = blocking::Vectors;

  explicit File(abi::FileType type) : fileType(type) {}

  abi::FileType type() const { return fileType; }

  virtual Result<size_t> read(Vectors) { return Errno::BADF; }
  virtual Result<size_t> write(Vectors) { return Errno::BADF; }
  virtual Result<size_t> readAt(Vectors, uint64_t) { return Errno::SPIPE; }
  virtual Result<size_t> writeAt(Vectors, uint64_t) { return Errno::SPIPE; }
  virtual Result<uint64_t> seek(int64_t, abi::Whence) { return Errno::SPIPE; }

  virtual Result<abi::FileStat> stat() = 0;
  virtual Result<void> setSize(uint64_t) { return Errno::INVAL; }
  virtual Result<void> setTimes(const FileTimes &) { return Errno::INVAL; }
  virtual Result<void> advise(uint64_t, uint64_t, abi::Advice) { return Errno::SPIPE; }
  virtual Result<void> allocate(uint64_t, uint64_t) { return Errno::SPIPE; }
  virtual Result<void> sync() { return Errno::INVAL; }
  virtual Result<void> syncData() { return sync(); }

  // abi::FdFlags; setFlags changes what F_SETFL changes: APPEND and NONBLOCK.
  virtual Result<uint16_t> flags() { return uint16_t{0}; }
  virtual Result<void> setFlags(uint16_t) { return Errno::INVAL; }

  // Rights that a descriptor of this file can have at most.
  virtual uint64_t possibleRights() const = 0;

  // For poll and epoll. A file that can make its callers wait has a descriptor of the host (or else -1), or
  // is an object of the runtime, or both (an epoll instance). All others are ready at any time.
  virtual int pollDescriptor() const { return -1; }
  virtual bool isWatchable() const { return false; }
  // What the object of the runtime is ready for, as a sum of abi::EpollFlags, and who hears of changes.
  virtual uint32_t readiness() { return 0; }
  virtual void watch(Observer &) {}
  virtual void unwatch(Observer &) {}

  // For poll: how many bytes can be read at once; a hint.
  virtual uint64_t readableBytes() { return 0; }

  // The terminal's descriptor on the host, or -1.
  virtual int terminalDescriptor() { return -1; }
  bool isTerminal() { return terminalDescriptor() >= 0; }

  // The directory that paths can be resolved against, if it is one.
  virtual Directory *directory() { return nullptr; }
  virtual Socket *socket() { return nullptr; }
  virtual Epoll *epoll() { return nullptr; }

protected:
  void destroy() override; // epoll.cpp

private:
  friend class Epoll;

  const abi::FileType fileType;
  std::atomic<EpollItem *> epollItems{nullptr}; // the epoll instances that look after it: epoll.cpp
};

} // namespace wasixc
