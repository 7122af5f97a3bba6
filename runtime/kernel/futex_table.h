// The futexes of one process: who waits for which word (WASIX semantics 12). Keyed by guest address; a forked
// child begins with none.
#pragma once

#include "runtime/base/wait_queue.h"

#include <cstdint>
#include <unordered_map>

namespace wasixc {

class FutexTable {
public:
  // Waits until the word is woken, if it still has the expected value when nobody else can wake. True when
  // woken or different, false when the deadline has passed; INTR. Requires: `word` is aligned.
  Result<bool> wait(uint32_t address, const uint32_t *word, uint32_t expected, blocking::Deadline deadline);
  void wakeOne(uint32_t address);
  void wakeAll(uint32_t address);

private:
  struct Entry {
    WaitQueue queue;
    uint32_t waiters = 0;
  };

  Mutex lock;
  std::unordered_map<uint32_t, Entry> entries GUARDED_BY(lock);
};

} // namespace wasixc
