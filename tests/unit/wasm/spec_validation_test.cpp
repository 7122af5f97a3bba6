// Runs decoder and validator over the public WebAssembly test suite: valid modules must pass, malformed and
// invalid ones must be refused for the reason that the suite gives.
//
// The suite is not part of the repository. Its converted form (one JSON file of commands per script, and
// the modules as .wasm files) is looked for in $WASIXC_SPEC_DIR and in ../shared/spec beside the sources;
// without it the tests are skipped. Modules that exist only as text are left out of the conversion and are
// counted as absent.
#include "compiler/wasm/reader.h"
#include "compiler/wasm/validator.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <gtest/gtest.h>

#include <set>

namespace {

using namespace wasixc;
using namespace wasixc::wasm;

struct Suite {
  const char *folder;
  FeatureSet features;
  const char *variant = ""; // tells apart several runs of one folder
};

void PrintTo(const Suite &suite, std::ostream *stream) { *stream << suite.folder << suite.variant; }

// The threads suite was cut from an early core: one memory, one table.
constexpr FeatureSet kThreadsCore = FeatureSet::wasm1()
                                        .with(Feature::MutableGlobals)
                                        .with(Feature::SignExtension)
                                        .with(Feature::SaturatingTruncation)
                                        .with(Feature::MultiValue)
                                        .with(Feature::BulkMemory)
                                        .with(Feature::Threads);

constexpr Suite kSuites[] = {
    {"wasm-2.0", FeatureSet::wasm2()},
    {"wasm-3.0-core", FeatureSet::wasm3()},
    {"wasm-3.0-bulk-memory", FeatureSet::wasm3()},
    {"wasm-3.0-simd", FeatureSet::wasm3()},
    {"wasm-3.0-relaxed-simd", FeatureSet::wasm3()},
    {"wasm-3.0-tail-call", FeatureSet::wasm3()},
    {"wasm-3.0-exceptions", FeatureSet::wasm3()},
    {"wasm-3.0-multi-memory", FeatureSet::wasm3()},
    {"wasm-3.0-memory64", FeatureSet::wasm3()},
    {"wasm-3.0-function-references", FeatureSet::wasm3()},
    {"wasm-3.0-gc", FeatureSet::wasm3()},
    {"pre3.0-extended-const", FeatureSet::wasm2().with(Feature::ExtendedConst)},
    {"exceptions-legacy",
     FeatureSet::wasm2().with(Feature::TailCall).with(Feature::Tags).with(Feature::LegacyExceptions)},
    {"proposal-threads", kThreadsCore},
    {"proposal-threads-litmus", FeatureSet::standard()},
    {"proposal-wide-arithmetic", FeatureSet::wasm3().with(Feature::WideArithmetic)},
    // What the compiler accepts by default refuses nothing of the standard and lets nothing wrong through.
    {"wasm-3.0-core", FeatureSet::standard(), "-by-default"},
    {"wasm-3.0-bulk-memory", FeatureSet::standard(), "-by-default"},
    {"wasm-3.0-simd", FeatureSet::standard(), "-by-default"},
    {"wasm-3.0-relaxed-simd", FeatureSet::standard(), "-by-default"},
    {"wasm-3.0-tail-call", FeatureSet::standard(), "-by-default"},
    {"wasm-3.0-exceptions", FeatureSet::standard(), "-by-default"},
    {"wasm-3.0-multi-memory", FeatureSet::standard(), "-by-default"},
    {"wasm-3.0-memory64", FeatureSet::standard(), "-by-default"},
    {"wasm-3.0-function-references", FeatureSet::standard(), "-by-default"},
    {"wasm-3.0-gc", FeatureSet::standard(), "-by-default"},
    {"exceptions-legacy", FeatureSet::standard(), "-by-default"},
    {"proposal-wide-arithmetic", FeatureSet::standard(), "-by-default"},
};

std::string specDirectory() {
  if (const char *directory = std::getenv("WASIXC_SPEC_DIR"))
    return directory;
  llvm::SmallString<128> path(__FILE__);
  for (int level = 0; level < 4; ++level)
    llvm::sys::path::remove_filename(path);
  llvm::sys::path::append(path, "..", "shared", "spec");
  return std::string(path);
}

// What our front end says about a module: "" if it is valid.
std::string judge(llvm::StringRef path, FeatureSet features) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return "cannot read the file";
  llvm::StringRef text = (*buffer)->getBuffer();
  llvm::Expected<Module> module = readModule(llvm::ArrayRef(text.bytes_begin(), text.size()), features);
  if (!module)
    return formatError(module.takeError(), "");
  if (llvm::Error error = validateAll(*module))
    return formatError(std::move(error), "");
  return "";
}

