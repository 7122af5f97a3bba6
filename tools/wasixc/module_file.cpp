// See module_file.h. Validation and, seconds later, lowering decode the same bytes. A mapped file would let
// whoever can write to it change them in between, and code that nobody has validated would run; so files of
// every kind are read, once.
#include "tools/wasixc/module_file.h"

#include "compiler/wasm/limits.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/ScopeExit.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace llvm;

namespace wasixc {
namespace {

constexpr size_t kFirstRead = 64 * 1024;
// A larger module is refused; one byte more tells it from one that just fits.
constexpr size_t kMostBytes = wasm::kMaxModuleSize + 1;

Error cannotRead(const std::string &path) {
  return createStringError(errnoAsErrorCode(), "cannot read '%s': %s", path.c_str(), strerror(errno));
}

// Of anything but a module its beginning is enough to say so.
bool mayBeModule(ArrayRef<uint8_t> bytes) {
  constexpr uint8_t kMagic[] = {0, 'a', 's', 'm'};
  return bytes.take_front(std::size(kMagic)) == ArrayRef(kMagic).take_front(bytes.size());
}

size_t expectedBytes(int file) {
  struct stat status;
  if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size <= 0)
    return 0;
  return std::min<uint64_t>(status.st_size, kMostBytes);
}

// The size is only where to begin: pipes have none, and files may grow.
bool readAll(int file, ModuleBytes &bytes) {
  const size_t expected = expectedBytes(file);
  size_t used = 0;
  while (used < kMostBytes) {
    if (used == bytes.size()) {
      const size_t next = used == 0 ? kFirstRead : std::max(2 * used, expected + 1);
      bytes.resize_for_overwrite(std::min(next, kMostBytes));
    }
    const ssize_t count = read(file, bytes.data() + used, bytes.size() - used);
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return false;
    used += count;
    if (count == 0 || !mayBeModule(ArrayRef(bytes.data(), used)))
      break;
  }
  bytes.truncate(used);
  return true;
}

} // namespace

Expected<ModuleBytes> readModuleFile(const std::string &path) {
  const bool isStandardInput = path == "-";
  const int file = isStandardInput ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return cannotRead(path);
  const scope_exit closeFile([&] {
    if (!isStandardInput)
      close(file);
  });
  ModuleBytes bytes;
  if (!readAll(file, bytes))
    return cannotRead(path);
  return bytes;
}

} // namespace wasixc
