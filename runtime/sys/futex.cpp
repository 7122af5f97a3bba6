// futex_*: sleeping until a word of memory changes (WASIX semantics 12), on the queues of memory.atomic.wait.
#include "runtime/guest/atomic_wait.h"
#include "runtime/sys/handlers.h"

namespace wasixc::sys {

namespace {

constexpr uint8_t kSome = 1;
constexpr uint32_t kAll = ~0u;

Result<const uint8_t *> wordAt(const GuestMemory &memory, GuestPtr<uint32_t> word) {
  if (word.address % sizeof(uint32_t) != 0)
    return Errno::INVAL;
  return TRY(memory.bytes(word.address, sizeof(uint32_t)));
}

Errno wake(Thread &thread, GuestPtr<uint32_t> word, uint32_t count, GuestPtr<uint8_t> woken) {
  const uint8_t *place = TRY(wordAt(thread.memory(), word));
  TRY(thread.memory().store(woken, 1));
  guest::atomicNotify(place, count);
  return Errno::SUCCESS;
}

} // namespace

// The time is relative. A word with another value counts as woken. So does a signal, once its callback has run:
// whoever waits looks again, and C libraries know no other answer.
Errno futex_wait(Thread &thread, GuestPtr<uint32_t> word, uint32_t expected,
                 GuestPtr<abi::OptionTimestamp> timeout, GuestPtr<uint8_t> woken) {
  const GuestMemory memory = thread.memory();
  const uint8_t *place = TRY(wordAt(memory, word));
  const abi::OptionTimestamp limit = TRY(memory.load(timeout));
  TRY(memory.store(woken, 0));
  const blocking::Deadline deadline = limit.tag == kSome ? blocking::after(limit.value) : blocking::kNever;
  const auto waited = guest::atomicWait(place, sizeof(uint32_t), expected, deadline);
  if (!waited.ok() && waited.error() != Errno::INTR)
    return waited.error();
  return memory.store(woken, !waited.ok() || *waited != guest::WaitResult::TimedOut).error();
}

Errno futex_wake(Thread &thread, GuestPtr<uint32_t> word, GuestPtr<uint8_t> woken) {
  return wake(thread, word, 1, woken);
}

Errno futex_wake_all(Thread &thread, GuestPtr<uint32_t> word, GuestPtr<uint8_t> woken) {
  return wake(thread, word, kAll, woken);
}

} // namespace wasixc::sys
