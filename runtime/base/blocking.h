// The host calls that may sleep. Nothing else in the runtime blocks, so this is the one place that decides
// what happens when a signal of the host interrupts a sleep: the call ends with INTR when the guest has a
// signal to see to, else it goes on, with its deadline unchanged.
#pragma once

#include "runtime/base/result.h"

#include <atomic>
#include <cstdint>
#include <poll.h>
#include <span>
#include <sys/uio.h>

namespace wasixc::blocking {

using Vectors = std::span<const iovec>;

Result<size_t> read(int fd, Vectors vectors);
Result<size_t> write(int fd, Vectors vectors);
Result<size_t> readAt(int fd, Vectors vectors, uint64_t offset);
Result<size_t> writeAt(int fd, Vectors vectors, uint64_t offset);

// The same as if the file were opened with O_NONBLOCK (AGAIN instead of waiting) or, for regular files, with
// O_APPEND. The file's own flags, which others may share, stay as they are.
Result<size_t> readNow(int fd, Vectors vectors);
// A write moves `piece` bytes at least, if as many are left and there is room.
Result<size_t> writeNow(int fd, Vectors vectors, size_t piece);
Result<size_t> append(int fd, Vectors vectors);
Result<size_t> appendAt(int fd, Vectors vectors, uint64_t offset);

// Fills all of the bytes.
Result<void> random(std::span<uint8_t> bytes);

// An instant of the monotonic clock in nanoseconds.
using Deadline = uint64_t;
constexpr Deadline kNever = ~Deadline{0};

Deadline now();
// The instant that many nanoseconds from now, or never when the clock does not reach that far.
Deadline after(uint64_t nanoseconds);
Deadline after(uint64_t nanoseconds, Deadline start);

// For other host calls that may take long: opening a FIFO, writing back to the disk. As long as it exists,
// the thread counts as being in one of these calls.
class Region {
public:
  Region();
  ~Region();
  Region(const Region &) = delete;
  Region &operator=(const Region &) = delete;
};

// True while this OS thread is in one of these calls. The scheduler looks at it: a thread that sleeps in the
// host does not use its CPU.
const std::atomic<bool> *regionFlag();

// The number of entries with results; 0 when the deadline has passed.
Result<size_t> poll(std::span<pollfd> entries, Deadline deadline);

// Returns when `word` no longer holds `value`, after a wake of it, or when the deadline has passed: the
// caller looks which.
void waitWhile(const std::atomic<uint32_t> &word, uint32_t value, Deadline deadline);
// A moment, for whoever has nothing to sleep for.
void pause();
// Wakes one thread that waits for `word`.
void wake(const std::atomic<uint32_t> &word);

} // namespace wasixc::blocking
