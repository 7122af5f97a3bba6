#include "runtime/base/blocking.h"

#include "runtime/base/wait_queue.h"

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <linux/futex.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace wasixc::blocking {

namespace {

constexpr uint64_t kNanosecondsPerSecond = 1'000'000'000;

thread_local std::atomic<bool> isInRegion{false};

// A system call whose `mayStart` is asked when this thread counts as blocked already: whoever interrupts
// later sees that and interrupts the system call (Scheduler::preempt). A signal of the host that is not for
// this fiber does not end the call.
template <typename MayStart, typename Call>
inline Result<size_t> restarting(MayStart mayStart, Call call) {
  for (;;) {
    isInRegion.store(true, std::memory_order_seq_cst);
    if (parking::isInterrupted() && !mayStart()) [[unlikely]] {
      isInRegion.store(false, std::memory_order_relaxed);
      return Errno::INTR;
    }
    const ssize_t result = call();
    isInRegion.store(false, std::memory_order_relaxed);
    if (result >= 0) [[likely]]
      return static_cast<size_t>(result);
    if (hostErrno() != EINTR)
      return hostError();
  }
}

bool isReady(int fd, short events) {
  pollfd entry = {fd, events, 0};
  return ::poll(&entry, 1, 0) != 0;
}

// With a signal waiting, a call is made only if it need not sleep (POSIX read, write: EINTR).
auto ifReady(int fd, short events) {
  return [=] { return isReady(fd, events); };
}

constexpr auto kAlways = [] { return true; };

Result<off_t> hostOffset(uint64_t offset) {
  if (offset > INT64_MAX)
    return Errno::INVAL;
  return static_cast<off_t>(offset);
}

constexpr off_t kNoOffset = -1; // preadv2(2): the file's own position, as with readv

size_t totalSize(Vectors vectors) {
  size_t size = 0;
  for (const iovec &vector : vectors)
    size += vector.iov_len;
  return size;
}

iovec firstPiece(Vectors vectors, size_t most) {
  for (const iovec &vector : vectors)
    if (vector.iov_len > 0)
      return {vector.iov_base, std::min(vector.iov_len, most)};
  return {};
}

int count(Vectors vectors) { return static_cast<int>(vectors.size()); }

} // namespace

Region::Region() { isInRegion.store(true, std::memory_order_seq_cst); }
Region::~Region() { isInRegion.store(false, std::memory_order_relaxed); }

// One vector takes the plain call: the kernel imports it faster.
Result<size_t> read(int fd, Vectors vectors) {
  if (vectors.size() == 1)
    return restarting(ifReady(fd, POLLIN),
                      [&] { return ::read(fd, vectors[0].iov_base, vectors[0].iov_len); });
  return restarting(ifReady(fd, POLLIN), [&] { return ::readv(fd, vectors.data(), count(vectors)); });
}

Result<size_t> write(int fd, Vectors vectors) {
  if (vectors.size() == 1)
    return restarting(ifReady(fd, POLLOUT),
                      [&] { return ::write(fd, vectors[0].iov_base, vectors[0].iov_len); });
  return restarting(ifReady(fd, POLLOUT), [&] { return ::writev(fd, vectors.data(), count(vectors)); });
}

Result<size_t> readAt(int fd, Vectors vectors, uint64_t offset) {
  const off_t position = TRY(hostOffset(offset));
  return restarting(kAlways, [&] { return ::preadv(fd, vectors.data(), count(vectors), position); });
}

Result<size_t> writeAt(int fd, Vectors vectors, uint64_t offset) {
  const off_t position = TRY(hostOffset(offset));
  return restarting(kAlways, [&] { return ::pwritev(fd, vectors.data(), count(vectors), position); });
}

// Terminals and named pipes know no RWF_NOWAIT. There, poll says whether it is our turn; whoever else has the
// file open can still be faster, and then the call waits after all.
Result<size_t> readNow(int fd, Vectors vectors) {
  auto result = restarting(
      kAlways, [&] { return ::preadv2(fd, vectors.data(), count(vectors), kNoOffset, RWF_NOWAIT); });
  if (result.ok() || result.error() != Errno::NOTSUP)
    return result;
  if (!isReady(fd, POLLIN))
    return Errno::AGAIN;
  return read(fd, vectors);
}

Result<size_t> writeNow(int fd, Vectors vectors, size_t piece) {
  auto result = restarting(
      kAlways, [&] { return ::pwritev2(fd, vectors.data(), count(vectors), kNoOffset, RWF_NOWAIT); });
  if (result.ok() || result.error() != Errno::NOTSUP)
    return result;
  if (!isReady(fd, POLLOUT))
    return Errno::AGAIN;
  const iovec first = firstPiece(vectors, piece);
  return totalSize(vectors) <= piece ? write(fd, vectors) : write(fd, {&first, 1});
}

Result<size_t> append(int fd, Vectors vectors) {
  return restarting(kAlways,
                    [&] { return ::pwritev2(fd, vectors.data(), count(vectors), kNoOffset, RWF_APPEND); });
}

Result<size_t> appendAt(int fd, Vectors vectors, uint64_t offset) {
  const off_t position = TRY(hostOffset(offset));
  return restarting(kAlways,
                    [&] { return ::pwritev2(fd, vectors.data(), count(vectors), position, RWF_APPEND); });
}

// The host may give less than was asked for: at most 32 MiB - 1 a time, and less when a signal arrives.
Result<void> random(std::span<uint8_t> bytes) {
  while (!bytes.empty())
    bytes = bytes.subspan(TRY(restarting(kAlways, [&] { return getrandom(bytes.data(), bytes.size(), 0); })));
  return {};
}

const std::atomic<bool> *regionFlag() { return &isInRegion; }

Deadline now() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<uint64_t>(time.tv_sec) * kNanosecondsPerSecond + static_cast<uint64_t>(time.tv_nsec);
}

