#include "runtime/guest/signal_frame.h"

#include "runtime/arch/switch.h"

namespace wasixc::guest {

bool pushSignalFrame(abi::Context &context, const abi::FunctionDescriptor *callback, uint8_t signal,
                     uint64_t result) {
  // Room for the gates too, which push without looking.
  constexpr uint64_t kRoom = 4096;
  const uint64_t place = context.guestStackPointer - sizeof(arch::SignalFrame);
  if (place < context.guestStackLow + kRoom)
    return false;
  auto *frame = reinterpret_cast<arch::SignalFrame *>(place);
  *frame = {};
  frame->gate.returnAddress = reinterpret_cast<uint64_t>(&wasixcSignalEntry);
  frame->callback = callback;
  frame->signal = signal;
  frame->result = result;
  context.guestStackPointer = place;
  return true;
}

} // namespace wasixc::guest
