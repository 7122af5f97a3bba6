// Random sequences of imports about files, with random arguments, against a scratch grant beside a secret: no
// crash, and nothing outside of the grant read or changed.
//
// usage: import_fuzz [SEED [CALLS]]
//
// Handlers are called directly, as the tests of the runtime do, with a guest that is an array of bytes. Calls
// that wait for others (pipes, poll, processes) are left out: nobody else is there. What failed is printed
// with the seed that leads to it. Built by the asan preset, the runtime under it watches its memory too.
#include "runtime/fs/host_directory.h"
#include "runtime/fs/rights.h"
#include "runtime/kernel/built_in_directories.h"
#include "runtime/kernel/kernel.h"
#include "runtime/sys/handlers.h"
#include "tests/unit/runtime/calling_context.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <sys/resource.h>
#include <sys/stat.h>

namespace {

using namespace wasixc;
namespace files = std::filesystem;

constexpr std::string_view kSecret = "the text that no guest may ever see";
constexpr uint32_t kMemorySize = 1 << 16;
constexpr uint32_t kTextSize = 64; // per entry of the table of paths, which begins at address 0
constexpr uint64_t kLargestFile = 1 << 20;
constexpr int kCallsPerProcess = 200;
constexpr size_t kMostEntries = 200;

constexpr const char *kPaths[] = {"a",
                                  "b",
                                  "c",
                                  "a/b",
                                  "a/b/c",
                                  "b/a",
                                  "a/",
                                  "a//b/",
                                  ".",
                                  "..",
                                  "../secret",
                                  "a/..",
                                  "a/../..",
                                  "a/../../secret",
                                  "up",
                                  "up/secret",
                                  "updir",
                                  "updir/secret",
                                  "updir/grant/a",
                                  "absolute",
                                  "absolute/x",
                                  "/",
                                  "/etc/passwd",
                                  "",
                                  "./../secret",
                                  "../grant/../secret",
                                  "../outside",
                                  "../outside/new",
                                  "loop",
                                  "loop/x",
                                  "null",
                                  "../dev/null",
                                  "data.txt",
                                  "a\0b",
                                  "../../../../../../etc/passwd",
                                  "chain",
                                  "chain/secret",
                                  "/tmp",
                                  "/dev",
                                  "/tmp/a",
                                  "a/up/secret"};

class Scratch {
public:
  Scratch() {
    char name[] = "/tmp/wasixc-fuzz.XXXXXX";
    root = mkdtemp(name);
    std::ofstream(root / "secret") << kSecret;
    files::create_directory(root / "outside");
    fill();
    remember();
  }
  ~Scratch() {
    std::error_code ignored;
    files::remove_all(root, ignored);
  }

  files::path grant() const { return root / "grant"; }

  // Begins anew when the guest has made too much.
  void tidy() {
    std::error_code ignored;
    size_t count = 0;
    for (auto entry = files::recursive_directory_iterator(grant(), ignored); entry != end(entry);
         entry.increment(ignored))
      ++count;
    if (count < kMostEntries && files::exists(grant() / "up", ignored))
      return;
    files::remove_all(grant(), ignored);
    fill();
    remember();
  }

  // Whether everything beside the grant is as it was.
  bool isUntouched() const {
    struct stat secret, directory, outside;
    stat((root / "secret").c_str(), &secret);
    stat(root.c_str(), &directory);
    stat((root / "outside").c_str(), &outside);
    return same(secret, before[0]) && same(directory, before[1]) && same(outside, before[2]);
  }

private:
  void fill() {
    std::error_code ignored;
    files::create_directory(grant());
    std::ofstream(grant() / "data.txt") << "granted";
    files::create_symlink("../secret", grant() / "up", ignored);
    files::create_symlink("..", grant() / "updir", ignored);
    files::create_symlink("updir", grant() / "chain", ignored);
    files::create_symlink("loop", grant() / "loop", ignored);
    files::create_symlink(root / "secret", grant() / "absolute", ignored);
  }
  void remember() {
    stat((root / "secret").c_str(), &before[0]);
    stat(root.c_str(), &before[1]);
    stat((root / "outside").c_str(), &before[2]);
  }
  // Changes of any kind change the time of change; reading is looked for in the guest's memory.
  static bool same(const struct stat &one, const struct stat &other) {
    return one.st_ino == other.st_ino && one.st_nlink == other.st_nlink && one.st_size == other.st_size &&
           one.st_ctim.tv_sec == other.st_ctim.tv_sec && one.st_ctim.tv_nsec == other.st_ctim.tv_nsec;
  }

