// Writes the starting inputs of wasm_fuzz into a folder: the rich module of the unit tests, and one
// function body per instruction, each with every choice of features. With a second argument, the modules of
// the public test suite in that folder are added (small ones, once).
#include "tests/unit/wasm/module_builder.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

namespace {

using namespace wasixc::wasm;
using namespace wasixc::wasm::test;

void write(const llvm::Twine &folder, const llvm::Twine &file, const Bytes &bytes) {
  std::error_code error;
  llvm::SmallString<128> path;
  llvm::sys::path::append(path, folder, file);
  llvm::raw_fd_ostream stream(path, error);
  stream.write(reinterpret_cast<const char *>(bytes.data()), bytes.size());
}

Bytes encodeOpcode(const OpcodeInfo &info) {
  return info.prefix ? Bytes{info.prefix} + leb(info.code) : Bytes{uint8_t(info.code)};
}

// The opcode in unreachable code, where operands of any type are at hand, with zeros as immediates.
void writeInstructionSeeds(const llvm::Twine &folder) {
  for (unsigned number = 0; number < kOpcodeCount; ++number) {
    const OpcodeInfo &info = opcodeInfo(static_cast<Opcode>(number));
    Bytes code = Bytes{0x00} + encodeOpcode(info);
    write(folder, "opcode-" + llvm::Twine(number),
          Bytes{2} + functionModule({0x60, 1, 0x7F, 0}, code + Bytes(3, 0)));
  }
}

void copySuite(const llvm::Twine &folder, llvm::StringRef suite) {
  constexpr uint64_t kLargest = 512;
  std::error_code error;
  unsigned number = 0;
  for (llvm::sys::fs::recursive_directory_iterator entry(suite, error), end; !error && entry != end;
       entry.increment(error)) {
    auto buffer = llvm::MemoryBuffer::getFile(entry->path());
    if (!llvm::StringRef(entry->path()).ends_with(".wasm") || !buffer ||
        (*buffer)->getBufferSize() > kLargest)
      continue;
    Bytes bytes((*buffer)->getBuffer().bytes_begin(), (*buffer)->getBuffer().bytes_end());
    write(folder, "suite-" + llvm::Twine(number++), Bytes{2} + bytes);
  }
}

} // namespace

int main(int argumentCount, char **arguments) {
  if (argumentCount < 2)
    return 2;
  std::string folder = arguments[1];
  if (llvm::sys::fs::create_directories(folder))
    return 1;
  for (uint8_t features = 0; features < 3; ++features)
    write(folder, "rich-" + llvm::Twine(unsigned(features)), Bytes{features} + richModule());
  writeInstructionSeeds(folder);
  if (argumentCount > 2)
    copySuite(folder, arguments[2]);
  return 0;
}
