// A process whose guest is a plain array of bytes: handlers are called directly, without compiled code.
#pragma once

#include "runtime/fs/host_directory.h"
#include "runtime/fs/host_file.h"
#include "runtime/fs/rights.h"
#include "runtime/kernel/kernel.h"
#include "runtime/sys/handlers.h"
#include "tests/unit/runtime/calling_context.h"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <string>
#include <sys/stat.h>
#include <vector>

namespace wasixc {

inline void PrintTo(Errno error, std::ostream *out) { *out << errnoText(error); }

// A directory of the host that is removed with everything in it.
class TemporaryDirectory {
public:
  TemporaryDirectory() {
    char name[] = "/tmp/wasixc-test.XXXXXX";
    path = mkdtemp(name);
  }
  ~TemporaryDirectory() {
    if (system(("rm -rf " + path).c_str()) != 0)
      perror("rm");
  }

  std::string operator/(const std::string &name) const { return path + "/" + name; }
  UniqueFd open() const { return UniqueFd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)); }

  void write(const std::string &name, const std::string &content = "") const {
    FILE *file = fopen((*this / name).c_str(), "w");
    ASSERT_NE(file, nullptr) << name;
    fwrite(content.data(), 1, content.size(), file);
    fclose(file);
  }
  std::string read(const std::string &name) const {
    FILE *file = fopen((*this / name).c_str(), "r");
    if (!file)
      return "(missing)";
    char buffer[4096];
    const size_t size = fread(buffer, 1, sizeof buffer, file);
    fclose(file);
    return {buffer, size};
  }
  void makeDirectory(const std::string &name) const { ASSERT_EQ(mkdir((*this / name).c_str(), 0755), 0); }
  void link(const std::string &target, const std::string &name) const {
    ASSERT_EQ(::symlink(target.c_str(), (*this / name).c_str()), 0);
  }
  bool exists(const std::string &name) const {
    struct stat status;
    return lstat((*this / name).c_str(), &status) == 0;
  }

  std::string path;
};

class FakeGuest {
public:
  static constexpr uint32_t kMemorySize = 4 << 16;

  FakeGuest() : memory(kMemorySize), process(kernel.createProcess(nullptr)), thread(process) {
    state.byteSize = kMemorySize;
    context.memory0 = {memory.data(), &state};
    kernel.note.setProgram("test");
  }

  // For tests with many calls: space from `from` on is handed out again.
  void forgetAllocations(uint32_t from = 16) { next = from; }

  // Space in guest memory; never given back.
  uint32_t allocate(uint32_t size) {
    const uint32_t address = next;
    next += (size + 15) / 16 * 16;
    EXPECT_LE(next, kMemorySize) << "the fake guest is out of memory";
    return address;
  }

  template <typename T>
  GuestPtr<T> put(const T &value) {
    const GuestPtr<T> pointer = {allocate(sizeof(T))};
    memcpy(&memory[pointer.address], &value, sizeof value);
    return pointer;
  }
  GuestPtr<uint8_t> putText(std::string_view text) {
    const GuestPtr<uint8_t> pointer = {allocate(static_cast<uint32_t>(text.size()) + 1)};
    memcpy(&memory[pointer.address], text.data(), text.size());
    return pointer;
  }
  template <typename T>
  T at(GuestPtr<T> pointer) const {
    T value;
    memcpy(&value, &memory[pointer.address], sizeof value);
    return value;
  }
  std::string text(uint32_t address, uint32_t size) const {
    return {reinterpret_cast<const char *>(&memory[address]), size};
  }
  template <typename T>
  GuestPtr<T> space() {
    return {allocate(sizeof(T))};
  }

  // Grants a directory, as --dir does; returns its descriptor.
  uint32_t grant(const TemporaryDirectory &directory, bool isReadOnly = false, const char *name = "/") {
    Descriptor descriptor = {.file = makeRef<HostDirectory>(directory.open(), isReadOnly, name),
                             .rightsBase = kDirectoryRights,
                             .rightsInheriting = kInheritingRights,
                             .isPreopened = true};
    return *process.descriptors.add(std::move(descriptor), 3);
  }

  // A directory of the host as a descriptor, writable.
  uint32_t openHost(const char *path) {
    auto directory =
        HostDirectory::forDirectory(UniqueFd(::open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)), false);
    return *process.descriptors.add(
        {.file = std::move(*directory),
         .rightsBase = kDirectoryRights,
         .rightsInheriting = kInheritingRights});
  }

  // path_open with the common arguments.
  Errno open(uint32_t directory, std::string_view path, uint32_t &fd, uint32_t openFlags = 0,
             uint64_t rights = kRegularFileRights & ~kWriteRights, uint32_t lookupFlags = 0,
             uint32_t fdFlags = 0) {
    const auto result = put<uint32_t>(~0u);
    const Errno error =
        sys::path_open(thread, directory, lookupFlags, putText(path), static_cast<uint32_t>(path.size()),
                       openFlags, rights, kInheritingRights, fdFlags, result);
    fd = at(result);
    return error;
  }

  Errno write(uint32_t fd, std::string_view text, uint32_t *written = nullptr) {
    const auto vector = put(abi::IoVector{putText(text).address, static_cast<uint32_t>(text.size())});
    const auto size = space<uint32_t>();
    const Errno error = sys::fd_write(thread, fd, vector, 1, size);
    if (written)
      *written = at(size);
    return error;
  }

  Errno read(uint32_t fd, uint32_t length, std::string &result) {
    const uint32_t buffer = allocate(length);
    const auto vector = put(abi::IoVector{buffer, length});
    const auto size = put<uint32_t>(0);
    const Errno error = sys::fd_read(thread, fd, vector, 1, size);
    result = text(buffer, at(size));
    return error;
  }

  Kernel kernel;
  std::vector<uint8_t> memory;
  abi::MemoryState state;
  abi::Context context = {};
  Process &process;
  Thread thread;

private:
  const CallingContext callingContext{context};
  uint32_t next = 16;
};

// Tests of handlers: a guest with one writable grant.
class GuestTest : public testing::Test, public FakeGuest {
protected:
  TemporaryDirectory host;
  uint32_t root = grant(host);
};

} // namespace wasixc