  files::path root;
  struct stat before[3];
};

// Arguments: mostly plausible ones, so that calls get somewhere.
class Arguments {
public:
  Arguments(std::mt19937_64 &random, uint8_t *memory) : random(random), memory(memory) {}

  void get(uint32_t &value) {
    if (pendingLength && random() % 8 != 0)
      value = *pendingLength;
    else
      value = number();
    pendingLength.reset();
  }
  void get(uint64_t &value) {
    switch (random() % 4) {
    case 0:
      value = random();
      break;
    case 1:
      value = kAllRights & random();
      break;
    case 2:
      value = kInheritingRights;
      break;
    default:
      value = random() % 10'000;
    }
  }
  void get(GuestPtr<uint8_t> &pointer) {
    if (random() % 8 == 0) {
      pointer.address = address();
      return;
    }
    const size_t entry = random() % std::size(kPaths);
    pointer.address = static_cast<uint32_t>(entry * kTextSize);
    pendingLength = static_cast<uint32_t>(strlen(kPaths[entry]));
  }
  // Vectors are made up where the guest points; most of them are good.
  void get(GuestPtr<abi::IoVector> &pointer) {
    pointer.address = address();
    if (random() % 8 != 0) {
      const abi::IoVector vector = {kMemorySize / 2, static_cast<uint32_t>(random() % 5000)};
      pointer.address = kMemorySize / 2 - 16;
      memcpy(memory + pointer.address, &vector, sizeof vector);
      pendingLength = 1;
    }
  }
  template <typename T>
  void get(GuestPtr<T> &pointer) {
    pointer.address = address();
  }

private:
  uint32_t number() {
    switch (random() % 8) {
    case 0:
      return static_cast<uint32_t>(random());
    case 1:
      return 0xffff'ffff - static_cast<uint32_t>(random() % 16);
    case 2:
      return 1u << random() % 32;
    default:
      return static_cast<uint32_t>(random() % 16);
    }
  }
  uint32_t address() {
    switch (random() % 8) {
    case 0:
      return static_cast<uint32_t>(random());
    case 1:
      return kMemorySize - static_cast<uint32_t>(random() % 64);
    default:
      return kMemorySize / 4 + static_cast<uint32_t>(random() % (kMemorySize / 4 - 100));
    }
  }

