#include "runtime/fs/socket_address.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cstring>

namespace wasixc {

using abi::AddressFamily;
using abi::AddressPort;

namespace {

uint32_t joined(uint16_t high, uint16_t low) { return uint32_t{high} << 16 | low; }

sockaddr_in6 inet6Of(const AddressPort &address) {
  sockaddr_in6 result = {};
  result.sin6_family = AF_INET6;
  result.sin6_port = htons(address.inet6.port);
  memcpy(&result.sin6_addr, address.inet6.octets, sizeof result.sin6_addr);
  result.sin6_flowinfo = htonl(joined(address.inet6.flowInfo1, address.inet6.flowInfo0));
  result.sin6_scope_id = joined(address.inet6.scopeId1, address.inet6.scopeId0);
  return result;
}

void setInet6(const sockaddr_in6 &address, AddressPort &result) {
  const uint32_t flow = ntohl(address.sin6_flowinfo);
  result.inet6.port = ntohs(address.sin6_port);
  memcpy(result.inet6.octets, &address.sin6_addr, sizeof address.sin6_addr);
  result.inet6.flowInfo1 = static_cast<uint16_t>(flow >> 16);
  result.inet6.flowInfo0 = static_cast<uint16_t>(flow);
  result.inet6.scopeId1 = static_cast<uint16_t>(address.sin6_scope_id >> 16);
  result.inet6.scopeId0 = static_cast<uint16_t>(address.sin6_scope_id);
}

} // namespace

Result<SocketAddress> SocketAddress::fromGuest(const AddressPort &address) {
  switch (static_cast<AddressFamily>(address.family)) {
  case AddressFamily::Unspecified:
    return SocketAddress();
  case AddressFamily::Inet4: {
    sockaddr_in result = {};
    result.sin_family = AF_INET;
    result.sin_port = htons(address.inet4.port);
    memcpy(&result.sin_addr, address.inet4.octets, sizeof result.sin_addr);
    return SocketAddress(result);
  }
  case AddressFamily::Inet6:
    return SocketAddress(inet6Of(address));
  case AddressFamily::Unix:
    return Errno::AFNOSUPPORT;
  }
  return Errno::INVAL;
}

AddressPort SocketAddress::toGuest() const {
  AddressPort result = {};
  switch (family()) {
  case AF_INET:
    result.family = static_cast<uint8_t>(AddressFamily::Inet4);
    result.inet4.port = ntohs(inet4.sin_port);
    memcpy(result.inet4.octets, &inet4.sin_addr, sizeof inet4.sin_addr);
    break;
  case AF_INET6:
    result.family = static_cast<uint8_t>(AddressFamily::Inet6);
    setInet6(inet6, result);
    break;
  case AF_UNIX:
    result.family = static_cast<uint8_t>(AddressFamily::Unix);
    break;
  default:
    break;
  }
  return result;
}

uint16_t SocketAddress::port() const { return ntohs(family() == AF_INET ? inet4.sin_port : inet6.sin6_port); }

SocketAddress::Octets SocketAddress::octets() const {
  constexpr size_t kMappedPrefix = 12;
  if (family() == AF_INET)
    return {AF_INET, reinterpret_cast<const uint8_t *>(&inet4.sin_addr)};
  const uint8_t *bytes = inet6.sin6_addr.s6_addr;
  if (IN6_IS_ADDR_V4MAPPED(&inet6.sin6_addr))
    return {AF_INET, bytes + kMappedPrefix};
  return {AF_INET6, bytes};
}

bool SocketAddress::Octets::isUnspecified() const {
  return std::all_of(bytes, bytes + count(), [](uint8_t byte) { return byte == 0; });
}

std::string SocketAddress::text() const {
  char buffer[INET6_ADDRSTRLEN];
  const Octets address = octets();
  const std::string numbers = inet_ntop(address.family, address.bytes, buffer, sizeof buffer);
  return (address.family == AF_INET ? numbers : "[" + numbers + "]") + ":" + std::to_string(port());
}

std::string_view SocketAddress::unixName() const {
  constexpr size_t kNameOffset = offsetof(sockaddr_un, sun_path);
  if (family() != AF_UNIX || size <= kNameOffset)
    return {};
  const size_t room = std::min<size_t>(size, sizeof local) - kNameOffset;
  return {local.sun_path, local.sun_path[0] == '\0' ? room : strnlen(local.sun_path, room)};
}

AddressPort unixAddress(std::string_view name) {
  AddressPort result = {};
  result.family = static_cast<uint8_t>(AddressFamily::Unix);
  memcpy(result.path, name.data(), std::min(name.size(), sizeof result.path));
  return result;
}

Result<std::string> unixNameOf(const AddressPort &address) {
  const auto *text = reinterpret_cast<const char *>(address.path);
  const size_t length = strnlen(text, sizeof address.path);
  if (length > 0)
    return std::string(text, length);
  const bool isAbstract =
      std::any_of(address.path, address.path + sizeof address.path, [](uint8_t byte) { return byte != 0; });
  return isAbstract ? Errno::ACCES : Errno::NOENT;
}

} // namespace wasixc
