#include "runtime/guest/trampoline.h"

#include "runtime/guest/instance.h"

namespace wasixc::guest {

namespace {

bool hasCode(const abi::FunctionDescriptor &function, void (*code)()) {
  return reinterpret_cast<uint64_t>(&function) + static_cast<uint64_t>(function.code) ==
         reinterpret_cast<uint64_t>(code);
}

Signature signatureOf(const Image &image, const abi::ImageType &type) {
  return {image.list<abi::ValueKind>(type.parameters), image.list<abi::ValueKind>(type.results)};
}

std::optional<Signature> signatureOfOwn(const Image &image, const abi::FunctionDescriptor &function) {
  const auto all = image.descriptors();
  if (all.empty() || &function < &all.front() || &function > &all.back())
    return std::nullopt;
  return signatureOf(image, image.types()[image.descriptorTypes()[&function - all.data()]]);
}

} // namespace

arch::TrampolineFrame *pushTrampoline(abi::Context &context, const abi::HostFunctionDescriptor &next) {
  // Room for the gates too, which push without looking.
  constexpr uint64_t kRoom = 4096;
  const uint64_t place = context.guestStackPointer - offsetof(arch::TrampolineFrame, gate);
  const uint64_t gate = place - sizeof(abi::GateFrame);
  if (gate < context.guestStackLow + kRoom)
    return nullptr;
  memset(reinterpret_cast<void *>(gate), 0, context.guestStackPointer - gate);
  reinterpret_cast<abi::GateFrame *>(gate)->returnAddress =
      reinterpret_cast<uint64_t>(&wasixcTrampolineEntry);
  auto *frame = reinterpret_cast<arch::TrampolineFrame *>(place);
  frame->next = &next;
  context.guestStackPointer = gate;
  return frame;
}

arch::TrampolineFrame &currentTrampoline() {
  return *reinterpret_cast<arch::TrampolineFrame *>(currentContext()->guestStackPointer +
                                                    sizeof(abi::GateFrame));
}

std::optional<Signature> signatureOf(const Store &store, const abi::FunctionDescriptor &function) {
  if (isClosure(function))
    return reinterpret_cast<const ClosureDescriptor &>(function).signature;
  if (hasCode(function, &wasixcCrossGate)) {
    const auto &cross = reinterpret_cast<const arch::CrossFunctionDescriptor &>(function);
    if (cross.calleeIndex >= store.instances().size())
      return std::nullopt;
    return signatureOfOwn(store.instances()[cross.calleeIndex]->image(), *cross.callee);
  }
  for (const auto &instance : store.instances()) {
    const Image &image = instance->image();
    if (const auto signature = signatureOfOwn(image, function))
      return signature;
    // Functions of the host have the type that an import gives them.
    if (hasCode(function, &wasixcHostGate))
      for (const abi::ImageType &type : image.types())
        if (type.id == function.typeId)
          return signatureOf(image, type);
  }
  return std::nullopt;
}

bool isClosure(const abi::FunctionDescriptor &function) { return hasCode(function, &wasixcTrampolineGate); }

} // namespace wasixc::guest
