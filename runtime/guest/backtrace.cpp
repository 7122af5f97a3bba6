// Unwinding with libunwind, from registers of our own choice.
#include "runtime/guest/backtrace.h"

#include "abi/stack.h"
#include "runtime/arch/switch.h"
#include "runtime/guest/image.h"
#include "runtime/guest/image_registry.h"
#include "runtime/guest/store.h"

#include <csetjmp>
#include <libunwind.h>

namespace wasixc::guest {

namespace {

// Set while this thread reads a guest stack. The handler of the fault needs it, nothing else does.
thread_local sigjmp_buf *onFault = nullptr;

bool isInGates(uintptr_t pc) {
  return pc >= reinterpret_cast<uintptr_t>(wasixcGatesBegin) &&
         pc < reinterpret_cast<uintptr_t>(wasixcGatesEnd);
}

// libunwind has no way in for foreign registers but its cursor. The program counter goes last: setting it
// looks up the unwind information.
void setRegisters(unw_cursor_t &cursor, const GuestRegisters &registers) {
  unw_set_reg(&cursor, UNW_X86_64_RBP, registers.rbp);
  unw_set_reg(&cursor, UNW_X86_64_RBX, registers.rbx);
  unw_set_reg(&cursor, UNW_X86_64_R12, registers.r12);
  unw_set_reg(&cursor, UNW_X86_64_R13, registers.r13);
  unw_set_reg(&cursor, UNW_X86_64_R14, registers.r14);
  unw_set_reg(&cursor, UNW_X86_64_R15, registers.r15);
  unw_set_reg(&cursor, UNW_REG_SP, registers.rsp);
  unw_set_reg(&cursor, UNW_REG_IP, registers.rip - registers.isReturnAddress);
}

// Program counters of the guest's frames, each inside of the call instruction. Trivially destructible: a
// fault jumps out of here.
struct Trace {
  uintptr_t pcs[kMaximumFrames];
  size_t count;
};

void walk(const abi::Context &context, const GuestRegisters &registers, Trace &trace) {
  unw_context_t here;
  unw_cursor_t cursor;
  unw_getcontext(&here);
  unw_init_local(&cursor, &here);
  uintptr_t pc = registers.rip - registers.isReturnAddress;
  setRegisters(cursor, registers);
  while (trace.count < kMaximumFrames) {
    if (findImage(pc))
      trace.pcs[trace.count++] = pc;
    else if (!isInGates(pc))
      return; // the entry frame
    unw_word_t stackPointer, returnAddress;
    if (unw_step(&cursor) <= 0 || unw_get_reg(&cursor, UNW_REG_SP, &stackPointer) != 0 ||
        unw_get_reg(&cursor, UNW_REG_IP, &returnAddress) != 0 || stackPointer < context.guestStackLow ||
        stackPointer > context.guestStackHigh)
      return;
    if (returnAddress == reinterpret_cast<uint64_t>(&wasixcCrossReturn) &&
        context.guestStackHigh - stackPointer >= sizeof(arch::CrossFrame)) {
      // The gate between instances changes no register that its caller could have kept something in.
      returnAddress = reinterpret_cast<const arch::CrossFrame *>(stackPointer)->returnAddress;
      unw_set_reg(&cursor, UNW_REG_SP, stackPointer + sizeof(arch::CrossFrame));
      unw_set_reg(&cursor, UNW_REG_IP, returnAddress - 1);
    }
    pc = returnAddress - 1;
  }
}

} // namespace

void abandonBacktraceOnFault() {
  if (onFault)
    siglongjmp(*onFault, 1);
}

std::vector<TrapFrame> backtrace(const abi::Context &context, const GuestRegisters &registers) {
  // The tables of images are registered only when somebody unwinds; libunwind stops in front of frames that
  // it does not know.
  for (const auto &instance : static_cast<const Instance *>(context.instance)->store().instances())
    instance->image().registerUnwindTable();
  Trace trace;
  trace.count = 0;
  sigjmp_buf recovery;
  if (sigsetjmp(recovery, 1) == 0) {
    onFault = &recovery;
    walk(context, registers, trace);
  }
  onFault = nullptr;

  return describeFrames({trace.pcs, trace.count});
}

std::vector<TrapFrame> describeFrames(std::span<const uintptr_t> pcs) {
  std::vector<TrapFrame> frames;
  for (const uintptr_t pc : pcs) {
    const Image *image = findImage(pc);
    if (const abi::ImageFunction *function = image ? image->findFunction(pc) : nullptr)
      frames.push_back({function->index, std::string(image->string(function->name))});
  }
  return frames;
}

std::vector<TrapFrame> backtraceFromGate(const abi::Context &context) {
  const auto &frame = *reinterpret_cast<const abi::GateFrame *>(context.guestStackPointer);
  return backtrace(context, {.rip = frame.returnAddress,
                             .rsp = context.guestStackPointer + sizeof(abi::GateFrame),
                             .rbp = frame.rbp,
                             .rbx = frame.rbx,
                             .r12 = frame.r12,
                             .r13 = frame.r13,
                             .r14 = frame.r14,
                             .r15 = frame.r15,
                             .isReturnAddress = true});
}

} // namespace wasixc::guest
