// Owners of an address range and of a file descriptor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace wasixc::guest {

// An mmap that is undone with its owner.
class Mapping {
public:
  Mapping() = default;
  Mapping(void *address, size_t bytes) : address(static_cast<uint8_t *>(address)), bytes(bytes) {}
  Mapping(Mapping &&other) noexcept { swap(other); }
  Mapping &operator=(Mapping &&other) noexcept {
    Mapping(std::move(other)).swap(*this);
    return *this;
  }
  ~Mapping() {
    if (address)
      munmap(address, bytes);
  }

  // Address space without memory behind it. Empty when the kernel refuses.
  static Mapping reserve(size_t bytes) {
    void *address = mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return address == MAP_FAILED ? Mapping() : Mapping(address, bytes);
  }

  uint8_t *data() const { return address; }
  size_t size() const { return bytes; }
  explicit operator bool() const { return address != nullptr; }
  bool contains(uintptr_t pointer) const { return pointer - reinterpret_cast<uintptr_t>(address) < bytes; }

private:
  void swap(Mapping &other) {
    std::swap(address, other.address);
    std::swap(bytes, other.bytes);
  }

  uint8_t *address = nullptr;
  size_t bytes = 0;
};

class UniqueFd {
public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd(fd) {}
  UniqueFd(UniqueFd &&other) noexcept : fd(std::exchange(other.fd, -1)) {}
  UniqueFd &operator=(UniqueFd &&other) noexcept {
    std::swap(fd, other.fd);
    return *this;
  }
  ~UniqueFd() {
    if (fd >= 0)
      close(fd);
  }

  int get() const { return fd; }
  explicit operator bool() const { return fd >= 0; }

private:
  int fd = -1;
};

} // namespace wasixc::guest
