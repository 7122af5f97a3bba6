#include "runtime/kernel/fiber.h"

#include "runtime/arch/switch.h"
#include "runtime/kernel/scheduler.h"

namespace wasixc {

Result<HostStack> HostStack::take() {
  guest::GuardedBlock block = guest::GuardedBlock::take(kBytes);
  if (!block)
    return Errno::NOMEM;
  return HostStack(std::move(block));
}

Result<Fiber *> Fiber::create(Main main, void *argument) {
  TRY(Scheduler::get().prepareIdleFiber());
  return new Fiber(TRY(HostStack::take()), main, argument);
}

Fiber::Fiber(HostStack ownStack, Main main, void *argument)
    : stack(std::move(ownStack)), main(main), argument(argument) {
  watch.begin(stack.low(), static_cast<size_t>(stack.top() - stack.low()));
  // As if Scheduler::begin had been called: the stack pointer of a function is 8 past a multiple of 16.
  constexpr size_t kBelowTop = 24;
  auto *frame = reinterpret_cast<arch::SwitchFrame *>(stack.top() - kBelowTop - sizeof(arch::SwitchFrame));
  *frame = {};
  frame->returnAddress = reinterpret_cast<uint64_t>(&Scheduler::begin);
  *reinterpret_cast<uint64_t *>(stack.top() - kBelowTop) = 0; // the end for unwinders
  stackPointer = frame;
}

void FiberQueue::pushFront(Fiber &fiber) {
  fiber.previous = nullptr;
  fiber.next = first;
  (first ? first->previous : last) = &fiber;
  first = &fiber;
  ++count;
}

void FiberQueue::pushBack(Fiber &fiber) {
  fiber.next = nullptr;
  fiber.previous = last;
  (last ? last->next : first) = &fiber;
  last = &fiber;
  ++count;
}

void FiberQueue::remove(Fiber &fiber) {
  (fiber.previous ? fiber.previous->next : first) = fiber.next;
  (fiber.next ? fiber.next->previous : last) = fiber.previous;
  fiber.next = fiber.previous = nullptr;
  --count;
}

Fiber *FiberQueue::popFront() {
  Fiber *fiber = first;
  if (fiber)
    remove(*fiber);
  return fiber;
}

} // namespace wasixc
