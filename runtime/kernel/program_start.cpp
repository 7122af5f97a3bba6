// What is called when a program starts and when it has opened a library: start functions, constructors, the
// entry point, one after the other, by a trampoline on the guest's stack. So each of them may fork: the
// child's trampoline calls the rest, too.
#include "runtime/guest/trampoline.h"
#include "runtime/kernel/program.h"

namespace wasixc {

namespace {

struct Steps {
  uint64_t trampoline; // put there by wasixcTrampolineGate
  uint32_t next;       // in Program::steps
  uint32_t end;
};

} // namespace

// A command has _start; a reactor has _initialize, and is done when that returns.
std::vector<StartStep> Program::planStart() {
  std::vector<StartStep> plan;
  if (dynamicLinker)
    plan = dynamicLinker->planStart();
  else if (image->header().start != abi::kNullFunction)
    plan.push_back({0, image->header().start});
  for (const char *entry : {"_start", "_initialize"}) {
    const abi::ImageExport *item = image->findExport(entry);
    if (!item || item->kind != abi::ExternalKind::Function)
      continue;
    const abi::ImageType &type = image->types()[item->typeIndex];
    if (type.parameters.count > 0 || type.results.count > 0)
      continue;
    plan.push_back({0, item->index});
    break;
  }
  return plan;
}

guest::CallResult Program::startGuest() {
  static const auto next = guest::trampolineNext(reinterpret_cast<const void *>(&nextOfStart));
  static const arch::TrampolineDescriptor trampoline = {.function = {.typeId = 0, .code = 0}, .next = &next};
  steps = planStart();
  return guest::callTrampoline(instance(), trampoline);
}

bool Program::callBeforeReturn(abi::Context &caller, std::span<const StartStep> calls) {
  static const auto next = guest::trampolineNext(reinterpret_cast<const void *>(&nextOfSteps));
  if (calls.empty())
    return true;
  arch::TrampolineFrame *frame = guest::pushTrampoline(caller, next);
  if (!frame)
    return false;
  auto &state = guest::trampolineState<Steps>(*frame);
  state.next = static_cast<uint32_t>(steps.size());
  steps.insert(steps.end(), calls.begin(), calls.end());
  state.end = static_cast<uint32_t>(steps.size());
  return true;
}

bool Program::nextStep(arch::TrampolineFrame &frame) const {
  auto &state = guest::trampolineState<Steps>(frame);
  if (state.next >= state.end) {
    frame.integers[0] = static_cast<uint64_t>(Errno::SUCCESS);
    return false;
  }
  const StartStep &step = steps[state.next++];
  frame.callee = store->instances()[step.instance]->reference(step.function);
  return true;
}

bool Program::nextOfStart() {
  arch::TrampolineFrame &frame = guest::currentTrampoline();
  const Program &program = *static_cast<Thread *>(guest::currentContext()->thread)->program;
  if (!frame.callee) {
    auto &state = guest::trampolineState<Steps>(frame);
    state.next = 0;
    state.end = static_cast<uint32_t>(program.steps.size());
  }
  return program.nextStep(frame);
}

bool Program::nextOfSteps() {
  const Program &program = *static_cast<Thread *>(guest::currentContext()->thread)->program;
  return program.nextStep(guest::currentTrampoline());
}

} // namespace wasixc
