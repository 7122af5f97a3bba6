// futex_*: sleeping until a word of memory changes (WASIX semantics 12).
#include "runtime/sys/handlers.h"

namespace wasixc::sys {

namespace {

constexpr uint8_t kSome = 1;

Result<const uint32_t *> wordAt(const GuestMemory &memory, GuestPtr<uint32_t> word) {
  if (word.address % sizeof(uint32_t) != 0)
    return Errno::INVAL;
  return reinterpret_cast<const uint32_t *>(TRY(memory.bytes(word.address, sizeof(uint32_t))));
}

} // namespace

// The time is relative. A word with another value counts as woken.
Errno futex_wait(Thread &thread, GuestPtr<uint32_t> word, uint32_t expected,
                 GuestPtr<abi::OptionTimestamp> timeout, GuestPtr<uint8_t> woken) {
  const GuestMemory memory = thread.memory();
  const uint32_t *place = TRY(wordAt(memory, word));
  const abi::OptionTimestamp limit = TRY(memory.load(timeout));
  TRY(memory.store(woken, 0));
  blocking::Deadline deadline = blocking::kNever;
  if (limit.tag == kSome) {
    const blocking::Deadline now = blocking::now();
    deadline = limit.value < blocking::kNever - now ? now + limit.value : blocking::kNever;
  }
  const bool isWoken = TRY(thread.process().futexes.wait(word.address, place, expected, deadline));
  return memory.store(woken, isWoken).error();
}

Errno futex_wake(Thread &thread, GuestPtr<uint32_t> word, GuestPtr<uint8_t> woken) {
  TRY(thread.memory().store(woken, 1));
  thread.process().futexes.wakeOne(word.address);
  return Errno::SUCCESS;
}

Errno futex_wake_all(Thread &thread, GuestPtr<uint32_t> word, GuestPtr<uint8_t> woken) {
  TRY(thread.memory().store(woken, 1));
  thread.process().futexes.wakeAll(word.address);
  return Errno::SUCCESS;
}

} // namespace wasixc::sys
