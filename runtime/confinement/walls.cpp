// See walls.h.
#include "runtime/confinement/walls.h"

#include "runtime/confinement/landlock.h"
#include "runtime/confinement/privileges.h"
#include "runtime/confinement/system_calls.h"

#include <algorithm>
#include <fcntl.h>

namespace wasixc::confinement {

namespace {

constexpr uint16_t kNamePort = 53; // where c-ares asks for addresses
constexpr unsigned kMostPortRules =
    1024; // beyond, single rules for ports would cost more than they are worth
constexpr uint64_t kReading = landlock::kReadFile | landlock::kReadDirectory;
constexpr uint64_t kChanging = kReading | landlock::kWriteFile | landlock::kTruncate |
                               landlock::kRemoveDirectory | landlock::kRemoveFile | landlock::kMakeDirectory |
                               landlock::kMakeRegular | landlock::kMakeSymlink | landlock::kRefer;

// What the runtime itself opens while guests run.
constexpr const char *kOwnFiles[] = {
    "/proc/self/exe", // the initial memory of this program
};
constexpr const char *kNetworkFiles[] = {"/etc/services"};
constexpr const char *kNameFiles[] = {"/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf",
                                      "/etc/host.conf", "/etc/svc.conf"};

bool hasPermission(const WallPlan &plan, uint8_t permissions) {
  return std::ranges::any_of(plan.network,
                             [=](const auto &rule) { return (rule.permissions & permissions) != 0; });
}

bool hasWritable(const WallPlan &plan) {
  return std::ranges::any_of(plan.directories, [](const auto &grant) { return !grant.isReadOnly; });
}

// How many ports the rules with a permission name.
unsigned portCount(const WallPlan &plan, uint8_t permission) {
  unsigned count = 0;
  for (const abi::NetworkRule &rule : plan.network)
    count += rule.permissions & permission ? rule.lastPort - rule.firstPort + 1u : 0;
  return count;
}

class FileWall {
public:
  explicit FileWall(const WallPlan &plan) : plan(plan) {}

  Result<void> raise() {
    LandlockRules rules = TRY(LandlockRules::create(handledNetwork()));
    for (const WallPlan::Directory &grant : plan.directories)
      TRY(rules.allow(grant.descriptor, grant.isReadOnly ? kReading : kChanging | socketAccess()));
    TRY(rules.allowNamed("/dev/null", landlock::kReadFile | landlock::kWriteFile));
    TRY(rules.allowNamed("/dev/tty", landlock::kReadFile | landlock::kWriteFile | landlock::kControlDevice));
    TRY(allowReading(rules, kOwnFiles));
    if (usesNetwork())
      TRY(allowNetworkFiles(rules));
    if (hasPermission(plan, abi::kNetworkResolve))
      TRY(allowReading(rules, kNameFiles));
    TRY(allowPorts(rules, abi::kNetworkListen, landlock::kBindTcp));
    TRY(allowPorts(rules, abi::kNetworkConnect, landlock::kConnectTcp));
    if (hasPermission(plan, abi::kNetworkResolve))
      TRY(rules.allowPort(kNamePort, landlock::kConnectTcp));
    return rules.restrictSelf();
  }

private:
  bool usesNetwork() const {
    return hasPermission(plan, abi::kNetworkListen | abi::kNetworkConnect | abi::kNetworkResolve);
  }

  uint64_t socketAccess() const { return hasPermission(plan, abi::kNetworkUnix) ? landlock::kMakeSocket : 0; }

  // Landlock knows ports and no addresses: those are the first wall's business alone.
  uint64_t handledNetwork() const {
    uint64_t handled = 0;
    if (portCount(plan, abi::kNetworkListen) <= kMostPortRules)
      handled |= landlock::kBindTcp;
    if (portCount(plan, abi::kNetworkConnect) <= kMostPortRules)
      handled |= landlock::kConnectTcp;
    return handled;
  }

  // A rule holds for as long as the kernel knows the directory by the same object, which is as long as it is
  // open. (The tables in it are made anew for whoever opens them.)
  static Result<void> allowNetworkFiles(LandlockRules &rules) {
    UniqueFd tables(open("/proc/net", O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (tables)
      TRY(rules.allow(tables.take(), kReading));
    return allowReading(rules, kNetworkFiles);
  }

  template <size_t kCount>
  static Result<void> allowReading(LandlockRules &rules, const char *const (&paths)[kCount]) {
    for (const char *path : paths)
      TRY(rules.allowNamed(path, kReading));
    return {};
  }

  // Port 0 stands for one that the kernel chooses, which needs no rule of --net.
  Result<void> allowPorts(LandlockRules &rules, abi::NetworkPermission permission, uint64_t access) const {
    if (!(handledNetwork() & access) || !usesNetwork())
      return {};
    TRY(rules.allowPort(0, access));
    for (const abi::NetworkRule &rule : plan.network)
      for (unsigned port = rule.firstPort; (rule.permissions & permission) && port <= rule.lastPort; ++port)
        TRY(rules.allowPort(static_cast<uint16_t>(port), access));
    return {};
  }

  const WallPlan &plan;
};

SystemCallNeeds needsOf(const WallPlan &plan) {
  const auto isReadOnly = [](const auto &grant) { return grant.isReadOnly; };
  return {.changesFiles = hasWritable(plan),
          .mapsImages = plan.loadsImages || std::ranges::any_of(plan.directories, isReadOnly),
          .usesNetwork =
              hasPermission(plan, abi::kNetworkListen | abi::kNetworkConnect | abi::kNetworkResolve),
          .usesUnixNames = hasPermission(plan, abi::kNetworkUnix),
          .helpers = plan.helpers};
}

} // namespace

// In this order: each step needs what the later ones take away.
std::string raiseWalls(const WallPlan &plan) {
  using Strength = WallPlan::Strength;
  if (plan.strength == Strength::Off)
    return "";
  const bool isRequired = plan.strength == Strength::Hardened;
  if (!refuseNewPrivileges().ok())
    return isRequired ? "this kernel cannot refuse new privileges" : "";
  const bool hasDropped = dropCapabilities(hasPermission(plan, abi::kNetworkListen)).ok();
  const bool hasFiles = FileWall(plan).raise().ok();
  const bool isHidden = !isRequired || hideFromOthers().ok();
  const bool hasFilter = filterSystemCalls(needsOf(plan)).ok();
  if (!isRequired)
    return "";
  return !hasDropped  ? "capabilities cannot be given up"
         : !hasFiles  ? "this kernel has no Landlock"
         : !hasFilter ? "this kernel has no filters of system calls"
         : !isHidden  ? "the process cannot be hidden from others"
                      : "";
}

} // namespace wasixc::confinement
