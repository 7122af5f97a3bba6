// sock_* calls about options and multicast groups.
#include "runtime/sys/handlers.h"
#include "runtime/sys/socket_use.h"

namespace wasixc::sys {

namespace {

Result<abi::SocketOption> optionOf(uint32_t number) {
  if (number > static_cast<uint32_t>(abi::SocketOption::Protocol))
    return Errno::INVAL;
  return static_cast<abi::SocketOption>(number);
}

Errno setMembership(Thread &thread, uint32_t fd, GuestPtr<abi::AddressInet4> group,
                    GuestPtr<abi::AddressInet4> interface, Socket::Membership membership) {
  const SocketUse socket = TRY(useSocket(thread, fd));
  const abi::AddressInet4 groupOctets = TRY(thread.memory().load(group));
  const abi::AddressInet4 interfaceOctets = TRY(thread.memory().load(interface));
  in_addr hostGroup, hostInterface;
  memcpy(&hostGroup, groupOctets.octets, sizeof hostGroup);
  memcpy(&hostInterface, interfaceOctets.octets, sizeof hostInterface);
  return socket->setMembership(hostGroup, hostInterface, membership).error();
}

Errno setMembership(Thread &thread, uint32_t fd, GuestPtr<abi::AddressInet6> group, uint32_t interface,
                    Socket::Membership membership) {
  const SocketUse socket = TRY(useSocket(thread, fd));
  const abi::AddressInet6 octets = TRY(thread.memory().load(group));
  in6_addr hostGroup;
  memcpy(&hostGroup, octets.octets, sizeof hostGroup);
  return socket->setMembership(hostGroup, interface, membership).error();
}

} // namespace

Errno sock_set_opt_flag(Thread &thread, uint32_t fd, uint32_t option, uint32_t value) {
  const SocketUse socket = TRY(useSocket(thread, fd));
  if (value > 1)
    return Errno::INVAL;
  return socket->setFlag(TRY(optionOf(option)), value != 0).error();
}

Errno sock_get_opt_flag(Thread &thread, uint32_t fd, uint32_t option, GuestPtr<uint8_t> result) {
  const SocketUse socket = TRY(useSocket(thread, fd));
  const bool value = TRY(socket->getFlag(TRY(optionOf(option))));
  return thread.memory().store(result, value ? 1 : 0).error();
}

Errno sock_set_opt_size(Thread &thread, uint32_t fd, uint32_t option, uint64_t value) {
  const SocketUse socket = TRY(useSocket(thread, fd));
  return socket->setSize(TRY(optionOf(option)), value).error();
}

Errno sock_get_opt_size(Thread &thread, uint32_t fd, uint32_t option, GuestPtr<uint64_t> result) {
  const SocketUse socket = TRY(useSocket(thread, fd));
  TRY(thread.memory().load(result)); // reading the last error clears it
  return thread.memory().store(result, TRY(socket->getSize(TRY(optionOf(option))))).error();
}

Errno sock_set_opt_time(Thread &thread, uint32_t fd, uint32_t option, GuestPtr<abi::OptionTimestamp> time) {
  const SocketUse socket = TRY(useSocket(thread, fd));
  const abi::OptionTimestamp value = TRY(thread.memory().load(time));
  if (value.tag > 1)
    return Errno::INVAL;
  return socket->setTime(TRY(optionOf(option)), value.tag ? std::optional(value.value) : std::nullopt)
      .error();
}

Errno sock_get_opt_time(Thread &thread, uint32_t fd, uint32_t option, GuestPtr<abi::OptionTimestamp> result) {
  const SocketUse socket = TRY(useSocket(thread, fd));
  const std::optional<uint64_t> time = TRY(socket->getTime(TRY(optionOf(option))));
  return thread.memory()
      .store(result, {.tag = static_cast<uint8_t>(time.has_value()), .value = time.value_or(0)})
      .error();
}

Errno sock_join_multicast_v4(Thread &thread, uint32_t fd, GuestPtr<abi::AddressInet4> group,
                             GuestPtr<abi::AddressInet4> interface) {
  return setMembership(thread, fd, group, interface, Socket::Membership::Join);
}

Errno sock_leave_multicast_v4(Thread &thread, uint32_t fd, GuestPtr<abi::AddressInet4> group,
                              GuestPtr<abi::AddressInet4> interface) {
  return setMembership(thread, fd, group, interface, Socket::Membership::Leave);
}

Errno sock_join_multicast_v6(Thread &thread, uint32_t fd, GuestPtr<abi::AddressInet6> group,
                             uint32_t interface) {
  return setMembership(thread, fd, group, interface, Socket::Membership::Join);
}

Errno sock_leave_multicast_v6(Thread &thread, uint32_t fd, GuestPtr<abi::AddressInet6> group,
                              uint32_t interface) {
  return setMembership(thread, fd, group, interface, Socket::Membership::Leave);
}

} // namespace wasixc::sys
