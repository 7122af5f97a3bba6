#include "runtime/kernel/closures.h"

#include "runtime/guest/type_id.h"
#include "runtime/kernel/program.h"

namespace wasixc {

namespace {

constexpr uint64_t kBackingType = abi::kClosureBackingType.id;
constexpr uint64_t kStackAlignment = 16; // of the stack in linear memory

const abi::FunctionDescriptor *functionAt(guest::Table &table, uint32_t element) {
  return reinterpret_cast<const abi::FunctionDescriptor *>(table.elements()[element]);
}

uint64_t alignedBytes(std::span<const abi::ValueKind> kinds) {
  return (guest::packedBytes(kinds) + kStackAlignment - 1) & ~(kStackAlignment - 1);
}

// Between the two halves of a call.
struct ClosureCall {
  const guest::ClosureDescriptor *closure; // put there by wasixcTrampolineGate
  uint32_t stackPointer;                   // as it was before
  uint32_t results;
};

guest::Value *scratchOf(const abi::Context &context) {
  return static_cast<const guest::Instance *>(context.instance)->scratch();
}

// What call_indirect would do with the backing function.
const abi::FunctionDescriptor *backingFunction(guest::Table &table, uint32_t element) {
  if (element >= table.size())
    guest::trapFromHost(abi::TrapKind::UndefinedElement);
  const abi::FunctionDescriptor *function = functionAt(table, element);
  if (!function)
    guest::trapFromHost(abi::TrapKind::UninitializedElement);
  if (function->typeId != kBackingType)
    guest::trapFromHost(abi::TrapKind::IndirectCallTypeMismatch);
  return function;
}

// Room for results and arguments on the stack in linear memory, in that order.
void beginCall(Program &program, const abi::Context &context, arch::TrampolineFrame &frame) {
  auto &call = guest::trampolineState<ClosureCall>(frame);
  const guest::Signature &signature = call.closure->signature;
  const Closures::Closure *closure = program.closures().find(*call.closure);
  if (!closure)
    guest::trapFromHost(abi::TrapKind::UninitializedElement);
  frame.callee = backingFunction(*program.functionTable(), closure->backingFunction);

  uint64_t &stackPointer = program.linker()->stackPointer()->low;
  call.stackPointer = static_cast<uint32_t>(stackPointer);
  call.results = static_cast<uint32_t>(call.stackPointer - alignedBytes(signature.results));
  const auto values = static_cast<uint32_t>(call.results - alignedBytes(signature.parameters));
  const uint64_t bytes = guest::packedBytes(signature.parameters);
  const auto packed = program.memory().bytes(values, call.stackPointer - uint64_t{values});
  if (values > call.stackPointer || !packed.ok())
    guest::trapFromHost(abi::TrapKind::MemoryOutOfBounds);
  stackPointer = values;
  guest::takeArguments(signature, {*packed, bytes}, frame, scratchOf(context));
  frame.integers[0] = values;
  frame.integers[1] = call.results;
  frame.integers[2] = closure->userData;
}

void endCall(Program &program, const abi::Context &context, arch::TrampolineFrame &frame) {
  const auto &call = guest::trampolineState<ClosureCall>(frame);
  const guest::Signature &signature = call.closure->signature;
  program.linker()->stackPointer()->low = call.stackPointer;
  const uint64_t bytes = guest::packedBytes(signature.results);
  const uint8_t *packed = *program.memory().bytes(call.results, bytes); // memories never shrink
  guest::passResults(signature, {packed, bytes}, frame, scratchOf(context));
}

bool nextOfClosure() {
  const abi::Context &context = *guest::currentContext();
  Program &program = *static_cast<Thread *>(context.thread)->program;
  arch::TrampolineFrame &frame = guest::currentTrampoline();
  if (frame.callee) {
    endCall(program, context, frame);
    return false;
  }
  beginCall(program, context, frame);
  return true;
}

} // namespace

const guest::ClosureDescriptor *ClosureDescriptors::find(uint32_t element, const guest::Signature &signature,
                                                         uint64_t typeId) {
  static const auto next = guest::trampolineNext(reinterpret_cast<const void *>(&nextOfClosure));
  Key key{element,
          {signature.parameters.begin(), signature.parameters.end()},
          {signature.results.begin(), signature.results.end()}};
  const std::scoped_lock guard(lock);
  if (const auto known = entries.find(key); known != entries.end())
    return known->second;
  const size_t count = signature.parameters.size() + signature.results.size();
  if (entries.size() >= kMost || count > kMostValues - values)
    return nullptr;
  auto *descriptor = memory.add<guest::ClosureDescriptor>();
  auto *kinds = memory.add<abi::ValueKind>(count);
  if (!descriptor || !kinds) {
    memory.seal();
    return nullptr;
  }
  auto *results = std::ranges::copy(signature.parameters, kinds).out;
  std::ranges::copy(signature.results, results);
  descriptor->trampoline.function.typeId = typeId;
  descriptor->trampoline.function.code =
      reinterpret_cast<int64_t>(&wasixcTrampolineGate) - reinterpret_cast<int64_t>(descriptor);
  descriptor->trampoline.next = &next;
  descriptor->signature = {{kinds, signature.parameters.size()}, {results, signature.results.size()}};
  descriptor->element = element;
  memory.seal();
  values += count;
  entries.emplace(std::move(key), descriptor);
  return descriptor;
}

Result<uint32_t> Closures::allocate(guest::Table &table) {
  if (closures.size() >= kMost)
    return Errno::NOMEM;
  uint32_t element;
  if (freeElements.empty()) {
    const int64_t added = table.grow(1, 0);
    if (added < 0)
      return Errno::NOMEM;
    element = static_cast<uint32_t>(added);
  } else {
    element = freeElements.back();
    freeElements.pop_back();
  }
  closures[element] = {};
  return element;
}

Result<void> Closures::prepare(guest::Store &store, guest::Table &table, uint32_t element,
                               const guest::Signature &signature, uint32_t backingFunction,
                               uint32_t userData) {
  const auto closure = closures.find(element);
  if (closure == closures.end() || element >= table.size() || backingFunction >= table.size())
    return Errno::INVAL;
  const abi::FunctionDescriptor *backing = functionAt(table, backingFunction);
  if (!backing || backing->typeId != kBackingType)
    return Errno::INVAL;
  const std::string text = guest::canonicalText(signature);
  const uint64_t id = guest::typeId(text);
  // Descriptors are counted, so the store learns no more types than there may be of them.
  const guest::ClosureDescriptor *descriptor = descriptors->find(element, signature, id);
  if (!descriptor)
    return Errno::NOMEM;
  // A module may have been made to have another type with the identifier of this one.
  if (!store.admitType(id, text))
    return Errno::NOTSUP;
  closure->second = {descriptor, backingFunction, userData};
  table.fill(element, reinterpret_cast<uint64_t>(descriptor), 1);
  return {};
}

Result<void> Closures::release(guest::Table &table, uint32_t element) {
  if (closures.erase(element) == 0)
    return Errno::INVAL;
  freeElements.push_back(element);
  if (element < table.size())
    table.fill(element, 0, 1);
  return {};
}

const Closures::Closure *Closures::find(const guest::ClosureDescriptor &descriptor) const {
  const auto found = closures.find(descriptor.element);
  return found == closures.end() || found->second.descriptor != &descriptor ? nullptr : &found->second;
}

} // namespace wasixc
