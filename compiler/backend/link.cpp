// See link.h. lld is a library here and does all the work. Objects reach it as memory files, so a crash
// leaves no temporary file behind; the linker script puts what belongs to the image together, apart from the
// runtime's own code.
#include "compiler/backend/link.h"

#include "abi/seal.h"
#include "compiler/backend/output_file.h"
#include "compiler/lower/program_info.h"

#include "lld/Common/Driver.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/raw_ostream.h"

#include <fcntl.h>
#include <mutex>
#include <sys/mman.h>
#include <thread>
#include <unistd.h>

LLD_HAS_DRIVER(elf)

using namespace llvm;

namespace wasixc {
namespace {

// A file without a name that lld can open by a path of /proc, and that nobody can change any more.
class MemoryFile {
public:
  MemoryFile(const MemoryFile &) = delete;
  MemoryFile(MemoryFile &&other) : descriptor(std::exchange(other.descriptor, -1)) {}
  ~MemoryFile() {
    if (descriptor >= 0)
      close(descriptor);
  }

  static Expected<MemoryFile> create(StringRef content) {
    MemoryFile file(memfd_create("wasixc-object", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (file.descriptor < 0)
      return createStringError(errnoAsErrorCode(), "cannot create a memory file");
    while (!content.empty()) {
      const ssize_t written = write(file.descriptor, content.data(), content.size());
      if (written < 0)
        return createStringError(errnoAsErrorCode(), "cannot write a memory file");
      content = content.drop_front(written);
    }
    if (!abi::seal(file.descriptor))
      return createStringError(errnoAsErrorCode(), "cannot seal a memory file");
    return file;
  }

  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor); }

private:
  explicit MemoryFile(int descriptor) : descriptor(descriptor) {}
  int descriptor;
};

// Where the linker writes: a pipe whose other end a thread reads into memory. Given a file, lld would map it,
// and a full disk would kill the process in the middle of an output.
class OutputPipe {
public:
  OutputPipe() {
    if (pipe2(ends, O_CLOEXEC) == 0)
      reader = std::thread([this] { readAll(); });
  }
  OutputPipe(const OutputPipe &) = delete;
  ~OutputPipe() {
    if (reader.joinable())
      finish();
  }

  bool isOpen() const { return reader.joinable(); }
  std::string path() const { return "/proc/self/fd/" + std::to_string(ends[1]); }

  // All that was written. The linker has closed its own descriptors by now.
  std::string finish() {
    close(ends[1]);
    reader.join();
    close(ends[0]);
    return std::move(content);
  }

private:
  void readAll() {
    constexpr size_t kChunk = 1 << 16;
    ssize_t size = 0;
    do {
      const size_t used = content.size();
      content.resize(used + kChunk);
      size = read(ends[0], content.data() + used, kChunk);
      content.resize(used + std::max<ssize_t>(size, 0));
    } while (size > 0);
  }

