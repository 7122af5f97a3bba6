// Mutexes with Clang's thread-safety attributes: data that a lock guards says so, and the compiler checks it.
// The order in which locks may nest is drawn at the top of runtime/kernel/kernel.h.
#pragma once

#include <mutex>

#define GUARDED_BY(lock) __attribute__((guarded_by(lock)))
#define REQUIRES(lock) __attribute__((requires_capability(lock)))

namespace wasixc {

class __attribute__((capability("mutex"))) Mutex {
public:
  void acquire() __attribute__((acquire_capability())) { mutex.lock(); }
  void release() __attribute__((release_capability())) { mutex.unlock(); }

private:
  std::mutex mutex;
};

class __attribute__((scoped_lockable)) MutexLock {
public:
  explicit MutexLock(Mutex &mutex) __attribute__((acquire_capability(mutex))) : mutex(mutex) {
    mutex.acquire();
  }
  ~MutexLock() __attribute__((release_capability())) { mutex.release(); }
  MutexLock(const MutexLock &) = delete;
  MutexLock &operator=(const MutexLock &) = delete;

private:
  Mutex &mutex;
};

} // namespace wasixc
