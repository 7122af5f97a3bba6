// resolve: names of hosts.
#include "runtime/kernel/kernel.h"
#include "runtime/kernel/resolver.h"
#include "runtime/sys/handlers.h"

namespace wasixc::sys {

namespace {

constexpr uint32_t kMostNameBytes = 253; // RFC 1035, section 2.3.4, as text

abi::AddressIp guestAddress(const SocketAddress &address) {
  const abi::AddressPort whole = address.toGuest();
  abi::AddressIp result = {.family = whole.family, .octets = {}};
  if (address.family() == AF_INET)
    memcpy(result.octets, whole.inet4.octets, sizeof whole.inet4.octets);
  else
    memcpy(result.octets, whole.inet6.octets, sizeof whole.inet6.octets);
  return result;
}

} // namespace

// The port is a hint that addresses do not depend on.
Errno resolve(Thread &thread, GuestPtr<uint8_t> name, uint32_t length, uint32_t,
              GuestPtr<abi::AddressIp> addresses, uint32_t most, GuestPtr<uint32_t> count) {
  const GuestMemory memory = thread.memory();
  TRY(memory.span(name, length));
  uint8_t *target = TRY(memory.array(addresses, most));
  TRY(memory.load(count));
  const std::string text = TRY(memory.text(name, length, kMostNameBytes, Errno::INVAL));
  if (text.empty() || text.find('\0') != std::string::npos)
    return Errno::INVAL;
  const std::vector<SocketAddress> found = TRY(resolveName(thread.process().kernel.network, text));
  const uint32_t written = static_cast<uint32_t>(std::min<size_t>(found.size(), most));
  for (uint32_t i = 0; i < written; ++i) {
    const abi::AddressIp address = guestAddress(found[i]);
    memcpy(target + i * sizeof address, &address, sizeof address);
  }
  return memory.store(count, written).error();
}

} // namespace wasixc::sys
