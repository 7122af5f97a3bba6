#include "runtime/base/blocking.h"
#include "runtime/sys/handlers.h"

namespace wasixc::sys {

Errno random_get(Thread &thread, GuestPtr<uint8_t> buffer, uint32_t size) {
  return blocking::random(TRY(thread.memory().span(buffer, size))).error();
}

} // namespace wasixc::sys
