// Switching between the host stack and a guest stack, and between instances. switch_x86_64.S has the
// pictures.
//
// A guest runs "inside" a HostFrame: the frame that wasixcEnter or wasixcResume left on the host stack, at
// Context::hostStackPointer. Host calls made by the guest run on the host stack below that frame.
#pragma once

#include "abi/context.h"
#include "abi/stack.h"

#include <cstddef>
#include <cstdint>

namespace wasixc::arch {

// What lies at Context::hostStackPointer while a guest runs.
struct HostFrame {
  void *record; // given by the caller of wasixcEnter: where whoever abandons the guest leaves the reason
  abi::Context *context;
  uint64_t previousGsBase;
  uint64_t r15, r14, r13, r12, rbx, rbp;
  uint64_t returnAddress;
};
static_assert(sizeof(HostFrame) == 80);

// What lies at the stack pointer of a host stack that is switched away from (wasixcSwitchStack).
struct SwitchFrame {
  uint64_t gsBase;
  uint64_t r15, r14, r13, r12, rbx, rbp;
  uint64_t returnAddress;
};
static_assert(sizeof(SwitchFrame) == 64);

// A host call that is made once more after the signals that have interrupted it. Numbers, and an address of
// the runtime's code.
struct InterruptedCall {
  static constexpr size_t kMostArguments = 14;
  void (*again)(); // sys/dispatch.cpp knows its type; null: the call is over
  uint64_t began;  // when it was made first (Thread::callBegan)
  uint64_t arguments[kMostArguments];
};

// What the host puts below a GateFrame to run the guest's signal callback before the call returns.
struct SignalFrame {
  abi::GateFrame gate; // returns to wasixcSignalEntry
  const abi::FunctionDescriptor *callback;
  uint64_t signal;
  uint64_t result; // of the host call
  InterruptedCall call;
};
static_assert(sizeof(SignalFrame) == 208);
static_assert(offsetof(SignalFrame, callback) == sizeof(abi::GateFrame));

// A descriptor for a function of another instance. Its code is wasixcCrossGate. Immutable, and free of
// addresses that belong to one process: instances are named by their index.
struct CrossFunctionDescriptor {
  abi::FunctionDescriptor function;
  const abi::FunctionDescriptor *callee;
  uint64_t calleeIndex;
  uint64_t stackArgumentBytes; // arguments past the registers, in scratch; a multiple of 16
  uint64_t resultSlots;        // results that travel through scratch: all of them, or none
};
static_assert(offsetof(CrossFunctionDescriptor, callee) == 16);
static_assert(offsetof(CrossFunctionDescriptor, calleeIndex) == 24);
static_assert(offsetof(CrossFunctionDescriptor, stackArgumentBytes) == 32);
static_assert(offsetof(CrossFunctionDescriptor, resultSlots) == 40);

// What wasixcCrossGate keeps on the guest stack during the call.
struct CrossFrame {
  const CrossFunctionDescriptor *descriptor;
  uint64_t resultSlots;
  uint64_t callerIndex;
  uint64_t returnAddress;
};

// A call of a guest function that the host has put between frames of the guest (guest/trampoline.h).
// Arguments and results lie here as registers. Numbers and addresses of immutable things only, so a fork may
// copy it.
struct TrampolineFrame {
  // Called through the host gate before the call of `callee`, and again when that has returned. False: the
  // trampoline returns, with what `integers` and `vectors` hold as results.
  const abi::HostFunctionDescriptor *next;
  uint64_t state[6];                     // is up to `next`; a TrampolineDescriptor comes in state[0]
  const abi::FunctionDescriptor *callee; // null at first
  uint64_t integers[6];                  // argument registers; the first two hold results
  uint64_t vectors[8][2];
  uint64_t padding;
  abi::GateFrame gate; // of the guest's call
};
static_assert(offsetof(TrampolineFrame, state) == 8);
static_assert(offsetof(TrampolineFrame, callee) == 56);
static_assert(offsetof(TrampolineFrame, integers) == 64);
static_assert(offsetof(TrampolineFrame, vectors) == 112);
static_assert(offsetof(TrampolineFrame, gate) == 248);

// A function whose code is wasixcTrampolineGate.
struct TrampolineDescriptor {
  abi::FunctionDescriptor function;
  const abi::HostFunctionDescriptor *next;
};
static_assert(offsetof(TrampolineDescriptor, next) == 16);

// With what a guest continues at a landing pad.
struct LandingRegisters {
  uint64_t rip, rsp, rbx, rbp, r12, r13, r14, r15, rax, rdx;
};
static_assert(offsetof(LandingRegisters, rdx) == 72);

static_assert(offsetof(abi::Context, guestStackPointer) == 32);
static_assert(offsetof(abi::Context, hostStackPointer) == 40);
static_assert(offsetof(abi::Context, contexts) == 112);
static_assert(offsetof(abi::Context, index) == 120);

} // namespace wasixc::arch

extern "C" {

// Calls `entryCode` on the guest stack at context->guestStackPointer, with `descriptor` in r10 and GS at
// `context`. Returns 0 when it returns, or the status given to wasixcLeave.
// Requires: the caller saves guestStackPointer and hostStackPointer of `context`, and of the context that was
// current before, when calls nest (guest/call.cpp).
uint64_t wasixcEnter(wasixc::abi::Context *context, const wasixc::abi::FunctionDescriptor *descriptor,
                     const void *entryCode, void *record);

// Continues the guest whose GateFrame lies at context->guestStackPointer: the host call it is in returns
// `result` there. Otherwise like wasixcEnter.
uint64_t wasixcResume(wasixc::abi::Context *context, uint64_t result, void *record);

// Abandons the guest that runs under `context` and returns `status` from the innermost wasixcEnter or
// wasixcResume. The host frames in between just vanish: no destructor runs.
[[noreturn]] void wasixcLeave(wasixc::abi::Context *context, uint64_t status);

// Leaves the host stack for the guest under `context`, in the middle of its code. The host frames down to the
// HostFrame just vanish: no destructor runs.
[[noreturn]] void wasixcLand(wasixc::abi::Context *context, const wasixc::arch::LandingRegisters *registers);

// Leaves the current host stack, with its stack pointer in `*saved`, and continues the one whose SwitchFrame
// lies at `next`. Returns when somebody continues this one, perhaps on another OS thread: no address of a
// thread-local may be kept across.
void wasixcSwitchStack(void **saved, void *next);

// Code addresses for descriptors; never called from C++.
void wasixcHostGate();
void wasixcCrossGate();
void wasixcSignalEntry();
void wasixcTrampolineGate();
// Where a GateFrame below a TrampolineFrame returns to.
void wasixcTrampolineEntry();

// What wasixcSignalEntry calls when the callback has returned (guest/signal_frame.h). Not 0: the frame has
// another callback to run.
extern const wasixc::abi::HostFunctionDescriptor wasixcAfterSignal;

// Where calls of wasixcCrossGate, of signal callbacks and of trampolines return to.
extern const char wasixcCrossReturn;
extern const char wasixcSignalReturn;
extern const char wasixcTrampolineReturn;

// The bounds of the assembly that pushes to guest stacks: an overflow there is the guest's.
extern const char wasixcGatesBegin[];
extern const char wasixcGatesEnd[];
}
