#include "runtime/sys/socket_name.h"

#include "runtime/base/descriptor_name.h"
#include "runtime/fs/host_directory.h"
#include "runtime/fs/memory_directory.h"
#include "runtime/kernel/kernel.h"

#include <cstddef>
#include <fcntl.h>
#include <sys/stat.h>

namespace wasixc::sys {

namespace {

using abi::AddressFamily;
using abi::AddressPort;

// How many bytes of an address its family uses.
size_t usedBytes(uint8_t family) {
  switch (static_cast<AddressFamily>(family)) {
  case AddressFamily::Inet4:
    return offsetof(AddressPort, inet4) + sizeof(AddressPort::inet4);
  case AddressFamily::Inet6:
    return offsetof(AddressPort, inet6) + sizeof(AddressPort::inet6);
  case AddressFamily::Unix:
    return sizeof(AddressPort);
  default:
    return offsetof(AddressPort, path);
  }
}

Result<AddressPort> load(Thread &thread, GuestPtr<AddressPort> pointer) {
  const GuestMemory memory = thread.memory();
  AddressPort address = {};
  const uint8_t family = TRY(memory.load(GuestPtr<uint8_t>{pointer.address}));
  const size_t size = usedBytes(family);
  memcpy(&address, TRY(memory.bytes(pointer.address, size)), size);
  address.family = family; // the bytes may have changed meanwhile
  return address;
}

// The host's way to a file through a descriptor; NAMETOOLONG when that does not fit.
Result<SocketAddress> hostName(int anchor, std::string_view name) {
  const std::string text = descriptorPath(anchor) + std::string(name);
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (text.size() >= sizeof address.sun_path)
    return Errno::NAMETOOLONG;
  memcpy(address.sun_path, text.data(), text.size());
  return SocketAddress(address);
}

// A name that the guest may use, and where it leads.
struct GrantedName {
  std::string guest;
  ResolvedPath place;
};

Result<GrantedName> grantedName(Thread &thread, const AddressPort &address) {
  std::string name = TRY(unixNameOf(address));
  NetworkGrants &network = thread.process().kernel.network;
  const auto requireGrant = [&] {
    return network.requireAny(abi::kNetworkUnix, "use the UNIX-domain socket '" + name + "'", "unix");
  };
  auto place = ResolvedPath::of(thread.process(), name);
  if (!place.ok() || !place->directory().memoryDirectory())
    TRY(requireGrant());
  if (!place.ok())
    return place.error();
  return GrantedName{std::move(name), std::move(*place)};
}

// A name in memory outlives its socket, and the kernel may give the socket's address to another one then.
Result<UnixName> existingMemoryName(Thread &thread, MemoryDirectory &directory, GrantedName granted) {
  UnixName name;
  name.host = TRY(directory.socketAddress(granted.place.below()));
  name.guest = std::move(granted.guest);
  if (thread.process().kernel.socketNames.guestName(name.host.unixName()).empty())
    return Errno::CONNREFUSED;
  return name;
}

// The socket itself is opened, so nothing is resolved after the check.
Result<UnixName> existingName(Thread &thread, const AddressPort &address) {
  GrantedName granted = TRY(grantedName(thread, address));
  if (MemoryDirectory *const memory = granted.place.directory().memoryDirectory())
    return existingMemoryName(thread, *memory, std::move(granted));
  UnixName name;
  name.anchor = TRY(granted.place.openForHost(O_PATH));
  struct stat status;
  if (fstat(name.anchor.get(), &status) != 0)
    return hostError();
  if (!S_ISSOCK(status.st_mode))
    return Errno::CONNREFUSED;
  name.guest = std::move(granted.guest);
  name.host = TRY(hostName(name.anchor.get(), ""));
  return name;
}

// The last name is made by bind, which does not follow it. (Its directory is copied even if it is the grant
// itself: the anchor belongs to this name alone.)
Result<UnixName> newHostName(HostDirectory &directory, GrantedName granted) {
  if (directory.refusesChanges())
    return Errno::ROFS;
  const std::string_view below = granted.place.below().view();
  const size_t slash = below.rfind('/', below.find_last_not_of('/'));
  const std::string_view last = slash == std::string_view::npos ? below : below.substr(slash + 1);
  const std::string_view parent = slash == std::string_view::npos ? "." : below.substr(0, slash);
  if (last == "." || last == "./")
    return Errno::ADDRINUSE;
  GuestPath path;
  TRY(path.assign({reinterpret_cast<const uint8_t *>(parent.data()), parent.size()}));
  UnixName name;
  name.anchor = TRY(directory.openForHost(path, O_PATH | O_DIRECTORY));
  name.guest = std::move(granted.guest);
  name.host = TRY(hostName(name.anchor.get(), "/" + std::string(last)));
  return name;
}

Result<NewSocketTarget> newName(Thread &thread, const AddressPort &address) {
  GrantedName granted = TRY(grantedName(thread, address));
  if (HostDirectory *host = granted.place.directory().hostDirectory())
    return NewSocketTarget(TRY(newHostName(*host, std::move(granted))));
  if (!granted.place.directory().memoryDirectory())
    return Errno::ACCES;
  return NewSocketTarget(MemoryName{std::move(granted.place), std::move(granted.guest)});
}

template <typename Target, typename ResolveName>
Result<Target> loadAddress(Thread &thread, GuestPtr<AddressPort> pointer, ResolveName resolveName) {
  const AddressPort address = TRY(load(thread, pointer));
  if (address.family == static_cast<uint8_t>(AddressFamily::Unix))
    return Target(TRY(resolveName(thread, address)));
  return Target(TRY(SocketAddress::fromGuest(address)));
}

} // namespace

Result<SocketTarget> loadTarget(Thread &thread, GuestPtr<AddressPort> address) {
  return loadAddress<SocketTarget>(thread, address, existingName);
}

Result<NewSocketTarget> loadNewName(Thread &thread, GuestPtr<AddressPort> address) {
  return loadAddress<NewSocketTarget>(thread, address, newName);
}

Result<void> storeAddress(Thread &thread, GuestPtr<AddressPort> result, const AddressPort &address) {
  const size_t size = usedBytes(address.family);
  memcpy(TRY(thread.memory().bytes(result.address, size)), &address, size);
  return {};
}

Result<void> storeAddress(Thread &thread, GuestPtr<AddressPort> result, const SocketAddress &peer) {
  if (peer.family() == AF_UNIX)
    return storeAddress(thread, result,
                        unixAddress(thread.process().kernel.socketNames.guestName(peer.unixName())));
  return storeAddress(thread, result, peer.toGuest());
}

} // namespace wasixc::sys
