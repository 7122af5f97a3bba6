#include "runtime/kernel/fiber.h"

#include "runtime/arch/switch.h"
#include "runtime/kernel/scheduler.h"

#include <sys/mman.h>
#include <vector>

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102 // Linux 6.13
#endif

namespace wasixc {

namespace {

constexpr size_t kStacksPerSlab = 64;

// Stacks are carved out of slabs, so that thousands of them take few entries of the kernel's map list; for
// the same reason guards are installed without splitting the mapping where the kernel can do that. Slabs are
// kept.
class HostStackPool {
public:
  uint8_t *take() {
    MutexLock guard(lock);
    if (free.empty() && !addSlab())
      return nullptr;
    uint8_t *stack = free.back();
    free.pop_back();
    return stack;
  }

  void give(uint8_t *stack) {
    MutexLock guard(lock);
    free.push_back(stack);
  }

private:
  bool addSlab() REQUIRES(lock) {
    void *slab = mmap(nullptr, kStacksPerSlab * HostStack::kBytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    if (slab == MAP_FAILED)
      return false;
    for (size_t i = kStacksPerSlab; i-- > 0;) {
      uint8_t *stack = static_cast<uint8_t *>(slab) + i * HostStack::kBytes;
      if (madvise(stack, HostStack::kGuardBytes, MADV_GUARD_INSTALL) != 0 &&
          mprotect(stack, HostStack::kGuardBytes, PROT_NONE) != 0)
        continue; // without its guard it must not be used
      free.push_back(stack);
    }
    return !free.empty();
  }

  Mutex lock;
  std::vector<uint8_t *> free GUARDED_BY(lock);
};

HostStackPool &pool() {
  static HostStackPool *const instance = new HostStackPool;
  return *instance;
}

} // namespace

HostStack::~HostStack() {
  if (base)
    pool().give(base);
}

Result<HostStack> HostStack::take() {
  uint8_t *base = pool().take();
  if (!base)
    return Errno::NOMEM;
  return HostStack(base);
}

Result<Fiber *> Fiber::create(Main main, void *argument) {
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
