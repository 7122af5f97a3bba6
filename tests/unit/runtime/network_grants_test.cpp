#include "runtime/fs/network_grants.h"

#include <gtest/gtest.h>

namespace wasixc {
namespace {

SocketAddress inet4(const char *text, uint16_t port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  EXPECT_EQ(inet_pton(AF_INET, text, &address.sin_addr), 1);
  return address;
}

SocketAddress inet6(const char *text, uint16_t port) {
  sockaddr_in6 address = {};
  address.sin6_family = AF_INET6;
  address.sin6_port = htons(port);
  EXPECT_EQ(inet_pton(AF_INET6, text, &address.sin6_addr), 1);
  return address;
}

class NetworkGrantsTest : public testing::Test {
protected:
  void allow(const char *text) {
    std::vector<abi::NetworkRule> rules;
    ASSERT_EQ(abi::parseNetworkRules(text, rules), nullptr) << text;
    grants.add(rules);
  }
  bool listens(const SocketAddress &address, bool isDualStack = false) {
    return grants.requireListen(address, isDualStack).ok();
  }
  bool connects(const SocketAddress &address) { return grants.requireConnect(address).ok(); }

  NetworkGrants grants;
};

TEST_F(NetworkGrantsTest, NothingIsAllowedAtFirst) {
  EXPECT_FALSE(listens(inet4("127.0.0.1", 80)));
  EXPECT_FALSE(connects(inet6("::1", 80)));
  EXPECT_FALSE(grants.hasAny(0xff));
  EXPECT_EQ(grants.requireAny(abi::kNetworkResolve, "look up 'x'", "resolve").error(), Errno::ACCES);
}

TEST_F(NetworkGrantsTest, All) {
  allow("all");
  EXPECT_TRUE(listens(inet4("0.0.0.0", 80)));
  EXPECT_TRUE(listens(inet6("::", 80), true));
  EXPECT_TRUE(connects(inet4("1.2.3.4", 0)));
  EXPECT_TRUE(grants.hasAny(abi::kNetworkResolve));
  EXPECT_TRUE(grants.hasAny(abi::kNetworkUnix));
}

TEST_F(NetworkGrantsTest, OneDirection) {
  allow("listen:127.0.0.1:8000-8002,connect:10.0.0.0/8:443");
  EXPECT_TRUE(listens(inet4("127.0.0.1", 8000)));
  EXPECT_TRUE(listens(inet4("127.0.0.1", 8002)));
  EXPECT_FALSE(listens(inet4("127.0.0.1", 8003)));
  EXPECT_FALSE(listens(inet4("127.0.0.1", 7999)));
  EXPECT_FALSE(listens(inet4("127.0.0.2", 8000)));
  EXPECT_FALSE(connects(inet4("127.0.0.1", 8000)));
  EXPECT_TRUE(connects(inet4("10.255.0.1", 443)));
  EXPECT_FALSE(connects(inet4("11.0.0.1", 443)));
  EXPECT_FALSE(connects(inet4("10.0.0.1", 80)));
  EXPECT_FALSE(listens(inet4("10.0.0.1", 443)));
  EXPECT_FALSE(grants.hasAny(abi::kNetworkResolve));
}

TEST_F(NetworkGrantsTest, PrefixesThatEndWithinAByte) {
  allow("172.16.0.0/12,[fd00::/7]");
  EXPECT_TRUE(connects(inet4("172.31.255.255", 1)));
  EXPECT_FALSE(connects(inet4("172.32.0.0", 1)));
  EXPECT_TRUE(connects(inet6("fc12::1", 1)));
  EXPECT_TRUE(connects(inet6("fd00::1", 1)));
  EXPECT_FALSE(connects(inet6("fe00::1", 1)));
}

// IPv6 spellings of IPv4 addresses, and the address that means this host, do not get around a rule.
TEST_F(NetworkGrantsTest, OtherSpellingsOfAnAddress) {
  allow("connect:10.0.0.1:80,connect:[::/0]:81");
  EXPECT_TRUE(connects(inet6("::ffff:10.0.0.1", 80)));
  EXPECT_FALSE(connects(inet6("::ffff:10.0.0.2", 80)));
  EXPECT_FALSE(connects(inet6("::ffff:10.0.0.2", 81)));
  EXPECT_TRUE(connects(inet6("::", 81)));
  allow("0.0.0.0/8,127.0.0.0/8,[::/64]");
  EXPECT_FALSE(connects(inet4("0.0.0.0", 80)));
  EXPECT_FALSE(listens(inet4("0.0.0.0", 80)));
  EXPECT_FALSE(listens(inet6("::", 80)));
  EXPECT_FALSE(listens(inet6("::ffff:0.0.0.0", 80)));
}

TEST_F(NetworkGrantsTest, DualStackListenersNeedBothFamilies) {
  allow("listen:[::/0]");
  EXPECT_TRUE(listens(inet6("::", 80)));
  EXPECT_FALSE(listens(inet6("::", 80), true));
  allow("listen:0.0.0.0/0:80");
  EXPECT_TRUE(listens(inet6("::", 80), true));
  EXPECT_FALSE(listens(inet6("::", 81), true));
}

TEST_F(NetworkGrantsTest, GroupsNeedTheirAddressOnly) {
  allow("listen:224.0.0.0/4:5353");
  EXPECT_TRUE(grants.requireGroup(inet4("224.0.0.251", 0)).ok());
  EXPECT_FALSE(grants.requireGroup(inet6("ff02::fb", 0)).ok());
}

TEST_F(NetworkGrantsTest, ABarePortNeedsAnAddress) {
  for (const char *text :
       {"", "8080", "listen:", "any", "10.0.0.1:", "10.0.0.1:x", "10.0.0.1:80-", "10.0.0.1:90-80", "10.0.0.1:65536",
        "10.0.0.1/33", "10.0.0.256", "[::1", "::1", "[::1/129]", "[*]", "[::1]80", "all:1", "resolve:x", "listen:all",
        "all,", ",all", "example.org", "connect:example.org:80"}) {
    std::vector<abi::NetworkRule> rules;
    EXPECT_NE(abi::parseNetworkRules(text, rules), nullptr) << text;
  }
}

TEST_F(NetworkGrantsTest, AddressesAsText) {
  EXPECT_EQ(inet4("10.0.0.1", 80).text(), "10.0.0.1:80");
  EXPECT_EQ(inet6("fd00::1", 443).text(), "[fd00::1]:443");
}

TEST(SocketAddressTest, RoundTrips) {
  for (const SocketAddress &address : {inet4("1.2.3.4", 0x1234), inet6("fd00::1:2", 0xfffe)}) {
    const abi::AddressPort guest = address.toGuest();
    const auto back = SocketAddress::fromGuest(guest);
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(back->text(), address.text());
  }
  EXPECT_EQ(inet4("1.2.3.4", 0x1234).toGuest().inet4.port, 0x1234);
  abi::AddressPort unknown = {};
  unknown.family = 9;
  EXPECT_EQ(SocketAddress::fromGuest(unknown).error(), Errno::INVAL);
}

} // namespace
} // namespace wasixc
