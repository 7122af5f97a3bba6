// A program that a process runs: an image instantiated for one guest thread and called at its entry point.
#pragma once

#include "runtime/guest/store.h"
#include "runtime/kernel/checkpoint.h"
#include "runtime/kernel/closures.h"
#include "runtime/kernel/coroutines.h"
#include "runtime/kernel/dynamic_linker.h"
#include "runtime/kernel/thread.h"

#include <memory>
#include <optional>

namespace wasixc {

Personality personalityOf(const guest::Image &image);

class Program {
public:
  Program(Thread &thread, std::shared_ptr<const guest::Image> image)
      : Program(thread, thread.process(), std::move(image)) {}
  // For a thread that acts for another process at the moment.
  Program(Thread &thread, Process &process, std::shared_ptr<const guest::Image> image)
      : thread(thread), process(process), image(std::move(image)) {}

  // Instantiates the image without running any of it. On failure the program is of no use.
  guest::Expected<std::monostate> prepare();

  // Makes the host call that the guest is in return when all of that has been called. False when the guest's
  // stack has no room.
  bool callBeforeReturn(abi::Context &caller, std::span<const StartStep> calls);

  // Runs the guest from its entry point. What goes wrong before that is reported on stderr, and the process's
  // exit status is set.
  guest::CallResult start();

  // A copy for a thread of a forked process, to be resumed. Requires: nobody writes to this program's
  // memories from now on until separateMemories() has returned true, if they are Copied.
  guest::Expected<std::unique_ptr<Program>> fork(Thread &child, guest::Memories kind) const;
  // For another thread of the process: the same memories, a stack of its own. NOTCAPABLE when the program has
  // nothing to begin a thread with, or no memory that threads can share.
  guest::Expected<std::unique_ptr<Program>> forThread(Thread &newThread) const;
  // Runs such a thread from its beginning.
  guest::CallResult startThread(uint32_t tid, uint32_t argument);
  // LinearMemory::separate for all of them.
  bool separateMemories() const;
  bool isForked() const { return forked; }
  uint64_t copiedBytes() const;

  // Whether it imports wasixc_v1.tos.
  bool readsCycles() const { return importsRecord; }

  // Requires: it has been prepared.
  guest::Instance &instance() const { return *store->instances().front(); }
  // Null when the program is not linked dynamically.
  DynamicLinker *linker() const { return dynamicLinker.get(); }
  // The same; null when the program does not export it either.
  guest::Table *functionTable() const;
  // The global that holds the pointer to the stack in linear memory. Null when the program does not say
  // which.
  guest::Value *stackPointer() const;
  const guest::Store &linkedStore() const { return *store; }
  // GuestStack::settle for its stack.
  bool settleStack() { return !store || store->settleStack(); }
  Checkpoints &checkpoints() { return saved; }
  Closures &closures() { return madeFunctions; }
  Coroutines &coroutines() { return contexts; }
  GuestMemory memory() const { return GuestMemory(instance().context().memory0); }

private:
  void adoptStore(std::unique_ptr<guest::Store> store);
  guest::Expected<guest::External> resolve(const abi::ImageImport &import);
  guest::Expected<std::unique_ptr<Program>> copy(Thread &newThread, guest::Memories kind) const;
  const abi::ImageExport *threadEntry() const;
  std::monostate expectForks() const;
  // program_start.cpp
  guest::CallResult startGuest();
  std::vector<StartStep> planStart();
  static bool nextOfStart();
  static bool nextOfSteps();
  bool nextStep(arch::TrampolineFrame &frame) const;
  guest::CallResult cannotRun(std::string_view reason);

  Thread &thread;
  Process &process;
  const std::shared_ptr<const guest::Image> image;
  std::unique_ptr<guest::Store> store;
  std::unique_ptr<DynamicLinker> dynamicLinker;
  // What is called when the program starts, then what each dlopen has called. Frames refer to it by number.
  std::vector<StartStep> steps;
  Closures madeFunctions;
  bool forked = false;
  bool importsRecord = false;
  Checkpoints saved;
  Coroutines contexts;
};

} // namespace wasixc
