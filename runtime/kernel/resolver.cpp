#include "runtime/kernel/resolver.h"

#include "runtime/base/host_poller.h"

#include <ares.h>
#include <arpa/inet.h>
#include <netdb.h>
#include <optional>

namespace wasixc {

namespace {

using Addresses = std::vector<SocketAddress>;

std::optional<Addresses> knownAddresses(const std::string &name) {
  sockaddr_in inet4 = {};
  inet4.sin_family = AF_INET;
  sockaddr_in6 inet6 = {};
  inet6.sin6_family = AF_INET6;
  if (inet_pton(AF_INET, name.c_str(), &inet4.sin_addr) == 1)
    return Addresses{inet4};
  if (inet_pton(AF_INET6, name.c_str(), &inet6.sin6_addr) == 1)
    return Addresses{inet6};
  if (name != "localhost")
    return std::nullopt;
  inet4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  inet6.sin6_addr = in6addr_loopback;
  return Addresses{inet4, inet6};
}

Errno errorOf(int status) {
  switch (status) {
  case ARES_SUCCESS:
    return Errno::SUCCESS;
  case ARES_ENOTFOUND:
  case ARES_ENODATA:
    return Errno::NOENT;
  case ARES_EBADNAME:
    return Errno::INVAL;
  case ARES_ENOMEM:
    return Errno::NOMEM;
  case ARES_ECANCELLED:
  case ARES_EDESTRUCTION:
    return Errno::INTR;
  case ARES_ETIMEOUT:
  case ARES_ECONNREFUSED:
  case ARES_ESERVFAIL:
    return Errno::AGAIN;
  default:
    return Errno::IO;
  }
}

// One question to c-ares. A channel of its own for each: nothing is shared between processes.
class Lookup {
public:
  Lookup() = default;
  Lookup(const Lookup &) = delete;
  Lookup &operator=(const Lookup &) = delete;
  ~Lookup() {
    if (channel)
      ares_destroy(channel);
  }

  Result<Addresses> run(const std::string &name) {
    static const int libraryStatus = ares_library_init(ARES_LIB_INIT_ALL);
    if (libraryStatus != ARES_SUCCESS || ares_init(&channel) != ARES_SUCCESS)
      return Errno::IO;
    ares_addrinfo_hints hints = {};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM; // one answer for each address
    ares_getaddrinfo(channel, name.c_str(), nullptr, &hints, &Lookup::finish, this);
    while (!status)
      TRY(process());
    if (*status != ARES_SUCCESS)
      return errorOf(*status);
    if (addresses.empty())
      return Errno::NOENT;
    return std::move(addresses);
  }

private:
  static void finish(void *lookup, int status, int, ares_addrinfo *info) {
    auto &self = *static_cast<Lookup *>(lookup);
    self.status = status;
    for (const ares_addrinfo_node *node = info ? info->nodes : nullptr; node; node = node->ai_next) {
      if (node->ai_family == AF_INET)
        self.addresses.emplace_back(*reinterpret_cast<const sockaddr_in *>(node->ai_addr));
      else if (node->ai_family == AF_INET6)
        self.addresses.emplace_back(*reinterpret_cast<const sockaddr_in6 *>(node->ai_addr));
    }
    if (info)
      ares_freeaddrinfo(info);
  }

  // Waits for the servers, and hands over to c-ares what has come.
  Result<void> process() {
    ares_socket_t sockets[ARES_GETSOCK_MAXNUM];
    const unsigned which = static_cast<unsigned>(ares_getsock(channel, sockets, ARES_GETSOCK_MAXNUM));
    std::vector<pollfd> entries;
    for (int i = 0; i < ARES_GETSOCK_MAXNUM; ++i) {
      const short events = static_cast<short>((ARES_GETSOCK_READABLE(which, i) ? POLLIN : 0) |
                                              (ARES_GETSOCK_WRITABLE(which, i) ? POLLOUT : 0));
      if (events)
        entries.push_back({sockets[i], events, 0});
    }
    if (const auto waited = waitForHost(entries, nextTimeout());
        !waited.ok() && waited.error() != Errno::TIMEDOUT)
      return waited.error();
    for (const pollfd &entry : entries) {
      const bool hasFailed = (entry.revents & (POLLERR | POLLHUP)) != 0;
      ares_process_fd(channel, hasFailed || (entry.revents & POLLIN) ? entry.fd : ARES_SOCKET_BAD,
                      hasFailed || (entry.revents & POLLOUT) ? entry.fd : ARES_SOCKET_BAD);
    }
    ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD); // timeouts
    return {};
  }

  blocking::Deadline nextTimeout() {
    constexpr uint64_t kNanosecondsPerSecond = 1'000'000'000, kNanosecondsPerMicrosecond = 1'000;
    timeval longest = {.tv_sec = 1, .tv_usec = 0}, buffer;
    const timeval *left = ares_timeout(channel, &longest, &buffer);
    return blocking::now() + static_cast<uint64_t>(left->tv_sec) * kNanosecondsPerSecond +
           static_cast<uint64_t>(left->tv_usec) * kNanosecondsPerMicrosecond;
  }

  ares_channel channel = nullptr;
  std::optional<int> status;
  Addresses addresses;
};

} // namespace

Result<Addresses> resolveName(NetworkGrants &grants, const std::string &name) {
  constexpr uint8_t kAny = abi::kNetworkListen | abi::kNetworkConnect | abi::kNetworkResolve;
  if (const auto known = knownAddresses(name); known && grants.hasAny(kAny))
    return Addresses(*known);
  TRY(grants.requireAny(abi::kNetworkResolve, "look up '" + name + "'", "resolve"));
  return Lookup().run(name);
}

} // namespace wasixc
