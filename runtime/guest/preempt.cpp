#include "runtime/guest/preempt.h"

#include "runtime/guest/call.h"
#include "runtime/guest/image_registry.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <ucontext.h>

namespace wasixc::guest {

namespace {

std::atomic<MustLeave> asked{nullptr};

// Not the lowest ones, which debuggers and sanitizers like to take.
int preemptionSignal() { return SIGRTMIN + 6; }

// Runs on the host stack, as if called by the HostFrame.
[[noreturn]] void landExit(abi::Context *context) {
  CallResult result;
  result.outcome = CallResult::Outcome::Exited;
  leave(*context, std::move(result));
}

// Nobody returns to the interrupted instruction, so its registers do not matter (as in fault_handler.cpp).
void handlePreemption(int, siginfo_t *, void *data) {
  auto &registers = static_cast<ucontext_t *>(data)->uc_mcontext.gregs;
  if (!findImage(static_cast<uintptr_t>(registers[REG_RIP])))
    return;
  abi::Context *context = currentContext();
  const int savedErrno = errno;
  const bool mustLeave = asked.load(std::memory_order_relaxed)(context->thread);
  errno = savedErrno;
  if (!mustLeave)
    return;
  auto *returnAddress = reinterpret_cast<uint64_t *>(context->hostStackPointer) - 1;
  *returnAddress = 0; // the end for unwinders
  registers[REG_RSP] = reinterpret_cast<greg_t>(returnAddress);
  registers[REG_RIP] = reinterpret_cast<greg_t>(&landExit);
  registers[REG_RDI] = reinterpret_cast<greg_t>(context);
}

} // namespace

void installPreemption(MustLeave mustLeave) {
  if (asked.exchange(mustLeave) == mustLeave)
    return;
  struct sigaction action = {};
  action.sa_sigaction = handlePreemption;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK; // no SA_RESTART: a blocking call has to come back
  sigemptyset(&action.sa_mask);
  sigaction(preemptionSignal(), &action, nullptr);
}

void preempt(pthread_t thread) { pthread_kill(thread, preemptionSignal()); }

} // namespace wasixc::guest
