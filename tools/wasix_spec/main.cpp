// wasix-spec: runs one script of the public test suite through the real pipeline, in this process.
//
//   wasix-spec --suites                 lists the suites in scope
//   wasix-spec SUITE FILE.json          one line per command: P, F, U or A (passed, failed, unsupported,
//                                       absent), the command's line, and what is to say about it
//
// Lines appear as the commands end, so that a crash costs only what had not run. tools/spec calls this.
#include "runtime/guest/trap.h"
#include "tools/wasix_spec/script.h"

#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Signals.h"

#include <cstdio>
#include <mutex>

using namespace wasixc;
using namespace wasixc::spec;

namespace {

// One line, whatever a module has put into it.
std::string oneLine(const std::string &text) {
  std::string line = text;
  for (char &character : line)
    if (static_cast<unsigned char>(character) < ' ')
      character = ' ';
  return line;
}

// LLVM installs handlers of its own, once, when a file is first to be removed on a crash; guests must have
// the last word.
void installHandlers() {
  llvm::sys::RemoveFileOnSignal("");
  llvm::sys::DontRemoveFileOnSignal("");
  guest::installTrapHandlers();
}

// Replaces each pair of escaped surrogates by its character: LLVM's parser gets those beyond plane 1 wrong.
std::string decodeSurrogates(llvm::StringRef json) {
  const auto unit = [&](size_t position, unsigned first) -> unsigned {
    unsigned value;
    const llvm::StringRef escape = json.substr(position, 6);
    if (escape.size() < 6 || !escape.starts_with("\\u") || escape.substr(2).getAsInteger(16, value))
      return 0;
    return value >= first && value < first + 0x400 ? value : 0;
  };
  std::string result;
  for (size_t i = 0; i < json.size(); ++i) {
    const unsigned high = json[i] == '\\' ? unit(i, 0xd800) : 0;
    const unsigned low = high ? unit(i + 6, 0xdc00) : 0;
    if (low) {
      char bytes[4], *end = bytes;
      llvm::ConvertCodePointToUTF8(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00), end);
      result.append(bytes, end);
      i += 11;
    } else {
      result += json[i];
      if (json[i] == '\\' && i + 1 < json.size())
        result += json[++i]; // an escaped backslash escapes nothing
    }
  }
  return result;
}

int runScript(const Suite &suite, llvm::StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer) {
    fprintf(stderr, "wasix-spec: cannot read %s\n", path.str().c_str());
    return 2;
  }
  auto root = llvm::json::parse(decodeSurrogates((*buffer)->getBuffer()));
  const llvm::json::Array *commands =
      root && root->getAsObject() ? root->getAsObject()->getArray("commands") : nullptr;
  if (!commands) {
    fprintf(stderr, "wasix-spec: %s is not a script\n", path.str().c_str());
    llvm::consumeError(root.takeError());
    return 2;
  }
  installHandlers();
  Modules modules(llvm::sys::path::parent_path(path).str(), suite);
  std::mutex mutex;
  Script(modules, [&](int64_t line, const Verdict &verdict) {
    const std::scoped_lock lock(mutex);
    printf("%c %lld %s\n", "PFUA"[static_cast<int>(verdict.kind)], static_cast<long long>(line),
           oneLine(verdict.text).c_str());
    fflush(stdout);
  }).run(*commands);
  return 0;
}

} // namespace

int main(int argc, char **argv) {
  if (argc == 2 && llvm::StringRef(argv[1]) == "--suites") {
    for (const Suite &suite : allSuites())
      printf("%s\n", suite.folder.str().c_str());
    return 0;
  }
  const Suite *suite = argc == 3 ? findSuite(argv[1]) : nullptr;
  if (!suite) {
    fputs("usage: wasix-spec --suites | wasix-spec SUITE FILE.json\n", stderr);
    return 2;
  }
  return runScript(*suite, argv[2]);
}
