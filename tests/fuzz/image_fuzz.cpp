// Images that lie: changes every word of an image's metadata to numbers that hurt, one at a time, and then
// several at random. Loading must answer an error, or all that the runtime does with the image on its own
// (linking, initializing, looking things up) must stay in bounds. Nothing of the image runs: its code is what
// it is.
//
// usage: image_fuzz SEED ROUNDS IMAGE...
#include "runtime/guest/image.h"
#include "runtime/guest/instance.h"
#include "runtime/guest/store.h"
#include "runtime/guest/trap.h"
#include "runtime/sys/dispatch.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <sys/mman.h>
#include <unistd.h>

namespace wasixc::guest {
namespace {

using Bytes = std::vector<char>;
using Random = std::mt19937;

// What an import of this kind would get if all were well.
std::optional<External> provide(const Image &image, const abi::ImageImport &import) {
  switch (import.kind) {
  case abi::ExternalKind::Function:
    if (const HostFunction *function =
            sys::resolveImport(image.string(import.module), image.string(import.name)))
      return *function;
    return HostFunction::unknownImport();
  case abi::ExternalKind::Table: {
    const abi::ImageTable &wanted = image.tables()[import.index];
    auto table = Table::create(wanted.limits, image.referenceType(wanted.reference));
    return table ? std::optional<External>(*table) : std::nullopt;
  }
  case abi::ExternalKind::Memory: {
    auto memory = LinearMemory::create(image.memories()[import.index].limits);
    return memory ? std::optional<External>(*memory) : std::nullopt;
  }
  case abi::ExternalKind::Global: {
    static Value value{};
    const abi::ImageGlobal &wanted = image.globals()[import.index];
    return GlobalExternal{wanted.type, wanted.isMutable != 0, &value, image.referenceType(wanted.reference)};
  }
  case abi::ExternalKind::Tag:
    break;
  }
  const abi::ImageType &type = image.types()[image.tags()[import.index].typeIndex];
  return std::make_shared<Tag>(std::string(image.string(type.canonical)), "tag");
}

// What backtraces, exceptions and dynamic linking ask an image.
void lookAround(const Image &image) {
  const auto text = reinterpret_cast<uintptr_t>(image.code(image.header().textOffset));
  const uint64_t size = image.header().textEnd - image.header().textOffset;
  FrameLayout layout;
  for (uint64_t offset = 0; offset < size; offset += 1 + size / 64) {
    image.findFunction(text + offset);
    (void)image.unwindTable().find(text + offset, layout);
  }
  for (const abi::ImageExport &item : image.exports())
    (void)image.findExport(image.string(item.name));
  if (const abi::ImageDylink *dylink = image.dylink())
    for (const abi::Range texts : {dylink->needed, dylink->runtimePaths})
      for (const abi::String &each : image.list<abi::String>(texts))
        (void)image.string(each);
}

// Twice, as two libraries of one program do it.
bool link(const std::shared_ptr<const Image> &image, Store::Linking linking) {
  Store store(std::move(*GuestStack::create(64 * 1024)), linking);
  for (int copy = 0; copy < (linking == Store::Linking::ManyInstances ? 2 : 1); ++copy) {
    std::vector<External> imports;
    for (const abi::ImageImport &import : image->imports()) {
      auto external = provide(*image, import);
      if (!external)
        return false;
      imports.push_back(std::move(*external));
    }
    auto instance = store.link(image, imports);
    if (!instance)
      return false;
    (void)(*instance)->applySegments();
    for (const abi::ImageExport &item : image->exports())
      (void)(*instance)->external(item);
  }
  return static_cast<bool>(store.forThread(std::move(*GuestStack::create(64 * 1024)), nullptr));
}

bool load(const Bytes &bytes) {
  static const int file = memfd_create("image", MFD_CLOEXEC);
  if (ftruncate(file, 0) != 0 ||
      pwrite(file, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    abort();
  const auto image = Image::map(file);
  if (!image)
    return false;
  lookAround(**image);
  const bool isLinked = link(*image, Store::Linking::OneInstance);
  return link(*image, Store::Linking::ManyInstances) && isLinked;
}

// Where the metadata lies in the file: from the header to the code.
struct Extent {
  size_t begin, end;
};

Extent findMetadata(const Bytes &bytes) {
  for (size_t begin = 0; begin + sizeof(abi::ImageHeader) <= bytes.size(); begin += abi::kPageSize) {
    abi::ImageHeader header;
    memcpy(&header, bytes.data() + begin, sizeof header);
    if (header.magic == abi::kImageMagic)
      return {begin, std::min<size_t>(bytes.size(), begin + header.textOffset)};
  }
  fputs("no image\n", stderr);
  exit(2);
}

// Numbers for one place of 4 bytes that holds `old`.
std::vector<uint32_t> numbers(uint32_t old, const Extent &extent) {
  const auto size = static_cast<uint32_t>(extent.end - extent.begin);
  return {
      0,          1,          2,        5,           0x7fffffff, 0x80000000, 0xffffffff,  0xfffffff0,
      0xffff0000, 0x41414141, old + 1,  old - 1,     old + 8,    old + 16,   old * 2,     old ^ 0x80000000,
      size,       size - 4,   size - 8, size * 0x10, 0x01010101, old ^ 0xff, old ^ 0xff00};
}

void changeOne(const Bytes &whole, const Extent &extent, size_t step, size_t &loaded) {
  for (size_t place = extent.begin; place + 4 <= extent.end; place += step) {
    uint32_t old;
    memcpy(&old, whole.data() + place, sizeof old);
    for (const uint32_t number : numbers(old, extent)) {
      Bytes bytes = whole;
      memcpy(bytes.data() + place, &number, sizeof number);
      loaded += load(bytes);
    }
  }
}

void changeSome(const Bytes &whole, const Extent &extent, Random &random, size_t &loaded) {
  const auto below = [&](size_t limit) {
    return std::uniform_int_distribution<size_t>(0, limit - 1)(random);
  };
  Bytes bytes = whole;
  for (size_t changes = 2 + below(4); changes > 0; --changes) {
    // Mostly in the header, sometimes in the ELF file's.
    const size_t limit = below(2) ? sizeof(abi::ImageHeader) : extent.end - extent.begin - 4;
    const size_t place = below(16) == 0 ? below(64 + 4 * 56) : extent.begin + (below(limit) & ~size_t{3});
    uint32_t old;
    memcpy(&old, whole.data() + place, sizeof old);
    const auto choice = numbers(old, extent);
    memcpy(bytes.data() + place, &choice[below(choice.size())], sizeof old);
  }
  loaded += load(bytes);
}

int run(int argc, char **argv) {
  installTrapHandlers();
  Random random(static_cast<uint32_t>(atoi(argv[1])));
  for (int i = 3; i < argc; ++i) {
    std::ifstream stream(argv[i], std::ios::binary);
    const Bytes whole(std::istreambuf_iterator<char>(stream), {});
    const Extent extent = findMetadata(whole);
    if (!load(whole)) {
      fprintf(stderr, "%s: cannot be loaded as it is\n", argv[i]);
      return 1;
    }
    size_t loaded = 0;
    const size_t words = (extent.end - extent.begin) / 4;
    constexpr size_t kMostWords = 2000; // of a large image, every so many
    changeOne(whole, extent, 4 * (1 + words / kMostWords), loaded);
    for (int round = atoi(argv[2]); round > 0; --round)
      changeSome(whole, extent, random, loaded);
    printf("%s: %zu words, %zu changed images could be loaded\n", argv[i], words, loaded);
  }
  return 0;
}

} // namespace
} // namespace wasixc::guest

int main(int argc, char **argv) {
  if (argc < 4) {
    fputs("usage: image_fuzz SEED ROUNDS IMAGE...\n", stderr);
    return 2;
  }
  return wasixc::guest::run(argc, argv);
}
