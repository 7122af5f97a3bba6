// See vector_state.h.
#include "runtime/arch/vector_state.h"

#define _Bool bool // the header is written for C
#include <sys/platform/x86.h>
#undef _Bool

// Read by the assembly.
extern "C" {
extern unsigned char wasixcHasAvx;
unsigned char wasixcHasAvx = 0;
}

namespace wasixc::arch {

void detectAvx() { wasixcHasAvx = CPU_FEATURE_ACTIVE(AVX); }

} // namespace wasixc::arch
