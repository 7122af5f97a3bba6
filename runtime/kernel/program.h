// A program that a process runs: an image instantiated for one guest thread and called at its entry point.
#pragma once

#include "runtime/guest/store.h"
#include "runtime/kernel/thread.h"

#include <memory>
#include <optional>

namespace wasixc {

class Program {
public:
  Program(Thread &thread, std::shared_ptr<const guest::Image> image)
      : thread(thread), process(thread.process()), image(std::move(image)) {}

  // Runs the guest to its end. What goes wrong before it runs, and traps, are reported on stderr; the
  // process's exit status is set in any case.
  void run();

private:
  guest::Expected<guest::Instance *> link();
  guest::Expected<guest::External> resolve(const abi::ImageImport &import);
  guest::CallResult start(guest::Instance &instance);
  bool canCall(std::string_view name) const;
  void finish(const guest::CallResult &result);
  void cannotRun(std::string_view reason);

  Thread &thread;
  Process &process;
  const std::shared_ptr<const guest::Image> image;
  std::optional<guest::Store> store;
};

} // namespace wasixc
