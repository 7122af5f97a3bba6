#include "runtime/kernel/network_interfaces.h"

#include "runtime/base/unique_fd.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <fcntl.h>
#include <ifaddrs.h>
#include <memory>
#include <net/if.h>
#include <net/route.h>
#include <netpacket/packet.h>
#include <string>

namespace wasixc {

namespace {

using InterfaceList = std::unique_ptr<ifaddrs, decltype(&freeifaddrs)>;

Result<InterfaceList> interfaces() {
  ifaddrs *first = nullptr;
  if (getifaddrs(&first) != 0)
    return hostError();
  return InterfaceList(first, &freeifaddrs);
}

SocketAddress inet4(uint32_t networkOrder) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = networkOrder;
  return address;
}

uint8_t prefixLength(const uint8_t *mask, size_t size) {
  int bits = 0;
  for (size_t i = 0; i < size; ++i)
    bits += std::popcount(mask[i]);
  return static_cast<uint8_t>(bits);
}

NetworkPrefix prefixOf(const sockaddr &address, const sockaddr *mask) {
  if (address.sa_family == AF_INET) {
    const auto *bytes = reinterpret_cast<const sockaddr_in *>(mask);
    return {reinterpret_cast<const sockaddr_in &>(address),
            bytes ? prefixLength(reinterpret_cast<const uint8_t *>(&bytes->sin_addr), 4) : uint8_t{32}};
  }
  const auto *bytes = reinterpret_cast<const sockaddr_in6 *>(mask);
  return {reinterpret_cast<const sockaddr_in6 &>(address),
          bytes ? prefixLength(bytes->sin6_addr.s6_addr, 16) : uint8_t{128}};
}

// A table of /proc as words by lines. Empty when it is not there: no IPv6, no /proc.
std::vector<std::vector<std::string>> readTable(const char *path) {
  const UniqueFd fd(open(path, O_RDONLY | O_CLOEXEC));
  std::string text;
  char block[4096];
  for (ssize_t size; fd && (size = read(fd.get(), block, sizeof block)) > 0;)
    text.append(block, static_cast<size_t>(size));
  std::vector<std::vector<std::string>> lines(1);
  std::string word;
  for (const char byte : text) {
    if (!isspace(static_cast<unsigned char>(byte))) {
      word += byte;
      continue;
    }
    if (!word.empty())
      lines.back().push_back(std::exchange(word, {}));
    if (byte == '\n')
      lines.emplace_back();
  }
  return lines;
}

uint32_t hexadecimal(const std::string &text) {
  return static_cast<uint32_t>(strtoul(text.c_str(), nullptr, 16));
}

SocketAddress inet6(const std::string &digits) {
  sockaddr_in6 address = {};
  address.sin6_family = AF_INET6;
  for (size_t i = 0; i < sizeof address.sin6_addr && 2 * i + 2 <= digits.size(); ++i)
    address.sin6_addr.s6_addr[i] = static_cast<uint8_t>(hexadecimal(digits.substr(2 * i, 2)));
  return address;
}

} // namespace

Result<std::vector<NetworkPrefix>> interfaceAddresses() {
  const InterfaceList list = TRY(interfaces());
  std::vector<NetworkPrefix> addresses;
  for (const ifaddrs *entry = list.get(); entry; entry = entry->ifa_next) {
    const int family = entry->ifa_addr ? entry->ifa_addr->sa_family : AF_UNSPEC;
    if ((family == AF_INET || family == AF_INET6) && (entry->ifa_flags & IFF_UP))
      addresses.push_back(prefixOf(*entry->ifa_addr, entry->ifa_netmask));
  }
  return addresses;
}

Result<std::array<uint8_t, 6>> hardwareAddress() {
  const InterfaceList list = TRY(interfaces());
  for (const ifaddrs *entry = list.get(); entry; entry = entry->ifa_next) {
    if (!entry->ifa_addr || entry->ifa_addr->sa_family != AF_PACKET ||
        (entry->ifa_flags & (IFF_LOOPBACK | IFF_UP)) != IFF_UP)
      continue;
    const auto *link = reinterpret_cast<const sockaddr_ll *>(entry->ifa_addr);
    std::array<uint8_t, 6> address;
    if (link->sll_halen != address.size())
      continue;
    std::copy_n(link->sll_addr, address.size(), address.begin());
    return address;
  }
  return Errno::NODEV;
}

// The columns are those of proc_pid_net(5): addresses in hexadecimal, of IPv4 in the byte order of memory.
Result<std::vector<NetworkRoute>> interfaceRoutes() {
  enum Inet4Column { kDestination = 1, kGateway, kFlags, kMask = 7, kInet4Columns = 11 };
  enum Inet6Column { kTarget = 0, kLength, kNextHop = 4, kInet6Flags = 8, kInet6Columns = 10 };
  std::vector<NetworkRoute> routes;
  for (const auto &line : readTable("/proc/net/route")) {
    if (line.size() < kInet4Columns || !(hexadecimal(line[kFlags]) & RTF_UP))
      continue;
    const uint32_t mask = hexadecimal(line[kMask]);
    routes.push_back({{inet4(hexadecimal(line[kDestination])), static_cast<uint8_t>(std::popcount(mask))},
                      inet4(hexadecimal(line[kGateway]))});
  }
  for (const auto &line : readTable("/proc/net/ipv6_route")) {
    constexpr uint32_t kLocal = 0x80000000; // an address of the host itself
    if (line.size() < kInet6Columns ||
        (hexadecimal(line[kInet6Flags]) & (RTF_UP | RTF_REJECT | kLocal)) != RTF_UP)
      continue;
    routes.push_back(
        {{inet6(line[kTarget]), static_cast<uint8_t>(hexadecimal(line[kLength]))}, inet6(line[kNextHop])});
  }
  return routes;
}

} // namespace wasixc
