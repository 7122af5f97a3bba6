// A lock to hold for long: whoever waits for it sleeps as a fiber, and nobody else is held up.
#pragma once

#include "runtime/base/wait_queue.h"

namespace wasixc {

class SleepingLock {
public:
  // INTR only if the thread must leave its program: a call that others cannot hold up for long does not end
  // because of a signal (POSIX read and write of regular files).
  Result<void> acquire() {
    MutexLock guard(lock);
    while (isHeld)
      if (!freed.wait(lock).ok())
        TRY(waitForSignal());
    isHeld = true;
    return {};
  }

  void release() {
    MutexLock guard(lock);
    isHeld = false;
    freed.wakeOne();
  }

private:
  // With a signal pending, nobody can sleep.
  Result<void> waitForSignal() REQUIRES(lock) {
    if (parking::mustLeave())
      return Errno::INTR;
    lock.release();
    blocking::pause();
    lock.acquire();
    return {};
  }

  Mutex lock;
  bool isHeld GUARDED_BY(lock) = false;
  WaitQueue freed GUARDED_BY(lock);
};

// Holds one as long as it exists.
class SleepingLockGuard {
public:
  static Result<SleepingLockGuard> acquire(SleepingLock &lock) {
    TRY(lock.acquire());
    return SleepingLockGuard(lock);
  }
  SleepingLockGuard(SleepingLockGuard &&other) noexcept : lock(std::exchange(other.lock, nullptr)) {}
  SleepingLockGuard &operator=(SleepingLockGuard &&) = delete;
  ~SleepingLockGuard() {
    if (lock)
      lock->release();
  }

private:
  explicit SleepingLockGuard(SleepingLock &lock) : lock(&lock) {}
  SleepingLock *lock;
};

} // namespace wasixc