class SpecSuite : public testing::TestWithParam<Suite> {
protected:
  void runScript(llvm::StringRef file);
  void runCommand(const llvm::json::Object &command, llvm::StringRef script);
  void checkVerdict(llvm::StringRef type, llvm::StringRef expected, const std::string &verdict,
                    const std::string &place);

  std::string folder;
  unsigned checked = 0;
  unsigned absent = 0;
};

void SpecSuite::checkVerdict(llvm::StringRef type, llvm::StringRef expected, const std::string &verdict,
                             const std::string &place) {
  if (type != "assert_invalid" && type != "assert_malformed") {
    EXPECT_EQ(verdict, "") << place;
    return;
  }
  EXPECT_NE(verdict, "") << place << ": accepted, but " << expected.str();
  EXPECT_NE(verdict.find(expected.str()), std::string::npos)
      << place << ": refused for another reason\n  expected: " << expected.str()
      << "\n  actual:   " << verdict;
}

void SpecSuite::runCommand(const llvm::json::Object &command, llvm::StringRef script) {
  static const std::set<llvm::StringRef> kWithModule = {
      "module",           "module_definition", "assert_invalid",
      "assert_malformed", "assert_unlinkable", "assert_uninstantiable",
      "assert_trap"};
  llvm::StringRef type = command.getString("type").value_or("");
  std::optional<llvm::StringRef> file = command.getString("filename");
  if (!file || !kWithModule.count(type))
    return;
  llvm::SmallString<128> path(folder);
  llvm::sys::path::append(path, *file);
  if (!llvm::sys::fs::exists(path)) {
    ++absent;
    return;
  }
  ++checked;
  std::string place =
      (script + ":" + llvm::Twine(command.getInteger("line").value_or(0)) + " " + *file).str();
  checkVerdict(type, command.getString("text").value_or(""), judge(path, GetParam().features), place);
}

void SpecSuite::runScript(llvm::StringRef file) {
  auto buffer = llvm::MemoryBuffer::getFile(file);
  ASSERT_TRUE(buffer) << file.str();
  llvm::Expected<llvm::json::Value> root = llvm::json::parse((*buffer)->getBuffer());
  ASSERT_TRUE(bool(root)) << file.str() << ": " << llvm::toString(root.takeError());
  const llvm::json::Array *commands = root->getAsObject()->getArray("commands");
  ASSERT_NE(commands, nullptr) << file.str();
  std::function<void(const llvm::json::Array &)> run = [&](const llvm::json::Array &list) {
    for (const llvm::json::Value &command : list) {
      runCommand(*command.getAsObject(), llvm::sys::path::filename(file));
      // The commands of a `thread` are nested.
      if (const llvm::json::Array *nested = command.getAsObject()->getArray("commands"))
        run(*nested);
    }
  };
  run(*commands);
}

TEST_P(SpecSuite, JudgesEveryModuleAsTheSuiteDoes) {
  llvm::SmallString<128> path(specDirectory());
  llvm::sys::path::append(path, GetParam().folder);
  folder = std::string(path);
  if (!llvm::sys::fs::is_directory(path))
    GTEST_SKIP() << "no test suite at " << folder << "; set WASIXC_SPEC_DIR";
  std::set<std::string> scripts;
  std::error_code error;
  for (llvm::sys::fs::directory_iterator entry(path, error), end; !error && entry != end;
       entry.increment(error))
    if (llvm::StringRef(entry->path()).ends_with(".json"))
      scripts.insert(entry->path());
  for (const std::string &script : scripts)
    runScript(script);
  std::cout << GetParam().folder << ": " << checked << " modules judged, " << absent
            << " exist only as text\n";
  EXPECT_GT(checked, 0u);
}

std::string suiteName(const testing::TestParamInfo<Suite> &info) {
  std::string name = std::string(info.param.folder) + info.param.variant;
  for (char &character : name)
    if (!llvm::isAlnum(character))
      character = '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(Public, SpecSuite, testing::ValuesIn(kSuites), suiteName);

} // namespace
