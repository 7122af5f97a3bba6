// args_* and environ_*: strings into guest memory, and pointers to them.
#include "runtime/sys/handlers.h"

namespace wasixc::sys {

namespace {

Errno storeSizes(Thread &thread, const StringList &list, GuestPtr<uint32_t> count, GuestPtr<uint32_t> size) {
  const GuestMemory memory = thread.memory();
  TRY(memory.store(count, list.size()));
  return memory.store(size, static_cast<uint32_t>(list.bytes().size())).error();
}

Errno storeStrings(Thread &thread, const StringList &list, GuestPtr<GuestAddress> pointers,
                   GuestPtr<uint8_t> strings) {
  const GuestMemory memory = thread.memory();
  uint8_t *pointerBytes = TRY(memory.array(pointers, list.size()));
  uint8_t *stringBytes = TRY(memory.bytes(strings.address, list.bytes().size()));
  memcpy(stringBytes, list.bytes().data(), list.bytes().size());
  list.forEach([&](std::string_view, uint32_t offset) {
    const GuestAddress address = strings.address + offset;
    memcpy(pointerBytes, &address, sizeof address);
    pointerBytes += sizeof address;
  });
  return Errno::SUCCESS;
}

} // namespace

Errno args_get(Thread &thread, GuestPtr<GuestAddress> pointers, GuestPtr<uint8_t> strings) {
  return storeStrings(thread, thread.process().arguments, pointers, strings);
}

Errno args_sizes_get(Thread &thread, GuestPtr<uint32_t> count, GuestPtr<uint32_t> size) {
  return storeSizes(thread, thread.process().arguments, count, size);
}

Errno environ_get(Thread &thread, GuestPtr<GuestAddress> pointers, GuestPtr<uint8_t> strings) {
  return storeStrings(thread, thread.process().environment, pointers, strings);
}

Errno environ_sizes_get(Thread &thread, GuestPtr<uint32_t> count, GuestPtr<uint32_t> size) {
  return storeSizes(thread, thread.process().environment, count, size);
}

} // namespace wasixc::sys
