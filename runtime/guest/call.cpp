// Entering and leaving guests.
#include "runtime/guest/call.h"

#include "runtime/arch/switch.h"
#include "runtime/guest/trampoline.h"

#include <algorithm>
#include <cassert>

namespace wasixc::guest {

namespace {

// The stack pointers of a context, put back at the end. When a host call enters the guest again, the inner
// call uses the same fields; the gate of the outer one needs them on its return.
class SavedStackPointers {
public:
  explicit SavedStackPointers(abi::Context *context) : context(context) {
    if (!context)
      return;
    guestStackPointer = context->guestStackPointer;
    hostStackPointer = context->hostStackPointer;
  }
  ~SavedStackPointers() {
    if (!context)
      return;
    context->guestStackPointer = guestStackPointer;
    context->hostStackPointer = hostStackPointer;
  }
  SavedStackPointers(const SavedStackPointers &) = delete;
  SavedStackPointers &operator=(const SavedStackPointers &) = delete;

private:
  abi::Context *context;
  uint64_t guestStackPointer = 0;
  uint64_t hostStackPointer = 0;
};

// Runs `code` on the stack of the guest.
CallResult enter(abi::Context &context, const abi::FunctionDescriptor *descriptor, const void *code) {
  abi::Context *outer = arch::activeContext();
  const SavedStackPointers savedOuter(outer);
  const SavedStackPointers savedOwn(&context);

  // A nested call goes on where the outer guest has stopped, if it is the same guest.
  const bool isNested = outer && outer->guestStackHigh == context.guestStackHigh;
  context.guestStackPointer = isNested ? outer->guestStackPointer : context.guestStackHigh;
  CallResult result;
  wasixcEnter(&context, descriptor, code, &result);
  return result;
}

} // namespace

CallResult call(Instance &instance, const abi::FunctionDescriptor *descriptor, uint32_t typeIndex,
                std::span<const Value> arguments, std::span<Value> results) {
  const abi::ImageType &type = instance.image().types()[typeIndex];
  assert(type.entry != 0 && arguments.size() == type.parameters.count &&
         results.size() == type.results.count);
  std::ranges::copy(arguments, instance.scratch());
  CallResult result = enter(instance.context(), descriptor, instance.image().code(type.entry));
  if (result.outcome == CallResult::Outcome::Returned)
    std::copy_n(instance.scratch(), results.size(), results.begin());
  return result;
}

CallResult callFunction(Instance &instance, const abi::FunctionDescriptor &function) {
  return enter(instance.context(), &function, reinterpret_cast<const uint8_t *>(&function) + function.code);
}

CallResult callTrampoline(Instance &instance, const arch::TrampolineDescriptor &trampoline) {
  return enter(instance.context(), &trampoline.function,
               reinterpret_cast<const void *>(&wasixcTrampolineGate));
}

CallResult callExport(Instance &instance, std::string_view name, std::span<const Value> arguments,
                      std::span<Value> results) {
  const abi::ImageExport *item = instance.image().findExport(name);
  assert(item && item->kind == abi::ExternalKind::Function);
  return call(instance, instance.reference(item->index), item->typeIndex, arguments, results);
}

CallResult resume(abi::Context &context, uint64_t value) {
  CallResult result;
  wasixcResume(&context, value, &result);
  return result;
}

void leave(abi::Context &context, CallResult result) {
  const auto *frame = reinterpret_cast<const arch::HostFrame *>(context.hostStackPointer);
  *static_cast<CallResult *>(frame->record) = std::move(result);
  wasixcLeave(&context, 1);
}

void exitFromHost(uint32_t code) {
  CallResult result;
  result.outcome = CallResult::Outcome::Exited;
  result.exitCode = code;
  leave(*currentContext(), std::move(result));
}

} // namespace wasixc::guest
