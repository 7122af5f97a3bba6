// The address of a socket in the host's form, and its translation from and to the guest's (abi::AddressPort:
// ports little-endian, addresses in network order; WASIX types 10).
//
// Names of UNIX-domain sockets are guest paths; socket_names.h says how they become host names.
#pragma once

#include "abi/types.h"
#include "runtime/base/result.h"

#include <netinet/in.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>

namespace wasixc {

// How many bytes an address has that the kernel has chosen for a UNIX-domain socket (unix(7), autobind): the
// family, a NUL and five digits.
constexpr uint32_t kAutomaticNameBytes = 8;

class SocketAddress {
public:
  SocketAddress() = default;
  SocketAddress(const sockaddr_in &address) : inet4(address), size(sizeof address) {}
  SocketAddress(const sockaddr_in6 &address) : inet6(address), size(sizeof address) {}
  SocketAddress(const sockaddr_un &address) : local(address), size(sizeof address) {}

  // From the guest's form, of which only the bytes of its family are looked at. INVAL for a family that does
  // not exist; AFNOSUPPORT for UNIX-domain names, which are no addresses for the network.
  static Result<SocketAddress> fromGuest(const abi::AddressPort &address);
  abi::AddressPort toGuest() const;

  int family() const { return size == 0 ? AF_UNSPEC : any.sa_family; }
  uint16_t port() const;
  // The 4 or 16 bytes of an address of the network. IPv4 addresses in IPv6's clothes (::ffff:0:0/96) come out
  // as IPv4: they reach the same hosts.
  struct Octets {
    int family;
    const uint8_t *bytes;
    size_t count() const { return family == AF_INET ? 4 : 16; }
    bool isUnspecified() const;
  };
  Octets octets() const;
  std::string text() const; // as in a rule of --net

  const sockaddr *host() const { return &any; }
  sockaddr *host() { return &any; }
  socklen_t hostSize() const { return size; }
  // For calls that fill in an address: its size is in and out.
  socklen_t *receive() {
    size = sizeof storage;
    return &size;
  }
  // The name in a UNIX-domain address, without the terminator; empty for none. Names that the kernel has
  // chosen begin with a NUL.
  std::string_view unixName() const;

private:
  union {
    sockaddr any;
    sockaddr_in inet4;
    sockaddr_in6 inet6;
    sockaddr_un local;
    sockaddr_storage storage = {};
  };
  socklen_t size = 0;
};

// A UNIX-domain name in the guest's form; cut off where it does not fit.
abi::AddressPort unixAddress(std::string_view name);
// The name in the guest's form. NOENT for none, ACCES for an abstract one: those belong to no directory.
Result<std::string> unixNameOf(const abi::AddressPort &address);

} // namespace wasixc
