#include "runtime/base/long_work.h"
#include "runtime/sys/handlers.h"

namespace wasixc::sys {

Errno random_get(Thread &thread, GuestPtr<uint8_t> buffer, uint32_t size) {
  const std::span<uint8_t> bytes = TRY(thread.memory().span(buffer, size));
  return inParts(size, [&](size_t offset, size_t part) {
           return blocking::random(bytes.subspan(offset, part));
         }).error();
}

} // namespace wasixc::sys
