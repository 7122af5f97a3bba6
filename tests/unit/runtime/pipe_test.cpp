// Pipes and the scheduler below them, with fibers in place of guests.
#include "runtime/fs/pipe.h"
#include "runtime/kernel/scheduler.h"
#include "tests/unit/runtime/fake_guest.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>

namespace wasixc {
namespace {

using Body = std::function<void()>;

void runBody(void *argument) {
  const std::unique_ptr<Body> body(static_cast<Body *>(argument));
  (*body)();
}

// Runs `body` on a fiber of its own, first.
void start(Body body) { Scheduler::get().runFirst(**Fiber::create(&runBody, new Body(std::move(body)))); }

Result<size_t> write(Pipe &pipe, std::string_view text, bool canWait = true) {
  iovec vector = {const_cast<char *>(text.data()), text.size()};
  return pipe.write({&vector, 1}, canWait);
}

Result<std::string> read(Pipe &pipe, size_t size, bool canWait = true) {
  std::string text(size, '\0');
  iovec vector = {text.data(), size};
  text.resize(TRY(pipe.read({&vector, 1}, canWait)));
  return text;
}

class PipeTest : public testing::Test {
protected:
  PipeTest() {
    pipe->open(false);
    pipe->open(true);
  }
  const Ref<Pipe> pipe = makeRef<Pipe>();
};

TEST_F(PipeTest, DataComesOutInOrder) {
  EXPECT_EQ(*write(*pipe, "abc"), 3u);
  EXPECT_EQ(*write(*pipe, "def"), 3u);
  EXPECT_EQ(*read(*pipe, 4), "abcd");
  EXPECT_EQ(*read(*pipe, 4), "ef");
  EXPECT_EQ(read(*pipe, 4, false).error(), Errno::AGAIN);
}

TEST_F(PipeTest, EndsTellTheOtherSide) {
  write(*pipe, "last").ok();
  pipe->close(true);
  EXPECT_EQ(*read(*pipe, 10), "last");
  EXPECT_EQ(*read(*pipe, 10), "");
  EXPECT_EQ(pipe->readiness(false), abi::kEpollHangup);
  pipe->close(false);
  EXPECT_EQ(write(*pipe, "x").error(), Errno::PIPE);
}

TEST_F(PipeTest, SmallWritesAreWholeOrNothing) {
  EXPECT_EQ(*write(*pipe, std::string(Pipe::kCapacity - 10, 'x'), false), Pipe::kCapacity - 10);
  EXPECT_EQ(write(*pipe, std::string(11, 'y'), false).error(), Errno::AGAIN);
  EXPECT_EQ(*write(*pipe, std::string(Pipe::kAtomic + 1, 'z'), false), 10u);
}

TEST_F(PipeTest, AReaderWaitsForAWriter) {
  std::string got;
  start([&] { got = *read(*pipe, 5); }); // runs first and parks
  EXPECT_EQ(got, "");
  write(*pipe, "hello").ok();
  while (got.empty())
    Scheduler::get().yield();
  EXPECT_EQ(got, "hello");
}

TEST(Scheduler, AFiberThatComputesDoesNotStarveItsParent) {
  std::atomic<bool> stop{false}, ended{false};
  start([&] {
    while (!stop)
      ;
    ended = true;
  });
  stop = true; // reached only when another worker has taken over
  while (!ended)
    std::this_thread::yield();
}

TEST(Scheduler, AWaitEndsAtItsDeadline) {
  Mutex lock;
  WaitQueue queue;
  MutexLock guard(lock);
  EXPECT_EQ(queue.wait(lock, blocking::now() + 2'000'000).error(), Errno::TIMEDOUT);
  EXPECT_TRUE(queue.isEmpty());
}

TEST(Scheduler, AnInterruptionEndsAWait) {
  Mutex lock;
  WaitQueue queue;
  Fiber *waiting = nullptr;
  Errno error = Errno::SUCCESS;
  std::atomic<bool> ended{false};
  start([&] {
    waiting = &Scheduler::get().current();
    MutexLock guard(lock);
    error = queue.wait(lock).error();
    ended = true;
  });
  waiting->setInterruption(Fiber::Interruption::Signal);
  Scheduler::get().unpark(*waiting);
  while (!ended)
    Scheduler::get().yield();
  EXPECT_EQ(error, Errno::INTR);
}

TEST(Scheduler, ManyFibersRunToTheirEnd) {
  std::atomic<int> count{0};
  for (int i = 0; i < 2000; ++i)
    start([&] {
      Scheduler::get().yield();
      ++count;
    });
  while (count < 2000)
    Scheduler::get().yield();
}

TEST(ProcessTree, ChildrenAreJoinedOnceAndOrphansVanish) {
  Kernel kernel;
  Process &first = kernel.createProcess(nullptr);
  Process &child = kernel.createProcess(&first);
  kernel.createProcess(&child);
  EXPECT_FALSE((*kernel.join(first, std::nullopt, false)).has_value());
  EXPECT_EQ(kernel.join(first, 99, true).error(), Errno::CHILD);
  child.beginExit({.code = 3});
  kernel.end(child);
  EXPECT_EQ(*kernel.parentOf(3), 1u);
  const auto ended = *kernel.join(first, std::nullopt, true);
  EXPECT_EQ(ended->pid, 2u);
  EXPECT_EQ(ended->status.code, 3u);
  EXPECT_EQ(kernel.join(first, std::nullopt, true).error(), Errno::CHILD);
  kernel.end(*kernel.findProcess(3));
  EXPECT_EQ(kernel.processCount(), 1u);
}

} // namespace
} // namespace wasixc
