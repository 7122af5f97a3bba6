// A host file descriptor with an owner.
#pragma once

#include <unistd.h>
#include <utility>

namespace wasixc {

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
  int take() { return std::exchange(fd, -1); }

private:
  int fd = -1;
};

} // namespace wasixc
