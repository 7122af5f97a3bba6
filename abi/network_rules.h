// The grammar of --net: what of the network a program may use. One parser for the compiler, which refuses a
// wrong rule at once, and for the program. Header only, like program_options.h.
//
//   --net RULE[,RULE...]
//
//   RULE      listen[:TARGET] | connect[:TARGET] | resolve | unix | all | TARGET
//   TARGET    ADDRESS[:PORTS]
//   ADDRESS   * | 10.0.0.1 | 10.0.0.0/8 | [::1] | [fd00::/8]
//   PORTS     * | 80 | 8000-8099
//
// A bare TARGET allows to listen and to connect; without a TARGET any is meant, without PORTS all are. `all`
// is every rule. Names are never matched: a guest turns them into addresses through `resolve`.
#pragma once

#include <arpa/inet.h>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wasixc::abi {

enum NetworkPermission : uint8_t {
  kNetworkListen = 1,  // receive connections and datagrams at a local address
  kNetworkConnect = 2, // send to a remote address
  kNetworkResolve = 4, // look names up
  kNetworkUnix = 8,    // UNIX-domain sockets with names in granted directories
};

struct NetworkRule {
  uint8_t permissions = 0;
  int family = AF_UNSPEC; // AF_INET, AF_INET6, or AF_UNSPEC for any address
  uint8_t octets[16] = {};
  unsigned prefixLength = 0;
  uint16_t firstPort = 0;
  uint16_t lastPort = UINT16_MAX;
};

namespace detail {

template <typename Number>
bool parseNumber(std::string_view text, Number most, Number &number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number <= most;
}

inline bool parsePorts(std::string_view text, NetworkRule &rule) {
  if (text == "*")
    return true;
  const size_t dash = text.find('-');
  constexpr uint16_t kMost = UINT16_MAX;
  if (!parseNumber(text.substr(0, dash), kMost, rule.firstPort))
    return false;
  rule.lastPort = rule.firstPort;
  return dash == std::string_view::npos ||
         (parseNumber(text.substr(dash + 1), kMost, rule.lastPort) && rule.firstPort <= rule.lastPort);
}

inline bool parseNetwork(std::string_view text, int family, NetworkRule &rule) {
  const size_t slash = text.find('/');
  const unsigned bits = family == AF_INET ? 32 : 128;
  rule.family = family;
  rule.prefixLength = bits;
  if (inet_pton(family, std::string(text.substr(0, slash)).c_str(), rule.octets) != 1)
    return false;
  return slash == std::string_view::npos || parseNumber(text.substr(slash + 1), bits, rule.prefixLength);
}

inline bool parseTarget(std::string_view text, NetworkRule &rule) {
  const bool isInet6 = text.starts_with('[');
  const size_t end = isInet6 ? text.find(']') : text.find(':');
  std::string_view address = text.substr(0, end);
  std::string_view ports = end == std::string_view::npos ? std::string_view() : text.substr(end);
  if (isInet6) {
    if (ports.empty())
      return false;
    address.remove_prefix(1);
    ports.remove_prefix(1);
  }
  if (!ports.empty() && (!ports.starts_with(':') || !parsePorts(ports.substr(1), rule)))
    return false;
  return address == "*" ? !isInet6 : parseNetwork(address, isInet6 ? AF_INET6 : AF_INET, rule);
}

inline bool parseNetworkRule(std::string_view text, NetworkRule &rule) {
  constexpr uint8_t kBoth = kNetworkListen | kNetworkConnect;
  const size_t colon = text.find(':');
  const std::string_view word = text.substr(0, colon);
  const bool hasTarget = colon != std::string_view::npos;
  if (word == "listen" || word == "connect") {
    rule.permissions = word == "listen" ? kNetworkListen : kNetworkConnect;
    return !hasTarget || parseTarget(text.substr(colon + 1), rule);
  }
  if (word == "all" || word == "resolve" || word == "unix") {
    rule.permissions = word == "all"       ? kBoth | kNetworkResolve | kNetworkUnix
                       : word == "resolve" ? kNetworkResolve
                                           : kNetworkUnix;
    return !hasTarget;
  }
  rule.permissions = kBoth;
  return parseTarget(text, rule);
}

} // namespace detail

// Appends the rules of one --net. Returns null, or what is wrong with it, as parseProgramOption does.
inline const char *parseNetworkRules(std::string_view value, std::vector<NetworkRule> &rules) {
  for (;;) {
    const size_t comma = value.find(',');
    NetworkRule rule;
    if (!detail::parseNetworkRule(value.substr(0, comma), rule))
      return "no rule for the network in the value of";
    rules.push_back(rule);
    if (comma == std::string_view::npos)
      return nullptr;
    value.remove_prefix(comma + 1);
  }
}

} // namespace wasixc::abi
