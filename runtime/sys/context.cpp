// Coroutines of a guest (kernel/coroutines.h): WASIX semantics 14.
#include "runtime/kernel/program.h"
#include "runtime/sys/handlers.h"

namespace wasixc::sys {

Errno context_create(Thread &thread, GuestPtr<uint64_t> id, uint32_t entry) {
  if (thread.program->linker())
    return Errno::NOTSUP; // a coroutine's frames would have to come back under the context of their library
  const auto function = findCoroutineEntry(thread.program->instance(), entry);
  if (!function)
    return Errno::INVAL;
  TRY(thread.memory().load(id)); // before anything is made
  const auto created = thread.program->coroutines().create(*function);
  if (!created)
    return Errno::AGAIN;
  return thread.memory().store(id, *created).error();
}

// The frames of a vfork's parent are kept aside by the fork already, and its child has no others.
Errno context_switch(Thread &thread, uint64_t id) {
  Coroutines &coroutines = thread.program->coroutines();
  if (!coroutines.isKnown(id))
    return Errno::INVAL;
  if (id == coroutines.active())
    return Errno::SUCCESS;
  if (thread.isInVfork())
    return Errno::NOTSUP;
  if (const auto entry = coroutines.switchTo(id, thread.program->instance()))
    thread.startCoroutine(*entry);
  else
    thread.continueGuest(static_cast<uint64_t>(Errno::SUCCESS));
  return Errno::SUCCESS;
}

Errno context_destroy(Thread &thread, uint64_t id) {
  Coroutines &coroutines = thread.program->coroutines();
  if (id == Coroutines::kMain || id == coroutines.active())
    return Errno::INVAL;
  coroutines.destroy(id);
  return Errno::SUCCESS;
}

} // namespace wasixc::sys
