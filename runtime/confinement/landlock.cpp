// See landlock.h.
#include "runtime/confinement/landlock.h"

#include <cstddef>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

namespace wasixc::confinement {

namespace {

// The same on all architectures.
constexpr long kCreateRuleset = 444, kAddRule = 445, kRestrictSelf = 446;
constexpr uint32_t kAskForVersion = 1;
enum RuleType : int { kPathBeneath = 1, kPort = 2 };

struct RulesetAttributes {
  uint64_t handledFiles, handledNetwork, scoped;
};
struct PathBeneath {
  uint64_t allowed;
  int32_t parent;
} __attribute__((packed));
struct Port {
  uint64_t allowed, port;
};

constexpr uint64_t kScopeAbstractSockets = 1 << 0, kScopeSignals = 1 << 1;

// All rights up to and including `last`.
constexpr uint64_t upTo(landlock::FileAccess last) { return 2 * static_cast<uint64_t>(last) - 1; }

uint64_t knownFileAccess(int version) {
  if (version >= 5)
    return upTo(landlock::kControlDevice);
  if (version >= 3)
    return upTo(landlock::kTruncate);
  return version == 2 ? upTo(landlock::kRefer) : upTo(landlock::kMakeSymlink);
}

size_t attributesSize(int version) {
  if (version >= 6)
    return sizeof(RulesetAttributes);
  return version >= 4 ? offsetof(RulesetAttributes, scoped) : offsetof(RulesetAttributes, handledNetwork);
}

Result<void> checked(long result) {
  if (result != 0)
    return hostError();
  return {};
}

} // namespace

int landlock::version() {
  const long version = syscall(kCreateRuleset, nullptr, size_t{0}, kAskForVersion);
  return version < 0 ? 0 : static_cast<int>(version);
}

Result<LandlockRules> LandlockRules::create(uint64_t handledNetwork) {
  const int version = landlock::version();
  if (version == 0)
    return Errno::NOSYS;
  const RulesetAttributes attributes = {.handledFiles = knownFileAccess(version),
                                        .handledNetwork = version >= 4 ? handledNetwork : 0,
                                        .scoped = version >= 6 ? kScopeAbstractSockets | kScopeSignals : 0};
  UniqueFd ruleset(
      static_cast<int>(syscall(kCreateRuleset, &attributes, attributesSize(version), uint32_t{0})));
  if (!ruleset)
    return hostError();
  return LandlockRules(std::move(ruleset), attributes.handledFiles, attributes.handledNetwork);
}

Result<void> LandlockRules::allow(int file, uint64_t access) {
  const PathBeneath rule = {.allowed = access & handledFiles, .parent = file};
  if (rule.allowed == 0)
    return {};
  return checked(syscall(kAddRule, ruleset.get(), kPathBeneath, &rule, uint32_t{0}));
}

Result<void> LandlockRules::allowNamed(const char *path, uint64_t access) {
  const UniqueFd file(open(path, O_PATH | O_CLOEXEC));
  struct stat status;
  if (!file || fstat(file.get(), &status) != 0)
    return {};
  return allow(file.get(), S_ISDIR(status.st_mode) ? access : access & landlock::kOfFiles);
}

Result<void> LandlockRules::allowPort(uint16_t port, uint64_t access) {
  const Port rule = {.allowed = access & handledNetwork, .port = port};
  if (rule.allowed == 0)
    return {};
  return checked(syscall(kAddRule, ruleset.get(), kPort, &rule, uint32_t{0}));
}

Result<void> LandlockRules::restrictSelf() const {
  return checked(syscall(kRestrictSelf, ruleset.get(), uint32_t{0}));
}

} // namespace wasixc::confinement
