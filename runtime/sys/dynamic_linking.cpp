// Libraries at run time: WASIX semantics 15, docs/dynamic-linking.md.
#include "runtime/kernel/program.h"
#include "runtime/sys/handlers.h"

#include <algorithm>

namespace wasixc::sys {

namespace {

// Names, and lists of directories: the host copies and takes them apart.
constexpr uint32_t kLongestText = 1 << 16;

Result<std::string> loadText(const GuestMemory &memory, GuestPtr<uint8_t> text, uint32_t length) {
  return memory.text(text, length, kLongestText, Errno::NAMETOOLONG);
}

// The text for dlerror(), cut off where the buffer ends.
struct ErrorBuffer {
  std::span<uint8_t> bytes;

  static Result<ErrorBuffer> load(const GuestMemory &memory, GuestPtr<uint8_t> buffer, uint32_t size) {
    return ErrorBuffer{TRY(memory.span(buffer, size))};
  }
  Errno fail(const guest::Error &error) const {
    if (bytes.empty())
      return error.code;
    const size_t length = std::min(error.text.size(), bytes.size() - 1);
    std::copy_n(error.text.begin(), length, bytes.begin());
    bytes[length] = 0;
    return error.code;
  }
};

const guest::Error kNotDynamic{
    Errno::NOTSUP, "the program cannot load libraries: it is not linked for that (docs/dynamic-linking.md)"};

// All but the constructors.
Errno open(Thread &thread, GuestPtr<uint8_t> path, uint32_t pathLength, uint32_t flags,
           GuestPtr<uint8_t> errorText, uint32_t errorSize, GuestPtr<uint8_t> libraryPath,
           uint32_t libraryPathLength, GuestPtr<uint32_t> handle) {
  const GuestMemory memory = thread.memory();
  TRY(memory.load(handle));
  const auto error = TRY(ErrorBuffer::load(memory, errorText, errorSize));
  DynamicLinker *linker = thread.program->linker();
  if (path.address == 0)
    return memory.store(handle, DynamicLinker::kProgramHandle).error();
  DynamicLinker::OpenRequest request;
  request.name = TRY(loadText(memory, path, pathLength));
  if (libraryPath.address != 0)
    request.libraryPath = TRY(loadText(memory, libraryPath, libraryPathLength));
  request.flags = flags;
  if (!linker)
    return error.fail(kNotDynamic);
  const auto opened = linker->open(thread.process(), request);
  if (!opened)
    return error.fail(opened.error());
  return memory.store(handle, *opened).error();
}

bool callConstructors(Thread &thread) {
  DynamicLinker *linker = thread.program->linker();
  return !linker || thread.program->callBeforeReturn(thread.callerContext(), linker->planStart());
}

} // namespace

// Constructors run before the call returns.
Errno dlopen(Thread &thread, GuestPtr<uint8_t> path, uint32_t pathLength, uint32_t flags,
             GuestPtr<uint8_t> errorText, uint32_t errorSize, GuestPtr<uint8_t> libraryPath,
             uint32_t libraryPathLength, GuestPtr<uint32_t> handle) {
  const Errno error =
      open(thread, path, pathLength, flags, errorText, errorSize, libraryPath, libraryPathLength, handle);
  if (error == Errno::SUCCESS && !callConstructors(thread))
    guest::trapFromHost(abi::TrapKind::StackExhausted);
  return error;
}

Errno dlsym(Thread &thread, uint32_t handle, GuestPtr<uint8_t> symbol, uint32_t symbolLength,
            GuestPtr<uint8_t> errorText, uint32_t errorSize, GuestPtr<uint32_t> address) {
  const GuestMemory memory = thread.memory();
  TRY(memory.load(address));
  const auto error = TRY(ErrorBuffer::load(memory, errorText, errorSize));
  const std::string name = TRY(loadText(memory, symbol, symbolLength));
  DynamicLinker *linker = thread.program->linker();
  if (!linker)
    return error.fail(kNotDynamic);
  if (handle != DynamicLinker::kEverything && !linker->isHandle(handle))
    return error.fail({Errno::INVAL, "not a handle of a library"});
  const auto found = linker->findSymbol(handle, name);
  if (!found)
    return error.fail(found.error());
  return memory.store(address, *found).error();
}

// dlclose: nothing is unloaded.
Errno dl_invalid_handle(Thread &thread, uint32_t handle) {
  const DynamicLinker *linker = thread.program->linker();
  const bool isValid = linker ? linker->isHandle(handle) : handle == DynamicLinker::kProgramHandle;
  return isValid ? Errno::SUCCESS : Errno::INVAL;
}

} // namespace wasixc::sys
