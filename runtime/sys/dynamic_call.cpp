// Functions whose types are known only at run time, by their place in the table: WASIX semantics 15.
#include "abi/types.h"
#include "runtime/guest/trampoline.h"
#include "runtime/kernel/program.h"
#include "runtime/sys/handlers.h"

#include <algorithm>

namespace wasixc::sys {

namespace {

struct DynamicCall {
  const abi::FunctionDescriptor *function;
  GuestPtr<uint8_t> values;
  uint32_t valuesLength;
  GuestPtr<uint8_t> results;
  uint32_t resultsLength;
};

Result<const abi::FunctionDescriptor *> functionAt(const Program &program, uint32_t index) {
  guest::Table *table = program.functionTable();
  if (!table)
    return Errno::NOTSUP;
  const uint64_t element = index < table->size() ? table->elements()[index] : 0;
  if (element == 0)
    return Errno::INVAL;
  return reinterpret_cast<const abi::FunctionDescriptor *>(element);
}

bool hasReferences(const guest::Signature &signature) {
  const auto isReference = [](abi::ValueKind kind) { return guest::packedBytes(kind) == 0; };
  return std::ranges::any_of(signature.parameters, isReference) ||
         std::ranges::any_of(signature.results, isReference);
}

Result<guest::Signature> signatureOf(const Program &program, const abi::FunctionDescriptor &function) {
  const auto signature = guest::signatureOf(program.linkedStore(), function);
  if (!signature || hasReferences(*signature))
    return Errno::INVAL;
  return *signature;
}

// The memory was checked when the call began, and does not shrink.
bool nextOfDynamicCall() {
  const abi::Context &context = *guest::currentContext();
  const GuestMemory memory(context.memory0);
  const auto &instance = *static_cast<const guest::Instance *>(context.instance);
  arch::TrampolineFrame &frame = guest::currentTrampoline();
  const auto &call = guest::trampolineState<DynamicCall>(frame);
  const guest::Signature signature = *guest::signatureOf(instance.store(), *call.function);
  if (!frame.callee) {
    guest::passArguments(signature, *memory.span(call.values, call.valuesLength), frame, instance.scratch());
    frame.callee = call.function;
    return true;
  }
  guest::takeResults(signature, *memory.span(call.results, call.resultsLength), frame, instance.scratch());
  frame.integers[0] = static_cast<uint64_t>(Errno::SUCCESS);
  return false;
}

Result<void> store(const GuestMemory &memory, GuestPtr<uint8_t> types,
                   std::span<const abi::ValueKind> kinds) {
  const auto bytes = TRY(memory.span(types, static_cast<uint32_t>(kinds.size())));
  std::ranges::transform(kinds, bytes.begin(),
                         [](abi::ValueKind kind) { return static_cast<uint8_t>(kind); });
  return {};
}

} // namespace

// The numbers of abi::ValueKind and of WASIX's wasm_value_type are the same.
static_assert(static_cast<uint8_t>(abi::ValueKind::I32) == 0 &&
              static_cast<uint8_t>(abi::ValueKind::I64) == 1 &&
              static_cast<uint8_t>(abi::ValueKind::F32) == 2 &&
              static_cast<uint8_t>(abi::ValueKind::F64) == 3 &&
              static_cast<uint8_t>(abi::ValueKind::V128) == 4);

// The call returns to the trampoline, which calls the function.
Errno call_dynamic(Thread &thread, uint32_t index, GuestPtr<uint8_t> values, uint32_t valuesLength,
                   GuestPtr<uint8_t> results, uint32_t resultsLength, uint32_t isStrict) {
  static const auto next = guest::trampolineNext(reinterpret_cast<const void *>(&nextOfDynamicCall));
  abi::Context &caller = thread.callerContext();
  const auto *function = TRY(functionAt(*thread.program, index));
  const guest::Signature signature = TRY(signatureOf(*thread.program, *function));
  const GuestMemory memory = thread.memory();
  TRY(memory.span(values, valuesLength));
  TRY(memory.span(results, resultsLength));
  if (isStrict != 0 && (guest::packedBytes(signature.parameters) != valuesLength ||
                        guest::packedBytes(signature.results) != resultsLength))
    return Errno::INVAL;
  arch::TrampolineFrame *frame = guest::pushTrampoline(caller, next);
  if (!frame)
    guest::trapFromHost(abi::TrapKind::StackExhausted);
  guest::trampolineState<DynamicCall>(*frame) = {function, values, valuesLength, results, resultsLength};
  return Errno::SUCCESS;
}

Errno reflect_signature(Thread &thread, uint32_t index, GuestPtr<uint8_t> argumentTypes,
                        uint32_t argumentTypesLength, GuestPtr<uint8_t> resultTypes,
                        uint32_t resultTypesLength, GuestPtr<abi::ReflectionResult> result) {
  const GuestMemory memory = thread.memory();
  TRY(memory.store(result, {.cacheable = 0, .arguments = 0, .results = 0}));
  const auto *function = TRY(functionAt(*thread.program, index));
  const guest::Signature signature = TRY(signatureOf(*thread.program, *function));
  // The element of a closure may get another one.
  TRY(memory.store(result, {.cacheable = !guest::isClosure(*function),
                            .arguments = static_cast<uint16_t>(signature.parameters.size()),
                            .results = static_cast<uint16_t>(signature.results.size())}));
  if (signature.parameters.size() > argumentTypesLength || signature.results.size() > resultTypesLength)
    return Errno::OVERFLOW;
  TRY(store(memory, argumentTypes, signature.parameters));
  return store(memory, resultTypes, signature.results).error();
}

} // namespace wasixc::sys
