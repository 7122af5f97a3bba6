#include "runtime/kernel/futex_table.h"

namespace wasixc {

Result<bool> FutexTable::wait(uint32_t address, const uint32_t *word, uint32_t expected,
                              blocking::Deadline deadline) {
  MutexLock guard(lock);
  if (__atomic_load_n(word, __ATOMIC_SEQ_CST) != expected)
    return true;
  Entry &entry = entries[address];
  ++entry.waiters;
  const auto waited = entry.queue.wait(lock, deadline);
  if (--entry.waiters == 0)
    entries.erase(address);
  if (waited.error() == Errno::TIMEDOUT)
    return false;
  if (!waited.ok())
    return waited.error();
  return true;
}

void FutexTable::wakeOne(uint32_t address) {
  MutexLock guard(lock);
  if (const auto entry = entries.find(address); entry != entries.end())
    entry->second.queue.wakeOne();
}

void FutexTable::wakeAll(uint32_t address) {
  MutexLock guard(lock);
  if (const auto entry = entries.find(address); entry != entries.end())
    entry->second.queue.wakeAll();
}

} // namespace wasixc
