// Finds out how the GS base may be written.
#include "runtime/arch/gs_base.h"

#include <asm/prctl.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>

// Read by the assembly.
extern "C" {
extern unsigned char wasixcHasFsGsBase;
unsigned char wasixcHasFsGsBase = 0;
}

namespace wasixc::arch {

bool detectFsGsBase() {
  constexpr unsigned long kHwcap2FsGsBase = 2;
  wasixcHasFsGsBase = (getauxval(AT_HWCAP2) & kHwcap2FsGsBase) != 0;
  return wasixcHasFsGsBase != 0;
}

abi::Context *activeContext() {
  abi::Context *context = nullptr;
  if (wasixcHasFsGsBase)
    asm volatile("rdgsbase %0" : "=r"(context));
  else
    syscall(SYS_arch_prctl, ARCH_GET_GS, &context);
  return context;
}

} // namespace wasixc::arch
