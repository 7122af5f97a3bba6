// Throws N times through a number of frames and prints the nanoseconds of one throw and catch. A guest brings
// the C++ runtime that Debian's library for WASI lacks; both catch by type.
#include "tests/guest/exceptions/cxx_runtime.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>

[[gnu::noinline]] static int descend(int frames) {
  if (frames == 0)
    throw frames;
  return descend(frames - 1) * 3 + frames;
}

int main(int, char **arguments) {
  const int frames = std::atoi(arguments[1]), rounds = std::atoi(arguments[2]);
  int caught = 0;
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < rounds; ++i)
    try {
      descend(frames - 1);
    } catch (int) {
      ++caught;
    }
  const std::chrono::duration<double, std::nano> elapsed = std::chrono::steady_clock::now() - begin;
  std::printf("%.1f\n", elapsed.count() / caught);
}
