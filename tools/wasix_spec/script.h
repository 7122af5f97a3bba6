// Runs the commands of one script of the suite.
//
// Each command ends in one verdict. What depends on a module that the compiler does not support yet is
// unsupported itself; what exists only as text is absent.
#pragma once

#include "runtime/guest/instance.h"
#include "runtime/guest/store.h"
#include "tools/wasix_spec/modules.h"
#include "tools/wasix_spec/spectest.h"

#include "llvm/Support/JSON.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>

namespace wasixc::spec {

struct Verdict {
  enum class Kind : uint8_t { Passed, Failed, Unsupported, Absent };

  Kind kind = Kind::Passed;
  std::string text;
};

// Called after each command, from any thread, one call at a time.
using Reporter = std::function<void(int64_t line, const Verdict &)>;

class Script {
public:
  Script(Modules &modules, const Reporter &report);
  ~Script();

  void run(const llvm::json::Array &commands);

private:
  // A module by name: its instance, or why there is none.
  struct Entry {
    guest::Instance *instance = nullptr;
    Verdict reason;         // not Passed when there is no instance
    bool isForeign = false; // of another thread: only its memories may be used
  };
  using Command = const llvm::json::Object &;

  Verdict dispatch(Command command);
  Verdict runModule(Command command);
  Verdict runModuleInstance(Command command);
  Verdict runRegister(Command command);
  Verdict runThread(Command command);
  Verdict runWait(Command command);
  Verdict expectInvalid(Command command);
  Verdict expectUnlinkable(Command command);
  Verdict expectUninstantiable(Command command);
  Verdict expectReturn(Command command);
  Verdict expectTrap(Command command);

  struct ActionResult {
    Verdict problem; // not Passed when the action could not be done
    guest::CallResult call;
    std::vector<guest::Value> values;
  };
  ActionResult act(Command command);
  ActionResult invoke(Entry &entry, Command action);
  ActionResult getGlobal(Entry &entry, Command action);

  // A new instance, not yet initialized.
  Entry link(llvm::StringRef file);
  Entry linkImage(std::shared_ptr<const guest::Image> image);
  Entry instantiate(llvm::StringRef file);
  Entry initialize(Entry entry);
  std::optional<guest::External> resolve(std::string_view module, std::string_view name, Verdict &problem);
  Entry &lookUp(std::optional<llvm::StringRef> name);
  void setCurrent(Command command, llvm::StringRef key, Entry entry);

  Modules &modules;
  const Reporter &report;
  SpecTest specTest;
  guest::SignalStack signalStack;
  guest::Store store;
  std::map<std::string, Entry> named;
  std::map<std::string, Entry> registered;
  std::map<std::string, std::string> definitions; // files of module definitions, by name
  std::string lastDefinition;
  std::map<std::string, std::thread> threads;
  Entry current{nullptr, {Verdict::Kind::Failed, "no module"}};
};

} // namespace wasixc::spec
