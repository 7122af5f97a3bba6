// Closures (kernel/closures.h): WASIX semantics 15.
#include "runtime/kernel/program.h"
#include "runtime/sys/handlers.h"

#include <algorithm>

namespace wasixc::sys {

namespace {

// What closures need: a table and a stack in linear memory. Null if there are none.
guest::Table *closureTable(const Program &program) {
  const DynamicLinker *linker = program.linker();
  return linker && linker->stackPointer() ? linker->functionTable() : nullptr;
}

Result<std::vector<abi::ValueKind>> loadTypes(const GuestMemory &memory, GuestPtr<uint8_t> types,
                                              uint32_t count) {
  std::vector<abi::ValueKind> kinds;
  const std::vector<uint8_t> bytes = TRY(memory.list(types, count, abi::kMaximumValues, Errno::TOO_BIG));
  for (const uint8_t byte : bytes) {
    if (byte > static_cast<uint8_t>(abi::ValueKind::V128))
      return Errno::INVAL;
    kinds.push_back(static_cast<abi::ValueKind>(byte));
  }
  return kinds;
}

} // namespace

Errno closure_allocate(Thread &thread, GuestPtr<uint32_t> closure) {
  guest::Table *table = closureTable(*thread.program);
  if (!table)
    return Errno::NOTSUP;
  TRY(thread.memory().load(closure)); // before anything is made
  return thread.memory().store(closure, TRY(thread.program->closures().allocate(*table))).error();
}

Errno closure_prepare(Thread &thread, uint32_t backingFunction, uint32_t closure,
                      GuestPtr<uint8_t> argumentTypes, uint32_t argumentCount, GuestPtr<uint8_t> resultTypes,
                      uint32_t resultCount, uint32_t userData) {
  guest::Table *table = closureTable(*thread.program);
  if (!table)
    return Errno::NOTSUP;
  const auto parameters = TRY(loadTypes(thread.memory(), argumentTypes, argumentCount));
  const auto results = TRY(loadTypes(thread.memory(), resultTypes, resultCount));
  Program &program = *thread.program;
  return program.closures()
      .prepare(program.instance().store(), *table, closure, {parameters, results}, backingFunction, userData)
      .error();
}

Errno closure_free(Thread &thread, uint32_t closure) {
  guest::Table *table = closureTable(*thread.program);
  if (!table)
    return Errno::NOTSUP;
  return thread.program->closures().release(*table, closure).error();
}

} // namespace wasixc::sys
