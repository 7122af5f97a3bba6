// The signal handlers behind traps.
#include "runtime/guest/backtrace.h"
#include "runtime/guest/call.h"
#include "runtime/guest/image.h"
#include "runtime/guest/image_registry.h"
#include "runtime/guest/instance.h"
#include "runtime/guest/trap.h"

#include "abi/stack.h"
#include "runtime/arch/gs_base.h"
#include "runtime/arch/switch.h"
#include "runtime/arch/vector_state.h"

#include <csignal>
#include <cstring>
#include <optional>
#include <ucontext.h>

namespace wasixc::guest {

namespace {

constexpr int kSignals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE};

// What the signals did before: whoever faults in host code gets that.
struct sigaction previousActions[std::size(kSignals)];

uint64_t registerOf(const ucontext_t &state, int index) {
  return static_cast<uint64_t>(state.uc_mcontext.gregs[index]);
}

// LLVM raises a trap of kind k with `ud1l k(%eax), %eax`: 67 0f b9 and a ModRM byte with a displacement of
// none, 8 or 32 bits. `ud2` is what it puts behind code that can not be reached.
std::optional<abi::TrapKind> explicitTrap(const uint8_t *code) {
  if (code[0] == 0x0f && code[1] == 0x0b)
    return abi::TrapKind::Unreachable;
  if (code[0] == 0x67)
    ++code;
  if (code[0] != 0x0f || code[1] != 0xb9)
    return std::nullopt;
  uint32_t kind = 0;
  switch (code[2] >> 6) {
  case 0:
    break;
  case 1:
    kind = code[3];
    break;
  default:
    memcpy(&kind, code + 3, sizeof kind);
  }
  if (kind > static_cast<uint32_t>(abi::TrapKind::OutOfMemory))
    return std::nullopt;
  return static_cast<abi::TrapKind>(kind);
}

bool isInGuard(const abi::Context &context, uintptr_t address) {
  return address < context.guestStackLow && address >= context.guestStackLow - abi::kStackGuardSize;
}

// A null function reference is read at address 0 (its type, which only call_indirect looks at) or 8 (its
// code).
std::optional<abi::TrapKind> accessTrap(const abi::Context &context, uintptr_t address) {
  if (isInGuard(context, address))
    return abi::TrapKind::StackExhausted;
  for (const auto &memory : static_cast<const Instance *>(context.instance)->allMemories())
    if (memory->reserves(address)) // inside, only the kernel's lack of memory is left as a reason
      return memory->covers(address - reinterpret_cast<uintptr_t>(memory->base()), 1)
                 ? abi::TrapKind::OutOfMemory
                 : abi::TrapKind::MemoryOutOfBounds;
  if (address == offsetof(abi::FunctionDescriptor, typeId))
    return abi::TrapKind::UninitializedElement;
  if (address == offsetof(abi::FunctionDescriptor, code))
    return abi::TrapKind::NullFunctionReference;
  return std::nullopt;
}

// The trap that this signal is, or none if it is not the guest's doing.
std::optional<abi::TrapKind> classify(int signal, const siginfo_t &info, uintptr_t pc) {
  const auto address = reinterpret_cast<uintptr_t>(info.si_addr);
  // An address is known only for these codes; general protection faults pretend to be at 0.
  const bool hasAddress = signal == SIGBUS ? info.si_code == BUS_ADRERR
                                           : info.si_code == SEGV_MAPERR || info.si_code == SEGV_ACCERR;
  const Image *image = findImage(pc);
  if (!image) {
    const bool isInGates = pc >= reinterpret_cast<uintptr_t>(wasixcGatesBegin) &&
                           pc < reinterpret_cast<uintptr_t>(wasixcGatesEnd);
    if (signal == SIGSEGV && isInGates && hasAddress && isInGuard(*currentContext(), address))
      return abi::TrapKind::StackExhausted;
    return std::nullopt;
  }
  if (signal == SIGBUS && hasAddress && image->containsCode(address))
    return abi::TrapKind::CodeLost;
  switch (signal) {
  case SIGILL:
    return explicitTrap(reinterpret_cast<const uint8_t *>(pc));
  case SIGFPE:
    return abi::TrapKind::IntegerDivideByZero;
  default:
    return hasAddress ? accessTrap(*currentContext(), address) : std::nullopt;
  }
}

// Runs on the host stack, as if called by the HostFrame.
[[noreturn]] void landTrap(abi::Context *context, uint64_t kind, const GuestRegisters *registers) {
  CallResult result = CallResult::trapped(static_cast<abi::TrapKind>(kind));
  result.trap.frames = backtrace(*context, *registers);
  leave(*context, std::move(result));
}

// Makes the interrupted thread go on in landTrap when the handler returns; the kernel restores the signal
// mask then. The registers travel below the HostFrame, where the host stack is free.
void redirect(ucontext_t &state, abi::TrapKind kind) {
  abi::Context *context = currentContext();
  const uint64_t place = (context->hostStackPointer - sizeof(GuestRegisters)) & ~uint64_t{15};
  *reinterpret_cast<GuestRegisters *>(place) = {.rip = registerOf(state, REG_RIP),
                                                .rsp = registerOf(state, REG_RSP),
                                                .rbp = registerOf(state, REG_RBP),
                                                .rbx = registerOf(state, REG_RBX),
                                                .r12 = registerOf(state, REG_R12),
                                                .r13 = registerOf(state, REG_R13),
                                                .r14 = registerOf(state, REG_R14),
                                                .r15 = registerOf(state, REG_R15),
                                                .isReturnAddress = false};
  uint64_t *returnAddress = reinterpret_cast<uint64_t *>(place) - 1;
  *returnAddress = 0; // the end for unwinders
  auto &registers = state.uc_mcontext.gregs;
  registers[REG_RSP] = reinterpret_cast<greg_t>(returnAddress);
  registers[REG_RIP] = reinterpret_cast<greg_t>(&landTrap);
  registers[REG_RDI] = reinterpret_cast<greg_t>(context);
  registers[REG_RSI] = static_cast<greg_t>(kind);
  registers[REG_RDX] = static_cast<greg_t>(place);
}

void handleFault(int signal, siginfo_t *info, void *data) {
  abandonBacktraceOnFault();
  auto &state = *static_cast<ucontext_t *>(data);
  if (const auto trap = classify(signal, *info, registerOf(state, REG_RIP))) {
    redirect(state, *trap);
    return;
  }
  // A bug of the runtime. Back in the faulting instruction, the signal comes again, to its previous action.
  for (size_t i = 0; i < std::size(kSignals); ++i)
    if (kSignals[i] == signal)
      sigaction(signal, &previousActions[i], nullptr);
  if (info->si_code <= 0) // sent by somebody: there is no instruction to repeat
    raise(signal);
}

} // namespace

void installTrapHandlers() {
  arch::detectFsGsBase();
  arch::detectAvx();
  struct sigaction action = {};
  action.sa_sigaction = handleFault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < std::size(kSignals); ++i)
    sigaction(kSignals[i], &action, &previousActions[i]);
}

Mapping SignalStack::allocate() {
  Mapping memory = Mapping::reserve(kBytes + 2 * GuardedBlock::kGuardBytes);
  if (memory && mprotect(memory.data() + GuardedBlock::kGuardBytes, kBytes, PROT_READ | PROT_WRITE) != 0)
    return {};
  return memory;
}

SignalStack::SignalStack(Mapping allocated) : memory(std::move(allocated)) {
  stack_t stack = {};
  stack.ss_sp = memory.data() + GuardedBlock::kGuardBytes;
  stack.ss_size = kBytes;
  sigaltstack(&stack, nullptr);
}

SignalStack::~SignalStack() {
  stack_t stack = {};
  stack.ss_flags = SS_DISABLE;
  sigaltstack(&stack, nullptr);
}

} // namespace wasixc::guest
