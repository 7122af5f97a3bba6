#include "runtime/guest/signal_frame.h"

namespace wasixc::guest {

bool pushSignalFrame(abi::Context &context, const arch::SignalFrame &frame) {
  // Room for the gates too, which push without looking.
  constexpr uint64_t kRoom = 4096;
  const uint64_t place = context.guestStackPointer - sizeof frame;
  if (place < context.guestStackLow + kRoom)
    return false;
  auto *pushed = reinterpret_cast<arch::SignalFrame *>(place);
  *pushed = frame;
  pushed->gate = {};
  pushed->gate.returnAddress = reinterpret_cast<uint64_t>(&wasixcSignalEntry);
  context.guestStackPointer = place;
  return true;
}

// The gate's frame of that call lies where that of the frame has been.
arch::SignalFrame &endedSignalFrame(abi::Context &context) {
  return *reinterpret_cast<arch::SignalFrame *>(context.guestStackPointer);
}

} // namespace wasixc::guest
