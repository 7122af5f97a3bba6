// The broker: a process beside the host process that has modules compiled, where a compiler was named.
//
// A guest that runs or loads a module needs a compiler run, a cache written: things that the runtime itself
// must not be able to do once guests run, in case one of them takes it over. So before the first guest runs,
// and before the host process gives up its rights, it forks this process. It keeps the compiler's descriptor
// and the cache's, knows one kind of request (protocol.h), and believes nothing that it is told: it checks
// that the module cannot change, runs the named compiler on it or finds what that has made of the same bytes
// before, and answers with a descriptor. Each request is served by a process of its own, as many at once as
// there are CPUs; further ones wait in the socket. The broker ends when the host process does.
#pragma once

#include "runtime/base/result.h"
#include "runtime/base/sealed_copy.h"
#include "runtime/broker/named_compiler.h"
#include "runtime/broker/protocol.h"

#include <string>
#include <string_view>

namespace wasixc::broker {

class CompilerBroker {
public:
  // Forks the broker. `name` and `guestReach` are as for openCompiler. False when the compiler or the cache
  // cannot be used: `problem` says why.
  bool start(std::string_view name, const GuestReach &guestReach, std::string &problem);

  bool isRunning() const { return static_cast<bool>(channel); }
  // The socket that requests go over; negative without a broker.
  int channelDescriptor() const { return channel.get(); }

  // The module compiled. Sleeps as long as that takes, or until `mustStop`: INTR. NOEXEC when the compiler
  // refuses it; `problem` says why, or what else is wrong.
  Result<UniqueFd> compile(int module, ModuleUse use, MustStop mustStop, std::string &problem) const;

private:
  UniqueFd channel;
};

} // namespace wasixc::broker
