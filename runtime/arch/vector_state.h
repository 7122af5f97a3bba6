// The upper halves of the vector registers, which belong to AVX.
//
// While they are in use, instructions of the older SSE encoding, which is what host code consists of, have to
// preserve them, at a price. Compilers therefore clear them with vzeroupper before every call of a function
// they do not know. Guest code calls other guest code much more often than the host, so it leaves them as
// they are, and the gates to the host clear them (switch_x86_64.S). Signal handlers are entered with them
// clear.
#pragma once

namespace wasixc::arch {

// Finds out for the assembly whether this CPU has AVX. Idempotent.
void detectAvx();

} // namespace wasixc::arch
