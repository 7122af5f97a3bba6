// Mapping images, and looking things up in them.
#include "runtime/guest/image.h"

#include "runtime/base/accountant.h"
#include "runtime/guest/calling_convention.h"
#include "runtime/guest/elf_file.h"
#include "runtime/guest/image_registry.h"
#include "runtime/guest/memory.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <libunwind.h>
#define _Bool bool // the header is written for C
#include <sys/platform/x86.h>
#undef _Bool

// LLVM's libunwind; its headers do not declare these.
extern "C" {
void __unw_add_dynamic_eh_frame_section(unw_word_t start);
void __unw_remove_dynamic_eh_frame_section(unw_word_t start);
}

namespace wasixc::guest {

namespace {

constexpr uint64_t kCopiedRun = 4ull << 20; // more than that is better mapped

Error notAnImage(std::string text) { return Error{abi::Errno::NOEXEC, std::move(text)}; }

// Where the two parts of an image lie in its file.
struct Parts {
  off_t data;
  uint64_t dataBytes;
  off_t text;
};

// Loads [header, header + imageSize) of the file, in one piece: a copy of the data, which says where
// everything is, and the code as it lies in the file.
Expected<Mapping> loadFromFile(int fd, Parts parts, const abi::ImageHeader &header) {
  Mapping mapping = Mapping::reserve(header.imageSize);
  if (!mapping)
    return Error{abi::Errno::NOMEM, "no address space for the image"};
  uint8_t *base = mapping.data();
  if (!copyFromFile(fd, static_cast<uint64_t>(parts.data), parts.dataBytes, base))
    return Error{abi::Errno::NOMEM, "cannot read the image"};
  if (mmap(base + header.textOffset, header.textEnd - header.textOffset, PROT_READ | PROT_EXEC,
           MAP_PRIVATE | MAP_FIXED, fd, parts.text) == MAP_FAILED)
    return Error{abi::Errno::NOMEM, "cannot map the image"};
  return mapping;
}

std::string checkExtent(const abi::ImageHeader &header) {
  constexpr uint64_t kMaximumImageBytes = 1ull << 32; // offsets have 32 bits
  if (header.magic != abi::kImageMagic)
    return "not a wasixc image";
  if (header.abiVersion != abi::kAbiVersion || header.headerSize != sizeof(abi::ImageHeader))
    return "compiled by another version of wasixc (ABI " + std::to_string(header.abiVersion) + ", this is " +
           std::to_string(abi::kAbiVersion) + ")";
  if (const std::string missing = missingCpuFeatures(header.cpuFeatures); !missing.empty())
    return "this CPU lacks " + missing;
  if (header.imageSize > kMaximumImageBytes || header.imageSize % abi::kPageSize != 0 ||
      header.textOffset % abi::kPageSize != 0 || header.textOffset < sizeof(abi::ImageHeader) ||
      header.textOffset >= header.textEnd || header.textEnd > header.imageSize)
    return "the image's extent is wrong";
  return "";
}

// What mapping needs of the header is checked here. The rest is checked in place.
Expected<Parts> findParts(const ElfFile &elf, const abi::ImageHeader &header) {
  if (std::string wrong = checkExtent(header); !wrong.empty())
    return notAnImage(std::move(wrong));
  const auto data = elf.fileOffset(elf.headerAddress(), sizeof header);
  const auto text =
      elf.fileOffset(elf.headerAddress() + header.textOffset, header.textEnd - header.textOffset);
  if (!data || !text || *data % abi::kPageSize != 0 || *text % abi::kPageSize != 0)
    return notAnImage("the image is not part of the file");
  const uint64_t dataBytes = std::min(elf.bytesFrom(elf.headerAddress()), header.textOffset);
  return Parts{static_cast<off_t>(*data), dataBytes, static_cast<off_t>(*text)};
}

} // namespace

Image::Image(const uint8_t *base, uint64_t dataBytes, Mapping mapping)
    : base(base), dataBytes(dataBytes), mapping(std::move(mapping)) {}

uint64_t Image::contentAddress(const ElfFile &elf) const {
  return elf.headerAddress() + static_cast<uint64_t>(header().memoryContent);
}

Image::~Image() {
  if (unwindRegistered)
    __unw_remove_dynamic_eh_frame_section(reinterpret_cast<unw_word_t>(base + header().ehFrameOffset));
  if (registered)
    unregisterImage(registered);
}

Expected<std::shared_ptr<const Image>> Image::map(int fd, Charge ofFile) {
  auto elf = ElfFile::read(fd);
  if (!elf)
    return elf.error();
  const auto headerOffset = elf->fileOffset(elf->headerAddress(), sizeof(abi::ImageHeader));
  abi::ImageHeader header;
  if (!headerOffset || pread(fd, &header, sizeof header, static_cast<off_t>(*headerOffset)) != sizeof header)
    return notAnImage("the image's header is not part of the file");
  const auto parts = findParts(*elf, header);
  if (!parts)
    return parts.error();
  if (!ofFile.growTo(ofFile.size() + parts->dataBytes))
    return Error{abi::Errno::NOMEM, "no memory for the image"};
  auto mapping = loadFromFile(fd, *parts, header);
  if (!mapping)
    return mapping.error();
  const uint8_t *base = mapping->data();
  std::shared_ptr<Image> image(new Image(base, parts->dataBytes, std::move(*mapping)));
  if (auto wrong = image->check(*elf, header))
    return std::move(*wrong);
  image->charge = std::move(ofFile);
  if (const uint64_t bytes = image->contentBytes()) {
    if (!image->charge.growTo(image->charge.size() + bytes))
      return Error{abi::Errno::NOMEM, "no memory for the initial memory"};
    image->contentCopy = FileCopy::make(fd, *elf->fileOffset(image->contentAddress(*elf), bytes), bytes);
    if (!image->contentCopy)
      return Error{abi::Errno::NOMEM, "cannot read the initial memory"};
    image->content = image->contentCopy.data();
  }
  return publish(std::move(image));
}

Expected<std::shared_ptr<const Image>> Image::ofThisProgram() {
  auto elf = ElfFile::ofThisProgram();
  if (!elf)
    return elf.error();
  const uint8_t *base = elf->mapped(elf->headerAddress());
  const auto &header = *reinterpret_cast<const abi::ImageHeader *>(base);
  if (elf->bytesFrom(elf->headerAddress()) < sizeof header)
    return notAnImage("the image's header is not part of the file");
  const auto parts = findParts(*elf, header);
  if (!parts)
    return parts.error();
  std::shared_ptr<Image> image(new Image(base, parts->dataBytes, Mapping()));
  if (auto wrong = image->check(*elf, header))
    return std::move(*wrong);
  image->content = elf->mapped(image->contentAddress(*elf));
  image->programContent = elf->fileOffset(image->contentAddress(*elf), 0).value_or(0);
  return publish(std::move(image));
}

// What is wrong with the image.
std::optional<Error> Image::check(const ElfFile &elf, const abi::ImageHeader &header) const {
  std::string wrong = checkImage(base, header, dataBytes, elf.bytesFrom(contentAddress(elf)));
  return wrong.empty() ? std::nullopt : std::optional(notAnImage(std::move(wrong)));
}

uint64_t Image::contentBytes() const {
  uint64_t bytes = 0;
  for (const abi::ImageMemoryRun &run : memoryRuns())
    bytes = std::max(bytes, run.contentOffset + run.size);
  return bytes;
}

Expected<std::shared_ptr<const Image>> Image::publish(std::shared_ptr<Image> image) {
  const auto descriptors = image->descriptors();
  image->references = image->sealed.add<const abi::FunctionDescriptor *>(descriptors.size());
  if (!image->references)
    return Error{abi::Errno::NOMEM, "no memory for references to functions"};
  for (size_t i = 0; i < descriptors.size(); ++i)
    image->references[i] = &descriptors[i];
  const auto begin = reinterpret_cast<uintptr_t>(image->base);
  image->registered =
      registerImage(*image, begin + image->header().textOffset, begin + image->header().textEnd);
  return std::shared_ptr<const Image>(std::move(image));
}

std::string_view Image::string(abi::String range) const {
  if (range.offset > dataBytes || range.count > dataBytes - range.offset)
    return {};
  return {reinterpret_cast<const char *>(base + range.offset), range.count};
}

// A program that starts touches little of a large content: mapping wins. One that is executed again and again
// gets a memory whose pages are there already: copying wins.
Expected<std::monostate> Image::loadInitialMemory(LinearMemory &memory) const {
  const bool isProgram = !contentCopy;
  const uint64_t mapped = isProgram ? LinearMemory::kMapInsteadOfRead : kCopiedRun;
  for (const abi::ImageMemoryRun &run : memoryRuns()) {
    const UniqueFd self(isProgram && run.size >= mapped ? open("/proc/self/exe", O_RDONLY | O_CLOEXEC) : -1);
    const int file = isProgram ? self.get() : contentCopy.file();
    if (run.size < mapped || file < 0) {
      memcpy(memory.base() + run.address, content + run.contentOffset, run.size);
      continue;
    }
    const uint64_t begin = isProgram ? programContent : 0;
    if (auto done = memory.load(run.address, run.size, file, begin + run.contentOffset); !done)
      return done.error();
  }
  return std::monostate();
}

const abi::ImageExport *Image::findExport(std::string_view name) const {
  const auto all = exports();
  const auto found = std::ranges::find_if(all, [&](const auto &it) { return string(it.name) == name; });
  return found == all.end() ? nullptr : &*found;
}

const abi::ImageFunction *Image::findFunction(uintptr_t pc) const {
  if (!containsCode(pc))
    return nullptr;
  const std::scoped_lock lock(lazy);
  if (functionsByCode.empty()) {
    // Without, a trap is described without names.
    const size_t count = functions().size() + types().size();
    if (!accountant::canAllocate(count * sizeof(functionsByCode.front())))
      return nullptr;
    functionsByCode.reserve(count);
    for (const abi::ImageFunction &function : functions())
      functionsByCode.emplace_back(function.code, &function);
    for (const abi::ImageType &type : types())
      if (type.entry != 0)
        functionsByCode.emplace_back(type.entry, nullptr);
    std::ranges::sort(functionsByCode, {}, [](const auto &entry) { return entry.first; });
  }
  const auto offset = pc - reinterpret_cast<uintptr_t>(base);
  auto next =
      std::ranges::upper_bound(functionsByCode, offset, {}, [](const auto &entry) { return entry.first; });
  return next == functionsByCode.begin() ? nullptr : std::prev(next)->second;
}

const abi::FunctionDescriptor *Image::hostFunction(const void *handler, uint32_t typeIndex) const {
  const std::scoped_lock lock(lazy);
  const auto *&known = hostFunctions[{handler, typeIndex}];
  if (known)
    return &known->function;
  auto *descriptor = sealed.add<abi::HostFunctionDescriptor>();
  if (!descriptor)
    return nullptr;
  const abi::ImageType &type = types()[typeIndex];
  descriptor->function.typeId = type.id;
  descriptor->function.code =
      reinterpret_cast<int64_t>(&wasixcHostGate) - reinterpret_cast<int64_t>(&descriptor->function);
  descriptor->handler = handler;
  descriptor->stackArgumentBytes = stackArgumentBytes(list<abi::ValueKind>(type.parameters));
  known = descriptor;
  return &descriptor->function;
}

std::shared_ptr<const FunctionList>
Image::importList(std::span<const abi::FunctionDescriptor *const> functions) const {
  const std::scoped_lock lock(lazy);
  sealed.seal();
  if (!lastImports || !lastImports->holds(functions))
    lastImports = FunctionList::make(functions);
  return lastImports;
}

std::shared_ptr<const FunctionList>
FunctionList::make(std::span<const abi::FunctionDescriptor *const> functions) {
  auto list = std::make_shared<FunctionList>();
  if (functions.empty())
    return list;
  auto *sealed = list->memory.add<const abi::FunctionDescriptor *>(functions.size());
  if (!sealed)
    return nullptr;
  std::ranges::copy(functions, sealed);
  list->memory.seal();
  list->functions = {sealed, functions.size()};
  return list;
}

void Image::registerUnwindTable() const {
  const std::scoped_lock lock(lazy);
  if (unwindRegistered || header().ehFrameOffset == header().ehFrameEnd)
    return;
  // libunwind does not look whether it gets the memory for its list: 32 bytes for each entry, twice while the
  // list grows. An entry of the table has at least 24.
  const uint64_t tableBytes = header().ehFrameEnd - header().ehFrameOffset;
  void *volatile room = malloc(4 * tableBytes); // volatile: the compiler would leave the pair of calls out
  if (!room)
    return;
  free(room);
  // Program headers do not lead to it, not even in a program: it is the guest's own section.
  __unw_add_dynamic_eh_frame_section(reinterpret_cast<unw_word_t>(base + header().ehFrameOffset));
  unwindRegistered = true;
}

const UnwindTable &Image::unwindTable() const {
  const std::scoped_lock lock(lazy);
  if (!unwind) {
    const auto begin = reinterpret_cast<uint64_t>(base);
    unwind.emplace(
        readOnlyData().subspan(header().ehFrameOffset, header().ehFrameEnd - header().ehFrameOffset),
        begin + header().textOffset, begin + header().textEnd);
  }
  return *unwind;
}

std::string missingCpuFeatures(uint64_t required) {
  std::string missing;
  uint64_t known = 0;
  const auto require = [&](unsigned bit, const char *name, bool isPresent) {
    known |= 1ull << bit;
    if ((required >> bit & 1) != 0 && !isPresent)
      missing += (missing.empty() ? "" : ", ") + std::string(name);
  };
  // The C library has asked the CPU already; each CPUID instruction of our own would leave a virtual machine.
#define WASIX_CPU_FEATURE(bit, name, leaf) require(bit, name, CPU_FEATURE_ACTIVE(leaf));
#include "abi/cpu_features.def"
#undef WASIX_CPU_FEATURE
  if ((required & ~known) != 0)
    missing += (missing.empty() ? "" : ", ") + std::string("features this version does not know");
  return missing;
}

} // namespace wasixc::guest
