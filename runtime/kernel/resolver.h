// Names of hosts as addresses, through c-ares: glibc's resolver cannot be linked statically, and would block
// a whole OS thread. The host's configuration counts: /etc/resolv.conf, /etc/hosts, /etc/nsswitch.conf.
#pragma once

#include "runtime/fs/network_grants.h"

#include <string>
#include <vector>

namespace wasixc {

// The addresses of `name`, as a client should try them. Addresses in numbers and `localhost` are answered to
// any guest with a grant for the network; all else needs the rule `resolve`, because questions leave the
// host. NOENT for a name that does not exist or has no address, AGAIN when the servers do not answer.
Result<std::vector<SocketAddress>> resolveName(NetworkGrants &grants, const std::string &name);

} // namespace wasixc
