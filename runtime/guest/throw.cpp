// See throw.h.
#include "runtime/guest/throw.h"

#include "abi/exceptions.h"
#include "runtime/arch/switch.h"
#include "runtime/guest/backtrace.h"
#include "runtime/guest/call.h"
#include "runtime/guest/store.h"

namespace wasixc::guest {

namespace {

// A guest frame at one of its calls, as if the call had just returned.
struct Frame {
  abi::Context *context;
  uint64_t returnAddress;
  uint64_t stackPointer;
  std::array<uint64_t, kCalleeSavedRegisters> registers; // in the order of FrameLayout::saved
};

uint64_t word(uint64_t address) { return *reinterpret_cast<const uint64_t *>(address); }

std::array<uint64_t, kCalleeSavedRegisters> registersAt(const abi::GateFrame &gate) {
  return {gate.rbx, gate.rbp, gate.r12, gate.r13, gate.r14, gate.r15};
}

Frame frameAtGate(abi::Context &context) {
  const auto &gate = *reinterpret_cast<const abi::GateFrame *>(context.guestStackPointer);
  return {&context, gate.returnAddress, context.guestStackPointer + sizeof(abi::GateFrame),
          registersAt(gate)};
}

// To the caller. False if that would leave the stack.
bool leaveFrame(const FrameLayout &layout, Frame &frame) {
  if (layout.size > frame.context->guestStackHigh - frame.stackPointer)
    return false;
  const uint64_t end = frame.stackPointer + layout.size;
  for (size_t i = 0; i < kCalleeSavedRegisters; ++i)
    if (layout.saved[i] != 0)
      frame.registers[i] = word(end - layout.saved[i]);
  frame.returnAddress = word(end - 8);
  frame.stackPointer = end;
  return true;
}

// Through the gate between two instances, if that is where the frame returns to.
bool leaveCrossGate(Frame &frame) {
  if (frame.returnAddress != reinterpret_cast<uint64_t>(&wasixcCrossReturn))
    return false;
  if (sizeof(arch::CrossFrame) > frame.context->guestStackHigh - frame.stackPointer)
    return false;
  const auto &cross = *reinterpret_cast<const arch::CrossFrame *>(frame.stackPointer);
  frame.context = frame.context->contexts[cross.callerIndex].context;
  frame.returnAddress = cross.returnAddress;
  frame.stackPointer += sizeof(arch::CrossFrame);
  return true;
}

// The same with a call that the host has put there.
bool leaveTrampoline(Frame &frame) {
  if (frame.returnAddress != reinterpret_cast<uint64_t>(&wasixcTrampolineReturn))
    return false;
  if (sizeof(arch::TrampolineFrame) > frame.context->guestStackHigh - frame.stackPointer)
    return false;
  const auto &trampoline = *reinterpret_cast<const arch::TrampolineFrame *>(frame.stackPointer);
  frame.returnAddress = trampoline.gate.returnAddress;
  frame.registers = registersAt(trampoline.gate);
  frame.stackPointer += sizeof(arch::TrampolineFrame);
  return true;
}

// The same with a signal's callback: its caller is whoever made the call that the signal has come to.
bool leaveSignal(Frame &frame) {
  if (frame.returnAddress != reinterpret_cast<uint64_t>(&wasixcSignalReturn))
    return false;
  constexpr uint64_t kAboveGate = sizeof(arch::SignalFrame) - offsetof(arch::SignalFrame, callback);
  if (kAboveGate + sizeof(abi::GateFrame) > frame.context->guestStackHigh - frame.stackPointer)
    return false;
  const auto &gate = *reinterpret_cast<const abi::GateFrame *>(frame.stackPointer + kAboveGate);
  frame.returnAddress = gate.returnAddress;
  frame.registers = registersAt(gate);
  frame.stackPointer += kAboveGate + sizeof(abi::GateFrame);
  return true;
}

const Instance &instanceOf(const Frame &frame) {
  return *static_cast<const Instance *>(frame.context->instance);
}

bool matches(uint64_t clause, const Instance &instance, const Exception &exception) {
  if (abi::catchesAll(clause))
    return true;
  const uint64_t tag = abi::caughtTag(clause);
  return tag < instance.image().tags().size() &&
         instance.tag(static_cast<uint32_t>(tag)).get() == exception.tag &&
         exception.values.size() <= instance.image().header().scratchSlots;
}

[[noreturn]] void land(const Frame &frame, const CallSite &site, uint32_t clauseNumber, uint64_t clause,
                       Exception &exception, ExceptionHeap &heap) {
  const arch::LandingRegisters registers{.rip = site.pad.address(),
                                         .rsp = frame.stackPointer + site.layout.argumentBytes,
                                         .rbx = frame.registers[0],
                                         .rbp = frame.registers[1],
                                         .r12 = frame.registers[2],
                                         .r13 = frame.registers[3],
                                         .r14 = frame.registers[4],
                                         .r15 = frame.registers[5],
                                         .rax = exception.handle,
                                         .rdx = clauseNumber};
  if (!abi::catchesAll(clause))
    std::copy(exception.values.begin(), exception.values.end(), instanceOf(frame).scratch());
  if (abi::catchesReference(clause))
    exception.isReferenced = true;
  else if (!exception.isReferenced)
    heap.release(exception);
  // A nested entry may have moved it: see wasixcCrossGate.
  frame.context->hostStackPointer = currentContext()->hostStackPointer;
  wasixcLand(frame.context, &registers);
}

[[noreturn]] void trapUncaught(const Exception &exception) {
  CallResult result = CallResult::trapped(abi::TrapKind::UncaughtException);
  result.trap.detail = exception.tag->name;
  result.trap.frames = describeFrames(exception.trace);
  leave(*currentContext(), std::move(result));
}

// A throw that goes on from the handler in the last frame of the trace continues it; any other begins a new
// one.
void beginTrace(const CallSite &site, Exception &exception) {
  if (exception.trace.size() == kMaximumFrames)
    return;
  if (site.layout.functionBegin != exception.lastFunction)
    exception.trace.clear();
  else if (!exception.trace.empty())
    exception.trace.pop_back();
}

void addToTrace(const CallSite &site, Exception &exception) {
  if (exception.trace.size() == kMaximumFrames)
    return;
  exception.trace.push_back(site.pc);
  exception.lastFunction = site.layout.functionBegin;
}

[[noreturn]] void raise(Store &store, Exception &exception) {
  Frame frame = frameAtGate(*currentContext());
  beginTrace(store.callSites.find(frame.returnAddress - 1), exception);
  for (;;) {
    const CallSite &site = store.callSites.find(frame.returnAddress - 1);
    if (!site.isGuest) {
      if (!leaveCrossGate(frame) && !leaveTrampoline(frame) && !leaveSignal(frame))
        trapUncaught(exception);
      continue;
    }
    addToTrace(site, exception);
    if (site.pad.address() != 0) {
      const Instance &instance = instanceOf(frame);
      uint64_t clause = 0;
      const uint32_t number = site.pad.findClause([&](uint64_t candidate) {
        clause = candidate;
        return matches(candidate, instance, exception);
      });
      if (number != 0)
        land(frame, site, number, clause, exception, store.exceptions);
    }
    if (!leaveFrame(site.layout, frame))
      trapUncaught(exception);
  }
}

std::span<const uint64_t> wordsOf(const Value *values, size_t count) {
  return {reinterpret_cast<const uint64_t *>(values), count * (sizeof(Value) / sizeof(uint64_t))};
}

// Everything of a store that can hold a reference to an exception, while its guest is in a host call.
void collectExceptions(Store &store, const abi::Context &context) {
  ExceptionHeap::Roots roots;
  roots.emplace_back(reinterpret_cast<const uint64_t *>(context.guestStackPointer),
                     (context.guestStackHigh - context.guestStackPointer) / sizeof(uint64_t));
  for (const auto &instance : store.instances()) {
    const Image &image = instance->image();
    roots.push_back(wordsOf(instance->scratch(), image.header().scratchSlots));
    for (uint32_t i = 0; i < image.globals().size(); ++i)
      if (image.globals()[i].type == abi::ValueKind::ExnRef)
        roots.push_back(wordsOf(&instance->global(i), 1));
    for (uint32_t i = 0; i < image.tables().size(); ++i)
      if (image.tables()[i].element == abi::ValueKind::ExnRef)
        roots.emplace_back(instance->table(i)->elements(), instance->table(i)->size());
  }
  if (store.addSavedRoots)
    store.addSavedRoots(roots);
  store.exceptions.collect(roots);
}

} // namespace

void throwTag(uint32_t tag) {
  abi::Context &context = *currentContext();
  const Instance &instance = *static_cast<Instance *>(context.instance);
  Store &store = instance.store();
  if (store.exceptions.wantsCollection())
    collectExceptions(store, context);
  const Image &image = instance.image();
  const size_t count = image.types()[image.tags()[tag].typeIndex].parameters.count;
  Exception *exception = store.exceptions.create(instance.tag(tag).get(), {instance.scratch(), count});
  if (!exception)
    trapFromHost(abi::TrapKind::OutOfMemory);
  raise(store, *exception);
}

void throwReference(uint64_t handle) {
  Store &store = static_cast<Instance *>(currentContext()->instance)->store();
  Exception *exception = store.exceptions.find(handle);
  if (!exception)
    trapFromHost(abi::TrapKind::NullExceptionReference);
  raise(store, *exception);
}

} // namespace wasixc::guest
