// What it would cost to keep the runtime's heap under a protection key, which the gate opens when a guest calls
// the host and closes when the call returns: two WRPKRU instructions per host call. In nanoseconds; build the
// target protection_keys_bench. docs/sandbox.md has the decision.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <sys/mman.h>
#include <vector>

namespace {

constexpr uint64_t kCalls = 1'000'000;
constexpr int kRounds = 101;

void writeRights(uint32_t rights) {
  asm volatile("wrpkru" ::"a"(rights), "c"(0), "d"(0) : "memory");
}

uint32_t readRights() {
  uint32_t rights, high;
  asm volatile("rdpkru" : "=a"(rights), "=d"(high) : "c"(0));
  return rights;
}

uint64_t *data;

// As little as a host call can do: WRPKRU also keeps memory accesses from moving across it.
__attribute__((noinline)) void handle(uint64_t value) { *data += value; }

// Of this thread, so that others on the same CPU count as little as possible.
double nanoseconds() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

template <typename Call>
double median(Call call) {
  std::vector<double> rounds;
  for (int round = 0; round < kRounds; ++round) {
    const double start = nanoseconds();
    for (uint64_t i = 0; i < kCalls; ++i)
      call(i);
    rounds.push_back((nanoseconds() - start) / static_cast<double>(kCalls));
  }
  std::ranges::sort(rounds);
  printf("  (fastest %.2f, slowest %.2f)\n", rounds.front(), rounds.back());
  return rounds[kRounds / 2];
}

} // namespace

int main() {
  const int key = pkey_alloc(0, 0);
  if (key < 0) {
    printf("this machine has no protection keys\n");
    return 0;
  }
  void *page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED || pkey_mprotect(page, 4096, PROT_READ | PROT_WRITE, key) != 0)
    return 1;
  data = static_cast<uint64_t *>(page);
  const uint32_t open = readRights() & ~(3u << (2 * key));
  const uint32_t closed = open | 1u << (2 * key);

  void (*volatile handler)(uint64_t) = handle;
  const double plain = median([&](uint64_t i) { handler(i); });
  printf("a call                                  %8.2f ns\n", plain);
  const double keyed = median([&](uint64_t i) {
    writeRights(open);
    handler(i);
    writeRights(closed);
  });
  printf("a call between two WRPKRU               %8.2f ns\n", keyed);
  // A thread that has several keys in use must keep the others' bits.
  const double kept = median([&](uint64_t i) {
    writeRights(readRights() & ~(3u << (2 * key)));
    handler(i);
    writeRights(readRights() | 1u << (2 * key));
  });
  printf("the same, keeping other keys' rights    %8.2f ns\n", kept);
  printf("the pair costs                          %8.2f ns\n", keyed - plain);
  return 0;
}
