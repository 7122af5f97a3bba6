// LIBRARY: wasix
// C++ over processes: each child sorts a part and sends it through a pipe, the parent merges.
#include <algorithm>
#include <cstdint>
#include <iostream>
#include <numeric>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

std::vector<uint32_t> numbers(size_t count) {
  std::vector<uint32_t> result(count);
  uint32_t state = 12345;
  for (uint32_t &number : result)
    number = state = state * 1664525u + 1013904223u;
  return result;
}

void sendAll(int fd, const std::vector<uint32_t> &part) {
  auto *bytes = reinterpret_cast<const char *>(part.data());
  for (size_t left = part.size() * sizeof(uint32_t); left > 0;) {
    const ssize_t size = write(fd, bytes, left);
    if (size < 0)
      _exit(2);
    bytes += size;
    left -= size;
  }
}

std::vector<uint32_t> receive(int fd, size_t count) {
  std::vector<uint32_t> part(count);
  auto *bytes = reinterpret_cast<char *>(part.data());
  for (size_t left = count * sizeof(uint32_t); left > 0;) {
    const ssize_t size = read(fd, bytes, left);
    if (size <= 0)
      return {};
    bytes += size;
    left -= size;
  }
  return part;
}

} // namespace

int main() {
  constexpr size_t kParts = 4, kEach = 20000;
  const std::vector<uint32_t> input = numbers(kParts * kEach);
  int readers[kParts];
  for (size_t i = 0; i < kParts; ++i) {
    int ends[2];
    if (pipe(ends) != 0)
      return 1;
    if (fork() == 0) {
      close(ends[0]);
      std::vector<uint32_t> part(input.begin() + i * kEach, input.begin() + (i + 1) * kEach);
      std::sort(part.begin(), part.end());
      sendAll(ends[1], part);
      _exit(0);
    }
    close(ends[1]);
    readers[i] = ends[0];
  }
  std::vector<uint32_t> merged;
  for (const int reader : readers) {
    const std::vector<uint32_t> part = receive(reader, kEach);
    const size_t middle = merged.size();
    merged.insert(merged.end(), part.begin(), part.end());
    std::inplace_merge(merged.begin(), merged.begin() + middle, merged.end());
  }
  int failures = 0;
  for (int status; wait(&status) > 0;)
    failures += status != 0;
  std::vector<uint32_t> expected = input;
  std::sort(expected.begin(), expected.end());
  std::cout << "sorted " << merged.size() << ": " << std::boolalpha << (merged == expected) << ", failures "
            << failures << ", sum " << std::accumulate(merged.begin(), merged.end(), uint64_t{0}) << '\n';
}
