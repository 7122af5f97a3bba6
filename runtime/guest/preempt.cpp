#include "runtime/guest/preempt.h"

#include "runtime/arch/interrupted_state.h"
#include "runtime/guest/call.h"
#include "runtime/guest/image_registry.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <ucontext.h>

#ifdef WASIXC_UNWATCHED_SIGNALS
// ThreadSanitizer's sigaction puts handlers off until the thread calls something that it watches. Guests
// never do, so this goes past it.
extern "C" int setHandler(int signal, const struct sigaction *action,
                          struct sigaction *previous) __asm__("__sigaction");
#else
static constexpr auto setHandler = &sigaction;
#endif

namespace wasixc::guest {

namespace {

using Verdict = Preemption::Verdict;

std::atomic<const Preemption *> installed{nullptr};

// Not the lowest ones, which debuggers and sanitizers like to take.
int preemptionSignal() { return SIGRTMIN + 6; }

// These run on the host stack, as if called by the HostFrame.
[[noreturn]] void landExit(abi::Context *context) {
  CallResult result;
  result.outcome = CallResult::Outcome::Exited;
  leave(*context, std::move(result));
}

[[noreturn]] void landPause(abi::Context *context, arch::InterruptedState *interrupted) {
  if (!installed.load(std::memory_order_relaxed)->pause(context->thread))
    landExit(context);
  interrupted->resume();
}

// Makes the interrupted thread go on in `function` when the handler returns, with `place` and what lies above
// it kept.
void redirect(ucontext_t &state, uint64_t place, uint64_t function, uint64_t first, uint64_t second) {
  auto *returnAddress = reinterpret_cast<uint64_t *>(place & ~uint64_t{15}) - 1;
  *returnAddress = 0; // the end for unwinders
  auto &registers = state.uc_mcontext.gregs;
  registers[REG_RSP] = reinterpret_cast<greg_t>(returnAddress);
  registers[REG_RIP] = static_cast<greg_t>(function);
  registers[REG_RDI] = static_cast<greg_t>(first);
  registers[REG_RSI] = static_cast<greg_t>(second);
}

void handlePreemption(int, siginfo_t *, void *data) {
  auto &state = *static_cast<ucontext_t *>(data);
  if (!findImage(static_cast<uintptr_t>(state.uc_mcontext.gregs[REG_RIP])))
    return;
  abi::Context *context = currentContext();
  const auto self = reinterpret_cast<uint64_t>(context);
  const uint64_t top = context->hostStackPointer;
  const int savedErrno = errno;
  const Verdict verdict = installed.load(std::memory_order_relaxed)->decide(context->thread);
  errno = savedErrno;
  if (verdict == Verdict::End) {
    redirect(state, top, reinterpret_cast<uint64_t>(&landExit), self, 0);
  } else if (verdict == Verdict::Pause) {
    const auto kept = reinterpret_cast<uint64_t>(arch::InterruptedState::save(state, top));
    redirect(state, kept, reinterpret_cast<uint64_t>(&landPause), self, kept);
  }
}

} // namespace

void installPreemption(const Preemption &preemption) {
  if (installed.exchange(&preemption) == &preemption)
    return;
  struct sigaction action = {};
  action.sa_sigaction = handlePreemption;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK; // no SA_RESTART: a blocking call has to come back
  sigemptyset(&action.sa_mask);
  setHandler(preemptionSignal(), &action, nullptr);
}

void preempt(pthread_t thread) { pthread_kill(thread, preemptionSignal()); }

} // namespace wasixc::guest
