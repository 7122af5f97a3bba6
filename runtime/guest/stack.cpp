// Allocating guest stacks.
#include "runtime/guest/stack.h"

#include "abi/image.h"

namespace wasixc::guest {

Expected<GuestStack> GuestStack::create(uint64_t bytes) {
  bytes = (bytes + abi::kPageSize - 1) & ~(abi::kPageSize - 1);
  Mapping mapping = Mapping::reserve(abi::kStackGuardSize + bytes);
  if (!mapping || mprotect(mapping.data() + abi::kStackGuardSize, bytes, PROT_READ | PROT_WRITE) != 0)
    return Error{abi::Errno::NOMEM, "no memory for a guest stack"};
  return GuestStack(std::move(mapping));
}

void GuestStack::recycle(uint64_t keptBytes) {
  const uint64_t usable = high() - low();
  if (usable > keptBytes)
    madvise(reinterpret_cast<void *>(low()), (usable - keptBytes) & ~(abi::kPageSize - 1), MADV_DONTNEED);
}

} // namespace wasixc::guest
