// port_*: the host's network interfaces. A guest with a grant for the network may look at them; nobody may
// change them.
#include "runtime/kernel/kernel.h"
#include "runtime/kernel/network_interfaces.h"
#include "runtime/sys/handlers.h"

namespace wasixc::sys {

namespace {

Result<void> requireGrant(Thread &thread) {
  return thread.process().kernel.network.requireAny(abi::kNetworkListen | abi::kNetworkConnect,
                                                    "look at the network's interfaces", "all");
}

abi::AddressCidr guestPrefix(const NetworkPrefix &prefix) {
  const abi::AddressPort whole = prefix.address.toGuest();
  abi::AddressCidr result = {};
  result.family = whole.family;
  if (prefix.address.family() == AF_INET) {
    memcpy(result.inet4.octets, whole.inet4.octets, sizeof whole.inet4.octets);
    result.inet4.prefixLength = prefix.length;
  } else {
    memcpy(result.inet6.octets, whole.inet6.octets, sizeof whole.inet6.octets);
    result.inet6.prefixLength = prefix.length;
  }
  return result;
}

// An address without a port: its bytes begin where the port would be.
void storeRouter(const SocketAddress &router, abi::AddressPort &target) {
  const abi::AddressPort whole = router.toGuest();
  target = {};
  target.family = whole.family;
  if (router.family() == AF_INET)
    memcpy(target.path, whole.inet4.octets, sizeof whole.inet4.octets);
  else
    memcpy(target.path, whole.inet6.octets, sizeof whole.inet6.octets);
}

abi::Route guestRoute(const NetworkRoute &route) {
  abi::Route result = {};
  result.destination = guestPrefix(route.destination);
  storeRouter(route.router, result.router);
  return result;
}

// Fills an array whose room `count` tells, and tells what it has got; OVERFLOW and what it takes when that is
// too little.
template <typename T, typename Item, typename Convert>
Errno storeList(Thread &thread, GuestPtr<T> target, GuestPtr<uint32_t> count, const std::vector<Item> &items,
                Convert convert) {
  const GuestMemory memory = thread.memory();
  const uint32_t room = TRY(memory.load(count));
  uint8_t *bytes = TRY(memory.array(target, std::min<uint32_t>(room, items.size())));
  TRY(memory.store(count, static_cast<uint32_t>(items.size())));
  if (room < items.size())
    return Errno::OVERFLOW;
  for (const Item &item : items) {
    const T value = convert(item);
    memcpy(bytes, &value, sizeof value);
    bytes += sizeof value;
  }
  return Errno::SUCCESS;
}

} // namespace

Errno port_addr_list(Thread &thread, GuestPtr<abi::AddressCidr> addresses, GuestPtr<uint32_t> count) {
  TRY(requireGrant(thread));
  return storeList(thread, addresses, count, TRY(interfaceAddresses()), guestPrefix);
}

Errno port_mac(Thread &thread, GuestPtr<abi::HardwareAddress> result) {
  TRY(requireGrant(thread));
  const std::array<uint8_t, 6> octets = TRY(hardwareAddress());
  abi::HardwareAddress address;
  memcpy(address.octets, octets.data(), octets.size());
  return thread.memory().store(result, address).error();
}

Errno port_route_list(Thread &thread, GuestPtr<abi::Route> routes, GuestPtr<uint32_t> count) {
  TRY(requireGrant(thread));
  return storeList(thread, routes, count, TRY(interfaceRoutes()), guestRoute);
}

Errno port_bridge(Thread &, GuestPtr<uint8_t>, uint32_t, GuestPtr<uint8_t>, uint32_t, uint32_t) {
  return Errno::NOTSUP;
}
Errno port_unbridge(Thread &) { return Errno::NOTSUP; }
Errno port_dhcp_acquire(Thread &) { return Errno::NOTSUP; }
Errno port_addr_add(Thread &, GuestPtr<abi::AddressCidr>) { return Errno::NOTSUP; }
Errno port_addr_remove(Thread &, GuestPtr<abi::AddressIp>) { return Errno::NOTSUP; }
Errno port_addr_clear(Thread &) { return Errno::NOTSUP; }
Errno port_gateway_set(Thread &, GuestPtr<abi::AddressIp>) { return Errno::NOTSUP; }
Errno port_route_add(Thread &, GuestPtr<abi::AddressCidr>, GuestPtr<abi::AddressIp>,
                     GuestPtr<abi::OptionTimestamp>, GuestPtr<abi::OptionTimestamp>) {
  return Errno::NOTSUP;
}
Errno port_route_remove(Thread &, GuestPtr<abi::AddressIp>) { return Errno::NOTSUP; }
Errno port_route_clear(Thread &) { return Errno::NOTSUP; }

} // namespace wasixc::sys
