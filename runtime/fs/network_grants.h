// What guests may use of the network: the rules of --net (abi/network_rules.h). Nothing, until one is added.
//
// Every use of an address is asked for here before the host sees it, and what is refused answers ACCES, as
// POSIX has it for a connection that a policy forbids. The first refusal is explained on stderr.
#pragma once

#include "abi/network_rules.h"
#include "runtime/fs/socket_address.h"

#include <atomic>
#include <vector>

namespace wasixc {

class NetworkGrants {
public:
  void setProgram(std::string_view name) { program = name; }
  // Requires: no guest runs yet.
  void add(const std::vector<abi::NetworkRule> &more) { rules.insert(rules.end(), more.begin(), more.end()); }

  // Whether there is a rule with one of these permissions (a sum), no matter for which address.
  bool hasAny(uint8_t permissions) const;

  Result<void> requireAny(uint8_t permissions, std::string_view action, std::string_view option);
  // For a local address to receive at. The unspecified address stands for all of its host, so a rule must
  // allow any address; `isDualStack` says that :: receives for IPv4 as well.
  Result<void> requireListen(const SocketAddress &address, bool isDualStack);
  // For a remote address to send to. Linux takes the unspecified address for the host itself.
  Result<void> requireConnect(const SocketAddress &address);
  // For a multicast group to join: its ports are chosen by bind.
  Result<void> requireGroup(const SocketAddress &address);

private:
  enum class Ports : bool { Any, Given };
  bool allows(uint8_t permission, const SocketAddress &address, Ports ports) const;
  Errno deny(std::string_view action, std::string_view option);

  std::string_view program;
  std::vector<abi::NetworkRule> rules;
  std::atomic<bool> isNoteNeeded{true};
};

} // namespace wasixc
