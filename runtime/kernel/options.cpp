#include "runtime/kernel/options.h"

#include "abi/config.h"
#include "abi/program_options.h"
#include "runtime/base/accountant.h"
#include "runtime/base/message.h"
#include "runtime/fs/host_directory.h"
#include "runtime/fs/rights.h"
#include "runtime/fs/stdio.h"
#include "runtime/kernel/guest_path.h"

#include <cstring>
#include <fcntl.h>
#include <sys/resource.h>

namespace wasixc {

namespace {

using abi::ProgramOption;

constexpr uint32_t kFirstGrant = 3;

std::vector<std::string> splitAtNul(std::string_view strings) {
  std::vector<std::string> words;
  while (!strings.empty()) {
    const size_t end = strings.find('\0');
    words.emplace_back(strings.substr(0, end));
    strings.remove_prefix(end == std::string_view::npos ? strings.size() : end + 1);
  }
  return words;
}

class Options {
public:
  Options(Process &process, std::string_view program, const char *const *hostEnvironment,
          confinement::WallPlan &walls)
      : process(process), program(program), hostEnvironment(hostEnvironment), walls(walls) {}

  const std::string &currentDirectory() const { return directory; }

  bool apply(std::span<const std::string> words, std::string_view source) {
    const std::vector<std::string_view> views(words.begin(), words.end());
    std::span<const std::string_view> rest = views;
    while (!rest.empty()) {
      const std::string_view word = rest.front();
      ProgramOption option;
      if (const char *error = abi::parseProgramOption(rest, option)) {
        printMessage({program, ": ", source, error, " '", word, "'"});
        return false;
      }
      if (!apply(option))
        return false;
    }
    return true;
  }

private:
  bool apply(const ProgramOption &option) {
    switch (option.kind) {
    case ProgramOption::Kind::Directory:
      return grant(option);
    case ProgramOption::Kind::CurrentDirectory:
      directory = option.guest;
      return true;
    case ProgramOption::Kind::Network:
      grantNetwork(option);
      return true;
    case ProgramOption::Kind::Variable:
      if (option.hasValue)
        process.environment.setVariable(option.host, option.guest);
      else
        inherit(option.host);
      return true;
    case ProgramOption::Kind::InheritEnvironment:
      inherit({});
      return true;
    case ProgramOption::Kind::Compiler:
      process.kernel.compilerName = option.host;
      return true;
    case ProgramOption::Kind::AllowedProgram:
      process.kernel.imageTrust.allowContent(option.digest);
      walls.loadsImages = true;
      return true;
    case ProgramOption::Kind::MaxMemory:
      accountant::setLimit(option.bytes);
      return true;
    case ProgramOption::Kind::Harden:
      walls.strength = confinement::WallPlan::Strength::Hardened;
      return true;
    case ProgramOption::Kind::Unconfined:
      walls.strength = confinement::WallPlan::Strength::Off;
      return true;
    }
    return false;
  }

  // A directory that may be searched but not listed can still be granted.
  bool grant(const ProgramOption &option) {
    const std::string host(option.host);
    UniqueFd fd(open(host.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd && errno == EACCES)
      fd = UniqueFd(open(host.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!fd) {
      printMessage({program, ": cannot grant directory '", host, "': ", errnoText(hostError())});
      return false;
    }
    const int number = fd.get();
    auto directory = HostDirectory::forDirectory(std::move(fd), option.isReadOnly, std::string(option.guest));
    if (!directory.ok()) {
      printMessage({program, ": cannot grant directory '", host, "': what lies there is the kernel's own"});
      return false;
    }
    process.kernel.note.grantGiven();
    process.kernel.imageTrust.addGrant(number, option.isReadOnly);
    walls.directories.push_back({number, option.isReadOnly});
    Descriptor descriptor = {.file = std::move(*directory),
                             .rightsBase = kDirectoryRights,
                             .rightsInheriting = kInheritingRights,
                             .isPreopened = true};
    return process.descriptors.add(std::move(descriptor), kFirstGrant).ok();
  }

  // A server takes a descriptor of the host for every connection, so it gets all there are.
  void grantNetwork(const ProgramOption &option) {
    process.kernel.network.add(option.rules);
    walls.network.insert(walls.network.end(), option.rules.begin(), option.rules.end());
    rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
      return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
  }

  // One variable of the host, or all of them for an empty name. The options variable speaks to the runtime.
  void inherit(std::string_view name) {
    for (const char *const *entry = hostEnvironment; entry && *entry; ++entry) {
      const std::string_view text = *entry;
      const size_t equals = text.find('=');
      const std::string_view key = text.substr(0, equals);
      if (equals != std::string_view::npos && key != abi::kOptionsVariable && (name.empty() || key == name))
        process.environment.setVariable(key, text.substr(equals + 1));
    }
  }

  Process &process;
  const std::string_view program;
  const char *const *const hostEnvironment;
  confinement::WallPlan &walls;
  std::string directory; // empty: nobody has said
};

} // namespace

bool applyOptions(Process &process, std::string_view program, std::string_view baked, const char *variable,
                  const char *const *hostEnvironment, confinement::WallPlan &walls, std::string &directory) {
  Options options(process, program, hostEnvironment, walls);
  const bool areApplied =
      variable ? options.apply(abi::splitOptionWords(variable), std::string(abi::kOptionsVariable) + ": ")
               : options.apply(splitAtNul(baked), "");
  directory = options.currentDirectory();
  enterFirstGrant(process);
  return areApplied;
}

bool enterCurrentDirectory(Process &process, std::string_view program, const std::string &directory) {
  if (directory.empty())
    return true;
  const auto entered = changeDirectory(process, directory);
  if (!entered.ok())
    printMessage({program, ": cannot start in '", directory, "': ", errnoText(entered.error())});
  return entered.ok();
}

bool startCompiler(Kernel &kernel, std::string_view program) {
  kernel.imageTrust.begin(!kernel.compilerName.empty());
  if (kernel.compilerName.empty())
    return true;
  std::string problem;
  const auto guestReach = [&](int file) { return kernel.imageTrust.guestReach(file); };
  if (kernel.compiler.start(kernel.compilerName, guestReach, problem))
    return true;
  printMessage({program, ": ", problem});
  return false;
}

void adoptStandardFiles(Process &process) {
  for (int fd = 0; fd < static_cast<int>(kFirstGrant); ++fd) {
    Ref<StandardFile> file = StandardFile::adopt(fd, process.kernel.note.hasOutput[fd]);
    if (!file)
      continue;
    const uint64_t rights = file->possibleRights();
    Descriptor descriptor = {.file = std::move(file), .rightsBase = rights};
    // Cannot fail: the number is free in a new table.
    (void)process.descriptors.add(std::move(descriptor), static_cast<uint32_t>(fd)).ok();
  }
}

} // namespace wasixc