Deadline after(uint64_t nanoseconds) { return after(nanoseconds, now()); }

Deadline after(uint64_t nanoseconds, Deadline start) {
  return nanoseconds < kNever - start ? start + nanoseconds : kNever;
}

Result<size_t> poll(std::span<pollfd> entries, Deadline deadline) {
  const auto mayStart = [&] { return deadline <= now() || ::poll(entries.data(), entries.size(), 0) != 0; };
  return restarting(mayStart, [&]() -> ssize_t {
    // Without a time to convert, the plain call is faster.
    if (deadline == kNever || deadline == 0)
      return ::poll(entries.data(), entries.size(), deadline == 0 ? 0 : -1);
    const Deadline current = now();
    const uint64_t left = deadline > current ? deadline - current : 0;
    const timespec timeout = {static_cast<time_t>(left / kNanosecondsPerSecond),
                              static_cast<long>(left % kNanosecondsPerSecond)};
    return ::ppoll(entries.data(), entries.size(), &timeout, nullptr);
  });
}

void waitWhile(const std::atomic<uint32_t> &word, uint32_t value, Deadline deadline) {
  const timespec until = {static_cast<time_t>(deadline / kNanosecondsPerSecond),
                          static_cast<long>(deadline % kNanosecondsPerSecond)};
  const timespec *limit = deadline == kNever ? nullptr : &until;
  // This kind of wait takes an instant of the monotonic clock, and any bit set wakes it.
  while (word.load() == value)
    if (syscall(SYS_futex, &word, FUTEX_WAIT_BITSET_PRIVATE, value, limit, nullptr, FUTEX_BITSET_MATCH_ANY) !=
            0 &&
        hostErrno() == ETIMEDOUT)
      return;
}

void pause() {
  constexpr timespec kMoment = {0, 100'000};
  nanosleep(&kMoment, nullptr);
}

void wake(const std::atomic<uint32_t> &word) { syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1); }

} // namespace wasixc::blocking
