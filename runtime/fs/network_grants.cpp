#include "runtime/fs/network_grants.h"

#include "abi/config.h"
#include "runtime/base/message.h"

#include <algorithm>
#include <cstring>

namespace wasixc {

using abi::NetworkRule;

namespace {

bool haveCommonPrefix(const uint8_t *left, const uint8_t *right, unsigned bits) {
  const unsigned bytes = bits / 8, rest = bits % 8;
  return memcmp(left, right, bytes) == 0 && (rest == 0 || ((left[bytes] ^ right[bytes]) >> (8 - rest)) == 0);
}

bool containsAddress(const NetworkRule &rule, SocketAddress::Octets address) {
  if (rule.family == AF_UNSPEC)
    return true;
  if (rule.family != address.family)
    return false;
  return address.isUnspecified() ? rule.prefixLength == 0
                                 : haveCommonPrefix(rule.octets, address.bytes, rule.prefixLength);
}

} // namespace

bool NetworkGrants::hasAny(uint8_t permissions) const {
  return std::any_of(rules.begin(), rules.end(),
                     [=](const NetworkRule &rule) { return (rule.permissions & permissions) != 0; });
}

bool NetworkGrants::allows(uint8_t permission, const SocketAddress &address, Ports ports) const {
  return std::any_of(rules.begin(), rules.end(), [&](const NetworkRule &rule) {
    const uint16_t port = address.port();
    return (rule.permissions & permission) != 0 && containsAddress(rule, address.octets()) &&
           (ports == Ports::Any || (rule.firstPort <= port && port <= rule.lastPort));
  });
}

Errno NetworkGrants::deny(std::string_view action, std::string_view option) {
  if (isNoteNeeded.exchange(false, std::memory_order_relaxed))
    printMessage({program, ": note: cannot ", action, ": not granted; run it with ", abi::kOptionsVariable,
                  "='--net ", option, "' or compile it with --net"});
  return Errno::ACCES;
}

Result<void> NetworkGrants::requireAny(uint8_t permissions, std::string_view action,
                                       std::string_view option) {
  if (!hasAny(permissions))
    return deny(action, option);
  return {};
}

Result<void> NetworkGrants::requireListen(const SocketAddress &address, bool isDualStack) {
  bool isAllowed = allows(abi::kNetworkListen, address, Ports::Given);
  if (isAllowed && isDualStack && address.octets().isUnspecified()) {
    sockaddr_in everywhere = {};
    everywhere.sin_family = AF_INET;
    everywhere.sin_port = htons(address.port());
    isAllowed = allows(abi::kNetworkListen, everywhere, Ports::Given);
  }
  if (isAllowed)
    return {};
  std::string target = address.text();
  if (address.octets().isUnspecified())
    target = "*:" + std::to_string(address.port());
  return deny("listen at " + address.text(), "listen:" + target);
}

Result<void> NetworkGrants::requireConnect(const SocketAddress &address) {
  if (allows(abi::kNetworkConnect, address, Ports::Given))
    return {};
  return deny("connect to " + address.text(), "connect:" + address.text());
}

Result<void> NetworkGrants::requireGroup(const SocketAddress &address) {
  if (allows(abi::kNetworkListen, address, Ports::Any))
    return {};
  const std::string text = address.text();
  return deny("join " + text.substr(0, text.rfind(':')), "listen:" + text.substr(0, text.rfind(':')));
}

} // namespace wasixc
