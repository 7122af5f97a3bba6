// Coroutines of a guest (kernel/coroutines.h): WASIX semantics 14.
#include "runtime/kernel/program.h"
#include "runtime/sys/handlers.h"

namespace wasixc::sys {

namespace {

// The first one will do when none is exported under its name.
guest::Table *entryTable(const Program &program) {
  if (guest::Table *table = program.functionTable())
    return table;
  const guest::Instance &instance = program.instance();
  return instance.image().tables().empty() ? nullptr : instance.table(0).get();
}

} // namespace

Errno context_create(Thread &thread, GuestPtr<uint64_t> id, uint32_t entry) {
  guest::Table *table = entryTable(*thread.program);
  const Coroutines::Entry function = table ? findCoroutineEntry(*table, entry) : nullptr;
  if (!function)
    return Errno::INVAL;
  TRY(thread.memory().load(id)); // before anything is made
  const auto created = thread.program->coroutines().create(function);
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
  const auto next = TRY(coroutines.switchTo(id, thread.callerContext(), thread.program->stackPointer()));
  if (next.entry)
    thread.startCoroutine(next.entry);
  else
    thread.continueGuest(*next.context, static_cast<uint64_t>(Errno::SUCCESS));
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
