// The runtime's side of the broker.
#include "runtime/base/host_poller.h"
#include "runtime/broker/broker.h"
#include "runtime/broker/packet.h"

#include <poll.h>

namespace wasixc::broker {

namespace {

constexpr uint64_t kRound = 50'000'000; // nanoseconds

// Signals for the guest wait until the call is over, as with execve: what interrupts the sleep is not asked
// for again until somebody attends to it, so from then on the sleep is short rounds in the host.
Result<void> sleepUntil(int socket, short events, MustStop mustStop) {
  auto done = waitForHost(socket, events);
  while (!done.ok() && done.error() == Errno::INTR) {
    if (mustStop())
      return Errno::INTR;
    pollfd entry = {socket, events, 0};
    const blocking::Region region;
    if (::poll(&entry, 1, kRound / 1'000'000) > 0)
      return {};
  }
  return done;
}

Result<void> sendRequest(int channel, ModuleUse use, int module, int reply, MustStop mustStop) {
  const Request request = {.use = use};
  const int descriptors[Request::kDescriptors] = {module, reply};
  for (;;) {
    const auto sent = sendPacket(channel, std::as_bytes(std::span(&request, 1)), descriptors);
    if (sent.ok() || sent.error() != Errno::AGAIN)
      return sent;
    TRY(sleepUntil(channel, POLLOUT, mustStop));
  }
}

} // namespace

Result<UniqueFd> CompilerBroker::compile(int module, ModuleUse use, MustStop mustStop,
                                         std::string &problem) const {
  problem = "the process for the compiler has ended";
  auto sockets = TRY(SocketPair::create());
  TRY(sendRequest(channel.get(), use, module, sockets.second.get(), mustStop));
  sockets.second = UniqueFd(); // so that the end of whoever serves the request is seen
  TRY(sleepUntil(sockets.first.get(), POLLIN, mustStop));
  Answer answer = {};
  Packet packet = TRY(receivePacket(sockets.first.get(), std::as_writable_bytes(std::span(&answer, 1))));
  if (packet.bytes != sizeof answer || answer.textLength > Answer::kMostText)
    return Errno::IO;
  problem.assign(answer.text, answer.textLength);
  if (answer.status != Status::Compiled || packet.descriptorCount != 1)
    return answer.status == Status::Refused ? Errno::NOEXEC : Errno::IO;
  return std::move(packet.descriptors[0]);
}

} // namespace wasixc::broker
