// The host of a benchmark kernel that wasm2c translated to C: just the WASI calls that printing and timing
// need.
//
// It is built together with the generated module.c, whose module is named "kernel".
#include "module.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { kSuccess = 0, kBadDescriptor = 8, kIllegalSeek = 70 };

struct Z_wasi_snapshot_preview1_instance_t {
  Z_kernel_instance_t kernel;
};
typedef struct Z_wasi_snapshot_preview1_instance_t Host;

static void *at(Host *host, u32 address) { return Z_kernelZ_memory(&host->kernel)->data + address; }

static u32 load32(Host *host, u32 address) {
  u32 value;
  memcpy(&value, at(host, address), sizeof value);
  return value;
}

u32 Z_wasi_snapshot_preview1Z_clock_time_get(Host *host, u32 clock, u64 precision, u32 result) {
  struct timespec now;
  clock_gettime(clock == 0 ? CLOCK_REALTIME : CLOCK_MONOTONIC, &now);
  const u64 nanoseconds = (u64)now.tv_sec * 1000000000 + (u64)now.tv_nsec;
  memcpy(at(host, result), &nanoseconds, sizeof nanoseconds);
  return kSuccess;
}

u32 Z_wasi_snapshot_preview1Z_fd_write(Host *host, u32 fd, u32 vectors, u32 count, u32 result) {
  u32 total = 0;
  for (u32 i = 0; i < count; ++i) {
    const u32 size = load32(host, vectors + 8 * i + 4);
    const ssize_t written = write((int)fd, at(host, load32(host, vectors + 8 * i)), size);
    if (written < 0)
      return kBadDescriptor;
    total += (u32)written;
  }
  memcpy(at(host, result), &total, sizeof total);
  return kSuccess;
}

u32 Z_wasi_snapshot_preview1Z_fd_fdstat_get(Host *host, u32 fd, u32 result) {
  if (fd > 2)
    return kBadDescriptor;
  memset(at(host, result), 0, 24);
  return kSuccess;
}

u32 Z_wasi_snapshot_preview1Z_fd_seek(Host *host, u32 fd, u64 offset, u32 whence, u32 result) {
  return kIllegalSeek;
}

u32 Z_wasi_snapshot_preview1Z_fd_close(Host *host, u32 fd) { return kSuccess; }

void Z_wasi_snapshot_preview1Z_proc_exit(Host *host, u32 status) { exit((int)status); }

int main(void) {
  static Host host;
  wasm_rt_init();
  Z_kernel_init_module();
  Z_kernel_instantiate(&host.kernel, &host);
  Z_kernelZ__start(&host.kernel);
  return 0;
}
