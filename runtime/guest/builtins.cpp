// Bulk and growing instructions of memories and tables. They run on the host stack, called through the gate.
//
// Bounds are checked before anything is written, as the specification wants it.
#include "runtime/guest/builtins.h"

#include "runtime/arch/switch.h"
#include "runtime/guest/atomic_wait.h"
#include "runtime/guest/instance.h"
#include "runtime/guest/sealed_memory.h"
#include "runtime/guest/throw.h"

#include <cstring>
#include <string_view>

namespace wasixc::guest {

namespace {

Instance &currentInstance() { return *static_cast<Instance *>(currentContext()->instance); }

void require(bool condition, abi::TrapKind kind) {
  if (!condition)
    trapFromHost(kind);
}

// Elements of tables, bytes of memories: between two looks at whether the guest has to stop.
constexpr uint64_t kPartBytes = 1 << 20, kPartElements = kPartBytes / sizeof(uint64_t);

// Calls work(offset, size) for one part after the other. The guest may be ended in between, so nothing may be
// left undone then.
template <typename Work>
void inParts(uint64_t size, uint64_t mostPerPart, Work work) {
  for (uint64_t done = 0; done < size; done += mostPerPart) {
    work(done, std::min(size - done, mostPerPart));
    pauseIfAsked();
  }
}

// The same for moves of what may overlap: from the end that is not overwritten.
template <typename Move>
void moveInParts(bool isForward, uint64_t size, uint64_t mostPerPart, Move move) {
  inParts(size, mostPerPart,
          [&](uint64_t done, uint64_t part) { move(isForward ? done : size - done - part, part); });
}

namespace builtin {

uint64_t memory_grow(uint32_t memory, uint64_t pages) {
  const auto before = static_cast<uint64_t>(currentInstance().memory(memory)->grow(pages));
  pauseIfAsked();
  return before;
}

void memory_init(uint32_t memory, uint32_t segment, uint64_t destination, uint32_t source, uint32_t size) {
  const Instance &instance = currentInstance();
  const auto bytes = instance.dataSegment(segment);
  LinearMemory &target = *instance.memory(memory);
  require(target.covers(destination, size) && size <= bytes.size() && source <= bytes.size() - size,
          abi::TrapKind::MemoryOutOfBounds);
  inParts(size, kPartBytes, [&](uint64_t done, uint64_t part) {
    memcpy(target.base() + destination + done, bytes.data() + source + done, part);
  });
}

void memory_copy(uint32_t to, uint32_t from, uint64_t destination, uint64_t source, uint64_t size) {
  const Instance &instance = currentInstance();
  LinearMemory &target = *instance.memory(to);
  const LinearMemory &origin = *instance.memory(from);
  require(target.covers(destination, size) && origin.covers(source, size), abi::TrapKind::MemoryOutOfBounds);
  moveInParts(destination <= source, size, kPartBytes, [&](uint64_t offset, uint64_t part) {
    memmove(target.base() + destination + offset, origin.base() + source + offset, part);
  });
}

void memory_fill(uint32_t memory, uint64_t destination, uint32_t value, uint64_t size) {
  LinearMemory &target = *currentInstance().memory(memory);
  require(target.covers(destination, size), abi::TrapKind::MemoryOutOfBounds);
  inParts(size, kPartBytes, [&](uint64_t done, uint64_t part) {
    memset(target.base() + destination + done, static_cast<int>(value & 0xff), part);
  });
}

void data_drop(uint32_t segment) { currentInstance().dropData(segment); }

uint64_t table_grow(uint32_t table, uint64_t value, uint64_t count) {
  const auto before = static_cast<uint64_t>(currentInstance().table(table)->grow(count, value));
  pauseIfAsked();
  return before;
}

void table_fill(uint32_t table, uint64_t start, uint64_t value, uint64_t count) {
  Table &target = *currentInstance().table(table);
  require(target.covers(start, count), abi::TrapKind::TableOutOfBounds);
  inParts(count, kPartElements,
          [&](uint64_t done, uint64_t part) { target.fill(start + done, value, part); });
}

void table_copy(uint32_t to, uint32_t from, uint64_t destination, uint64_t source, uint64_t count) {
  const Instance &instance = currentInstance();
  Table &target = *instance.table(to);
  Table &origin = *instance.table(from);
  require(target.covers(destination, count) && origin.covers(source, count), abi::TrapKind::TableOutOfBounds);
  moveInParts(destination <= source, count, kPartElements, [&](uint64_t offset, uint64_t part) {
    memmove(target.elements() + destination + offset, origin.elements() + source + offset,
            part * sizeof(uint64_t));
  });
}

void table_init(uint32_t table, uint32_t segment, uint64_t destination, uint32_t source, uint32_t count) {
  const Instance &instance = currentInstance();
  Table &target = *instance.table(table);
  require(instance.canCopyElements(segment, target, destination, source, count),
          abi::TrapKind::TableOutOfBounds);
  inParts(count, kPartElements, [&](uint64_t done, uint64_t part) {
    instance.copyElements(segment, target, destination + done, source + done, part);
  });
}

void elem_drop(uint32_t segment) { currentInstance().dropElements(segment); }

void throw_tag(uint32_t tag) { throwTag(tag); }

void throw_ref(uint64_t exception) { throwReference(exception); }
// A timeout is relative; a negative one, and one beyond the clock's range, means forever.
blocking::Deadline deadlineAfter(uint64_t timeout) {
  blocking::Deadline deadline;
  const bool isForever =
      static_cast<int64_t>(timeout) < 0 || __builtin_add_overflow(blocking::now(), timeout, &deadline);
  return isForever ? blocking::kNever : deadline;
}

uint32_t wait(uint32_t memory, uint64_t address, size_t size, uint64_t expected, uint64_t timeout) {
  const LinearMemory &target = *currentInstance().memory(memory);
  require(target.covers(address, size), abi::TrapKind::MemoryOutOfBounds);
  require(target.limits().isShared, abi::TrapKind::ExpectedSharedMemory);
  beginSleepingCall();
  const auto waited = atomicWait(target.base() + address, size, expected, deadlineAfter(timeout));
  // A signal wakes without a notify, which code that waits for a condition expects.
  const auto result = static_cast<uint32_t>(waited.ok() ? *waited : WaitResult::Woken);
  endSleepingCall(result);
  return result;
}

uint32_t memory_atomic_wait32(uint32_t memory, uint64_t address, uint32_t expected, uint64_t timeout) {
  return wait(memory, address, sizeof(uint32_t), expected, timeout);
}

uint32_t memory_atomic_wait64(uint32_t memory, uint64_t address, uint64_t expected, uint64_t timeout) {
  return wait(memory, address, sizeof(uint64_t), expected, timeout);
}

// Nobody can wait for an unshared memory.
uint32_t memory_atomic_notify(uint32_t memory, uint64_t address, uint32_t count) {
  const LinearMemory &target = *currentInstance().memory(memory);
  require(target.covers(address, sizeof(uint32_t)), abi::TrapKind::MemoryOutOfBounds);
  return target.limits().isShared ? atomicNotify(target.base() + address, count) : 0;
}

} // namespace builtin

// The signature of a handler in the letters of builtins.def; a reference is a 64-bit number like any other.
template <typename T>
constexpr char letterOf() {
  static_assert(sizeof(T) == 4 || sizeof(T) == 8);
  return sizeof(T) == 4 ? 'i' : 'I';
}

template <typename Result, typename... Parameters>
constexpr bool hasSignature(Result (*)(Parameters...), std::string_view signature) {
  static_assert(sizeof...(Parameters) <= 6, "arguments of builtins travel in registers");
  constexpr char letters[] = {letterOf<Parameters>()..., ':'};
  size_t i = 0;
  for (const char letter : letters)
    if (i == signature.size() || (signature[i] == 'r' ? 'I' : signature[i]) != letter)
      return false;
    else
      ++i;
  if constexpr (std::is_void_v<Result>)
    return i == signature.size();
  else
    return i + 1 == signature.size() && signature[i] == letterOf<Result>();
}

#define WASIX_BUILTIN(name, signature)                                                                       \
  static_assert(hasSignature(builtin::name, signature), #name " does not have the signature " signature);
#include "abi/builtins.def"
#undef WASIX_BUILTIN

constexpr size_t kBuiltinCount = 0
#define WASIX_BUILTIN(name, signature) +1
#include "abi/builtins.def"
#undef WASIX_BUILTIN
    ;

// Null when there is no memory. Code is relative to the descriptor, which no constant initializer can
// express.
const abi::HostFunctionDescriptor *makeTable() {
  static SealedMemory *const memory = new SealedMemory;
  auto *table = memory->add<abi::HostFunctionDescriptor>(kBuiltinCount);
  if (!table)
    return nullptr;
  abi::HostFunctionDescriptor *next = table;
  const auto add = [&](const void *handler) {
    next->function.code = reinterpret_cast<int64_t>(&wasixcHostGate) - reinterpret_cast<int64_t>(next);
    next->handler = handler;
    ++next;
  };
#define WASIX_BUILTIN(name, signature) add(reinterpret_cast<const void *>(&builtin::name));
#include "abi/builtins.def"
#undef WASIX_BUILTIN
  memory->seal();
  return table;
}

} // namespace

const abi::HostFunctionDescriptor *builtinTable() {
  static const abi::HostFunctionDescriptor *const table = makeTable();
  return table;
}

} // namespace wasixc::guest