  int ends[2] = {-1, -1};
  std::string content;
  std::thread reader;
};

// The image: initial memory first, so that what is mapped lies together: header, read-only data, unwind
// table, code. Guest sections are told from the runtime's by the file they come from. The note leads a loader
// to the header; its owner is "wasixc", its type abi::kImageNoteType.
constexpr StringLiteral kImageSections = R"(
  .guest.memory : ALIGN(4096) { *(.guest.memory) . = ALIGN(4096); }
  .guest.rodata : ALIGN(4096) {
    *(.guest.header)
    %RODATA%
    . = ALIGN(8);
    "wasixc.unwind.begin" = .;
    *(.gh_frame)
    LONG(0)
    "wasixc.unwind.end" = .;
    . = ALIGN(4096);
  }
  .guest.text : ALIGN(4096) {
    "wasixc.text.begin" = .;
    %TEXT%
    "wasixc.text.end" = .;
    . = ALIGN(4096);
    "wasixc.image.end" = .;
  } =0xcccccccc
  .note.wasixc (TYPE = SHT_NOTE) : ALIGN(4) {
    LONG(7) LONG(8) LONG(1)
    BYTE(0x77) BYTE(0x61) BYTE(0x73) BYTE(0x69) BYTE(0x78) BYTE(0x63) BYTE(0) BYTE(0)
    QUAD(ADDR(.guest.rodata))
  }
)";

std::string linkerScript(ArrayRef<MemoryFile> objects, bool isProgram) {
  std::string text, readOnly;
  for (const MemoryFile &object : objects) {
    text += "\"" + object.path() + "\"(.text .text.*) ";
    readOnly += "\"" + object.path() +
                "\"(.rodata .rodata.* .data.rel.ro .data.rel.ro.* .gcc_except_table "
                ".gcc_except_table.* .data .data.DW.ref.*) ";
  }
  std::string sections = kImageSections.str();
  auto substitute = [&](StringRef key, StringRef value) {
    sections.replace(sections.find(key), key.size(), value);
  };
  substitute("%RODATA%", readOnly);
  substitute("%TEXT%", text);
  if (!isProgram)
    return "SECTIONS {\n  . = 0x10000 + SIZEOF_HEADERS;\n" + sections + "}\n";
  return "SECTIONS {" + sections + "}\nINSERT BEFORE .text;\n";
}

Error runLinker(ArrayRef<std::string> arguments) {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  SmallVector<const char *, 32> pointers;
  for (const std::string &argument : arguments)
    pointers.push_back(argument.c_str());
  std::string messages;
  raw_string_ostream stream(messages);
  const lld::Result result = lld::lldMain(pointers, stream, stream, {{lld::Gnu, &lld::elf::link}});
  if (result.retCode == 0)
    return Error::success();
  return createStringError("link failed: " + StringRef(messages).trim());
}

// Function symbols carry a prefix through the link, so that no name that a module chooses can meet a symbol
// of the runtime or of the linker. Here it goes: a name without it is the same string, some bytes further on.
Error restoreFunctionNames(MutableArrayRef<char> file) {
  auto elf = object::ELFFile<object::ELF64LE>::create(StringRef(file.data(), file.size()));
  if (!elf)
    return elf.takeError();
  auto sections = elf->sections();
  if (!sections)
    return sections.takeError();
  for (const auto &section : *sections) {
    if (section.sh_type != ELF::SHT_SYMTAB)
      continue;
    auto symbols = elf->symbols(&section);
    auto strings = elf->getStringTableForSymtab(section);
    if (!symbols || !strings)
      return joinErrors(symbols.takeError(), strings.takeError());
    for (const auto &symbol : *symbols) {
      if (!strings->substr(symbol.st_name).starts_with(kFunctionSymbolPrefix))
        continue;
      auto *writable = reinterpret_cast<ELF::Elf64_Sym *>(
          file.data() + (reinterpret_cast<const char *>(&symbol) - file.data()));
      writable->st_name += kFunctionSymbolPrefix.size();
    }
  }
  return Error::success();
}

} // namespace

Error linkObjects(StringRef supportObject, ArrayRef<ObjectBytes> objects, StringRef runtimeObject,
                  const std::string &outputPath) {
  const bool isProgram = !runtimeObject.empty();
  std::vector<MemoryFile> files;
  std::vector<StringRef> contents{supportObject};
  for (const ObjectBytes &object : objects)
    contents.push_back(StringRef(object.data(), object.size()));
  for (StringRef content : contents) {
    auto file = MemoryFile::create(content);
    if (!file)
      return file.takeError();
    files.push_back(std::move(*file));
  }
  auto script = MemoryFile::create(linkerScript(files, isProgram));
  auto runtime = MemoryFile::create(runtimeObject);
  if (!script || !runtime)
    return joinErrors(script.takeError(), runtime.takeError());
  OutputPipe output;
  if (!output.isOpen())
    return createStringError(errnoAsErrorCode(), "cannot create a pipe");

  std::vector<std::string> arguments{"ld.lld", "-o", output.path(), "--build-id=none", "-z", "noexecstack"};
  if (isProgram)
    for (StringRef option : {"-pie", "--no-dynamic-linker", "-z", "text", "-z", "relro", "-z", "now",
                             "--eh-frame-hdr", "-e", "wasixc.host.start"})
      arguments.push_back(option.str());
  else
    for (StringRef option : {"-static", "--no-pie", "-e", "0"})
      arguments.push_back(option.str());
  arguments.insert(arguments.end(), {"-T", script->path()});
  if (isProgram)
    arguments.push_back(runtime->path());
  for (const MemoryFile &file : files)
    arguments.push_back(file.path());
  Error error = runLinker(arguments);
  std::string linked = output.finish();
  if (error)
    return error;
  if (Error error = restoreFunctionNames(linked))
    return error;
  return writeOutput(outputPath, linked, isProgram);
}

} // namespace wasixc
