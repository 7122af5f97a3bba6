// See script.h.
#include "tools/wasix_spec/script.h"

#include "tools/wasix_spec/values.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

namespace wasixc::spec {

namespace {

using guest::CallResult;
using guest::External;
using guest::Value;
using llvm::StringRef;

using Kind = Verdict::Kind;

Verdict failed(std::string text) { return {Kind::Failed, std::move(text)}; }

StringRef text(const llvm::json::Object &object, StringRef key) { return object.getString(key).value_or(""); }

std::string_view view(StringRef text) { return {text.data(), text.size()}; }

// The suite's texts are sometimes longer than the specification's phrase, or cut short.
bool agrees(StringRef actual, StringRef expected) {
  return actual.starts_with(expected) || expected.starts_with(actual);
}

// The texts of a trap that the command allows: one, or the several that another engine has one word for.
std::vector<std::string> allowedTexts(const llvm::json::Object &command) {
  std::vector<std::string> texts;
  if (const llvm::json::Array *either = command.getArray("either"))
    for (const llvm::json::Value &choice : *either)
      texts.push_back(choice.getAsString().value_or("").str());
  else
    texts.push_back(text(command, "text").str());
  return texts;
}

std::string describe(const CallResult &result) {
  switch (result.outcome) {
  case CallResult::Outcome::Returned:
    return "returned";
  case CallResult::Outcome::Trapped:
    return std::string("trapped: ") + abi::trapText(result.trap.kind);
  case CallResult::Outcome::Exited:
    break;
  }
  return "exited";
}

Verdict judgeTrap(const CallResult &result, const std::vector<std::string> &allowed) {
  if (result.outcome == CallResult::Outcome::Trapped &&
      llvm::any_of(allowed, [&](StringRef text) { return agrees(abi::trapText(result.trap.kind), text); }))
    return {};
  return failed(describe(result) + ", not " + llvm::join(allowed, " or "));
}

} // namespace

Script::Script(Modules &modules, const Reporter &report)
    : modules(modules), report(report),
      store(std::move(*guest::GuestStack::create()), guest::Store::Linking::ManyInstances) {}

Script::~Script() {
  for (auto &[name, thread] : threads)
    if (thread.joinable())
      thread.join();
}

void Script::run(const llvm::json::Array &commands) {
  for (const llvm::json::Value &command : commands)
    report(command.getAsObject()->getInteger("line").value_or(0), dispatch(*command.getAsObject()));
}

Verdict Script::dispatch(Command command) {
  if (const auto file = command.getString("filename"); file && !modules.exists(*file))
    return {Kind::Absent, ""};
  using Handler = Verdict (Script::*)(Command);
  const Handler handler =
      llvm::StringSwitch<Handler>(text(command, "type"))
          .Cases({"module", "module_definition"}, &Script::runModule)
          .Case("module_instance", &Script::runModuleInstance)
          .Case("register", &Script::runRegister)
          .Case("thread", &Script::runThread)
          .Case("wait", &Script::runWait)
          .Cases({"assert_invalid", "assert_malformed"}, &Script::expectInvalid)
          .Case("assert_unlinkable", &Script::expectUnlinkable)
          .Case("assert_uninstantiable", &Script::expectUninstantiable)
          .Cases({"assert_return", "action"}, &Script::expectReturn)
          .Cases({"assert_trap", "assert_exhaustion", "assert_exception"}, &Script::expectTrap)
          .Default(nullptr);
  return handler ? (this->*handler)(command) : failed("unknown command " + text(command, "type").str());
}

Verdict Script::runModule(Command command) {
  const StringRef file = text(command, "filename");
  if (text(command, "type") == "module_definition") {
    // Not instantiated by itself, and some could not be: too large.
    definitions[text(command, "name").str()] = lastDefinition = file.str();
    const std::string problem = modules.judge(file);
    return problem.empty() ? Verdict() : failed(problem);
  }
  setCurrent(command, "name", instantiate(file));
  return current.reason;
}

Verdict Script::runModuleInstance(Command command) {
  const auto name = command.getString("module");
  setCurrent(command, "instance", instantiate(name ? definitions[name->str()] : lastDefinition));
  return current.reason;
}

void Script::setCurrent(Command command, StringRef key, Entry entry) {
  current = std::move(entry);
  if (const auto name = command.getString(key))
    named[name->str()] = current;
}

Verdict Script::runRegister(Command command) {
  registered[text(command, "as").str()] = lookUp(command.getString("name"));
  return {};
}

Script::Entry &Script::lookUp(std::optional<StringRef> name) {
  if (!name)
    return current;
  const auto found = named.find(name->str());
  return found == named.end() ? current : found->second;
}

// A thread is a script of its own, with instances of its own; it may see a module of this one.
Verdict Script::runThread(Command command) {
  std::map<std::string, Entry> shared;
  if (const auto name = command.getString("shared_module")) {
    Entry entry = lookUp(name);
    entry.isForeign = true;
    shared[name->str()] = entry;
  }
  const llvm::json::Array *commands = command.getArray("commands");
  const std::string folderOfThread = text(command, "name").str();
  threads[folderOfThread] = std::thread([this, commands, shared = std::move(shared)]() mutable {
    Script inner(modules, report);
    inner.named = std::move(shared);
    inner.run(*commands);
  });
  return {};
}

Verdict Script::runWait(Command command) {
  std::thread &thread = threads[text(command, "thread").str()];
  if (!thread.joinable())
    return failed("no such thread");
  thread.join();
  return {};
}

std::optional<External> Script::resolve(std::string_view module, std::string_view name, Verdict &problem) {
  std::optional<External> found;
  if (const auto entry = registered.find(std::string(module)); entry != registered.end()) {
    if (entry->second.instance)
      found = entry->second.instance->exportNamed(name);
    else
      problem = entry->second.reason;
    if (found && entry->second.isForeign && !std::get_if<std::shared_ptr<guest::LinearMemory>>(&*found))
      found.reset();
  } else if (module == "spectest") {
    found = specTest.find(name);
  }
  if (!found && problem.kind == Kind::Passed)
    problem = failed("unknown import " + std::string(name));
  return found;
}

Script::Entry Script::link(StringRef file) {
  const CompiledModule compiled = modules.compile(file);
  if (!compiled.image)
    return {nullptr, {compiled.isUnsupported ? Kind::Unsupported : Kind::Failed, compiled.error}};
  return linkImage(compiled.image);
}

Script::Entry Script::linkImage(std::shared_ptr<const guest::Image> image) {
  std::vector<External> imports;
  for (const abi::ImageImport &import : image->imports()) {
    Verdict problem;
    auto external = resolve(image->string(import.module), image->string(import.name), problem);
    if (!external)
      return {nullptr, problem};
    imports.push_back(std::move(*external));
  }
  auto instance = store.link(std::move(image), imports);
  if (!instance)
    return {nullptr, failed(instance.error().text)};
  return {*instance, {}};
}

Script::Entry Script::initialize(Entry entry) {
  if (!entry.instance)
    return entry;
  const CallResult result = entry.instance->initialize();
  if (result.outcome != CallResult::Outcome::Returned)
    return {nullptr, failed(describe(result))};
  return entry;
}

Script::Entry Script::instantiate(StringRef file) { return initialize(link(file)); }

Verdict Script::expectInvalid(Command command) {
  const std::string problem = modules.judge(text(command, "filename"));
  if (problem.empty())
    return failed("accepted, but " + text(command, "text").str());
  if (StringRef(problem).contains(text(command, "text")))
    return {};
  return failed("refused for another reason: " + problem + ", not " + text(command, "text").str());
}

Verdict Script::expectUnlinkable(Command command) {
  const Entry entry = link(text(command, "filename"));
  if (entry.instance)
    return failed("linked, but " + text(command, "text").str());
  if (entry.reason.kind == Kind::Failed && agrees(entry.reason.text, text(command, "text")))
    return {};
  return entry.reason;
}

Verdict Script::expectUninstantiable(Command command) {
  const Entry entry = link(text(command, "filename"));
  if (!entry.instance)
    return entry.reason;
  return judgeTrap(entry.instance->initialize(), allowedTexts(command));
}

Script::ActionResult Script::act(Command command) {
  const llvm::json::Object &action = *command.getObject("action");
  Entry &entry = lookUp(action.getString("module"));
  if (!entry.instance)
    return {.problem = entry.reason, .call = {}, .values = {}};
  return text(action, "type") == "get" ? getGlobal(entry, action) : invoke(entry, action);
}

Script::ActionResult Script::getGlobal(Entry &entry, Command action) {
  ActionResult result;
  const auto external = entry.instance->exportNamed(view(text(action, "field")));
  const auto *global = external ? std::get_if<guest::GlobalExternal>(&*external) : nullptr;
  if (global)
    result.values.push_back(*global->slot);
  else
    result.problem = failed("no such global");
  return result;
}

Script::ActionResult Script::invoke(Entry &entry, Command action) {
  ActionResult result;
  const guest::Image &image = entry.instance->image();
  const abi::ImageExport *item = image.findExport(view(text(action, "field")));
  if (!item || item->kind != abi::ExternalKind::Function) {
    result.problem = failed("no such function");
    return result;
  }
  std::vector<Value> arguments;
  for (const llvm::json::Value &argument : *action.getArray("args")) {
    const auto value = parseValue(*argument.getAsObject());
    if (!value) {
      result.problem = {Kind::Unsupported, "argument of an unsupported kind"};
      return result;
    }
    arguments.push_back(*value);
  }
  const abi::ImageType &type = image.types()[item->typeIndex];
  if (type.entry == 0 || arguments.size() != type.parameters.count) {
    result.problem = failed("the function cannot be entered like this");
    return result;
  }
  result.values.resize(type.results.count);
  result.call = call(*entry.instance, entry.instance->reference(item->index), item->typeIndex, arguments,
                     result.values);
  return result;
}

Verdict Script::expectReturn(Command command) {
  const ActionResult result = act(command);
  if (result.problem.kind != Kind::Passed)
    return result.problem;
  if (result.call.outcome != CallResult::Outcome::Returned)
    return failed(describe(result.call));
  if (const llvm::json::Array *choices = command.getArray("either")) {
    for (const llvm::json::Value &choice : *choices)
      if (result.values.size() == 1 && matches(*choice.getAsObject(), result.values[0]))
        return {};
    return failed("none of the possible results");
  }
  const llvm::json::Array &expected = *command.getArray("expected");
  if (text(command, "type") == "action" && expected.empty())
    return {};
  if (expected.size() != result.values.size())
    return failed("wrong number of results");
  for (size_t i = 0; i < expected.size(); ++i)
    if (!matches(*expected[i].getAsObject(), result.values[i])) {
      std::string wanted;
      llvm::raw_string_ostream(wanted) << expected[i];
      return failed("result " + std::to_string(i) + " is " + spec::describe(result.values[i]) + ", not " +
                    wanted);
    }
  return {};
}

Verdict Script::expectTrap(Command command) {
  const ActionResult result = act(command);
  if (result.problem.kind != Kind::Passed)
    return result.problem;
  if (text(command, "type") == "assert_exception")
    return judgeTrap(result.call, {abi::trapText(abi::TrapKind::UncaughtException)});
  return judgeTrap(result.call, allowedTexts(command));
}

} // namespace wasixc::spec