  std::mt19937_64 &random;
  uint8_t *memory;
  std::optional<uint32_t> pendingLength;
};

struct Call {
  const char *name;
  Errno (*run)(Thread &, Arguments &);
};

template <auto kHandler>
struct Runner;
template <typename... Parameters, Errno (*kHandler)(Thread &, Parameters...)>
struct Runner<kHandler> {
  static Errno run(Thread &thread, Arguments &arguments) {
    std::tuple<Parameters...> values;
    std::apply([&](Parameters &...value) { (arguments.get(value), ...); }, values);
    return std::apply([&](Parameters... value) { return kHandler(thread, value...); }, values);
  }
};

#define CALL(handler) {#handler, &Runner<&sys::handler>::run}
const Call kCalls[] = {CALL(args_get),
                       CALL(args_sizes_get),
                       CALL(environ_get),
                       CALL(environ_sizes_get),
                       CALL(clock_res_get),
                       CALL(clock_time_get),
                       CALL(fd_advise),
                       CALL(fd_allocate),
                       CALL(fd_close),
                       CALL(fd_datasync),
                       CALL(fd_dup),
                       CALL(fd_dup2),
                       CALL(fd_fdflags_get),
                       CALL(fd_fdflags_set),
                       CALL(fd_fdstat_get),
                       CALL(fd_fdstat_set_flags),
                       CALL(fd_fdstat_set_rights),
                       CALL(fd_filestat_get),
                       CALL(fd_filestat_set_size),
                       CALL(fd_filestat_set_times),
                       CALL(fd_pread),
                       CALL(fd_prestat_dir_name),
                       CALL(fd_prestat_get),
                       CALL(fd_pwrite),
                       CALL(fd_read),
                       CALL(fd_readdir),
                       CALL(fd_renumber),
                       CALL(fd_seek),
                       CALL(fd_sync),
                       CALL(fd_tell),
                       CALL(fd_write),
                       CALL(path_create_directory),
                       CALL(path_filestat_get),
                       CALL(path_filestat_set_times),
                       CALL(path_link),
                       CALL(path_open),
                       CALL(path_open2),
                       CALL(path_readlink),
                       CALL(path_remove_directory),
                       CALL(path_rename),
                       CALL(path_symlink),
                       CALL(path_unlink_file),
                       CALL(chdir),
                       CALL(getcwd),
                       CALL(tty_get),
                       CALL(unstable_fd_filestat_get),
                       CALL(unstable_fd_seek),
                       CALL(unstable_path_filestat_get),
                       CALL(path_open),
                       CALL(path_open2),
                       CALL(fd_read),
                       CALL(fd_readdir)};
#undef CALL

// One process, for some calls. Returns what is wrong, or null.
const char *runProcess(std::mt19937_64 &random, Scratch &scratch, std::vector<uint8_t> &memory,
                       uint64_t &successes) {
  const auto kernel = std::make_unique<Kernel>();
  kernel->note.grantGiven();
  Process &process = kernel->createProcess(nullptr);
  process.arguments.add("fuzz");
  process.personality = random() % 2 ? Personality::Wasix : Personality::Preview1;
  UniqueFd directory(open(scratch.grant().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  (void)process.descriptors
      .add({.file = makeRef<HostDirectory>(std::move(directory), random() % 8 == 0, "/"),
            .rightsBase = kDirectoryRights,
            .rightsInheriting = kInheritingRights,
            .isPreopened = true},
           3)
      .ok();
  addBuiltInDirectories(process);
  std::fill(memory.begin(), memory.end(), 0);
  for (size_t i = 0; i < std::size(kPaths); ++i)
    memcpy(&memory[i * kTextSize], kPaths[i], strlen(kPaths[i]));
  abi::MemoryState state = {};
  state.byteSize = kMemorySize;
  abi::Context context = {};
  context.memory0 = {memory.data(), &state};
  Thread thread(process);
  const CallingContext callingContext(context);

  Arguments arguments(random, memory.data());
  for (int i = 0; i < kCallsPerProcess; ++i) {
    const Call &call = kCalls[random() % std::size(kCalls)];
    successes += call.run(thread, arguments) == Errno::SUCCESS;
    const std::string_view bytes(reinterpret_cast<const char *>(memory.data()), memory.size());
    if (bytes.find(kSecret) != std::string_view::npos || !scratch.isUntouched())
      return call.name;
  }
  process.descriptors.closeAll();
  return nullptr;
}

} // namespace

int main(int count, char **arguments) {
  uint64_t seed = count > 1 ? strtoull(arguments[1], nullptr, 0) : 1;
  const uint64_t calls = count > 2 ? strtoull(arguments[2], nullptr, 0) : 200'000;
  // Files do not fill the disk; EFBIG instead of the signal.
  const rlimit limit = {kLargestFile, kLargestFile};
  setrlimit(RLIMIT_FSIZE, &limit);
  signal(SIGXFSZ, SIG_IGN);
  Scratch scratch;
  uint64_t successes = 0;
  std::vector<uint8_t> memory(kMemorySize);
  for (uint64_t done = 0; done < calls; done += kCallsPerProcess, ++seed) {
    scratch.tidy();
    std::mt19937_64 random(seed);
    if (const char *call = runProcess(random, scratch, memory, successes)) {
      fprintf(stderr, "seed %llu: %s left the grant\n", static_cast<unsigned long long>(seed), call);
      return 1;
    }
  }
  printf("%llu calls, %llu of them with success; nothing outside of the grant was touched\n",
         static_cast<unsigned long long>(calls), static_cast<unsigned long long>(successes));
  return 0;
}
