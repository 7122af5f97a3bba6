// A compiled module in memory: mapped once, immutable, shared by every process that runs it.
//
// An image comes from an ELF file (abi/image.h has the format): either loaded from any file, or found in the
// running program itself, where the kernel has mapped it already and lets nobody write to its file. A file
// can hold anything, so everything an image says about itself is checked before it is handed out
// (image_check.cpp); from then on all records may be used without looking. Strings are the exception:
// string() checks each.
//
// What is checked is a private copy, and so is the initial memory: the file may change or become shorter
// later. The code alone is mapped, from a file that is trusted already (kernel/image_file.h); a process that
// runs into code which its file has lost ends with a trap.
#pragma once

#include "abi/context.h"
#include "abi/image.h"
#include "runtime/guest/error.h"
#include "runtime/guest/file_copy.h"
#include "runtime/guest/mapping.h"
#include "runtime/guest/reference_type.h"
#include "runtime/guest/sealed_memory.h"
#include "runtime/guest/unwind_table.h"

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wasixc::guest {

class ElfFile;
class LinearMemory;

// An immutable list of functions, as contexts lead to it.
class FunctionList {
public:
  // Null when there is no memory.
  static std::shared_ptr<const FunctionList> make(std::span<const abi::FunctionDescriptor *const> functions);

  const abi::FunctionDescriptor *const *data() const { return functions.data(); }
  bool holds(std::span<const abi::FunctionDescriptor *const> others) const {
    return std::ranges::equal(functions, others);
  }

private:
  SealedMemory memory;
  std::span<const abi::FunctionDescriptor *const> functions;
};

class Image {
public:
  // Loads the image that lies in an ELF file. `fd` stays the caller's. `ofFile` is for the file's code, where
  // the image keeps it in memory.
  static Expected<std::shared_ptr<const Image>> map(int fd, Charge ofFile = {});
  // The image that the running program was compiled from.
  static Expected<std::shared_ptr<const Image>> ofThisProgram();

  ~Image();
  Image(const Image &) = delete;
  Image &operator=(const Image &) = delete;

  const abi::ImageHeader &header() const { return *reinterpret_cast<const abi::ImageHeader *>(base); }

  std::span<const abi::ImageType> types() const { return list<abi::ImageType>(header().types); }
  std::span<const abi::ImageImport> imports() const { return list<abi::ImageImport>(header().imports); }
  std::span<const abi::ImageExport> exports() const { return list<abi::ImageExport>(header().exports); }
  std::span<const abi::FunctionDescriptor> descriptors() const {
    return list<abi::FunctionDescriptor>(header().descriptors);
  }
  std::span<const uint32_t> descriptorTypes() const { return list<uint32_t>(header().descriptorTypes); }
  std::span<const abi::ImageMemory> memories() const { return list<abi::ImageMemory>(header().memories); }
  std::span<const abi::ImageTable> tables() const { return list<abi::ImageTable>(header().tables); }
  std::span<const abi::ImageGlobal> globals() const { return list<abi::ImageGlobal>(header().globals); }
  std::span<const abi::ImageTag> tags() const { return list<abi::ImageTag>(header().tags); }
  std::span<const abi::ImageDataSegment> dataSegments() const {
    return list<abi::ImageDataSegment>(header().dataSegments);
  }
  std::span<const abi::ImageElementSegment> elementSegments() const {
    return list<abi::ImageElementSegment>(header().elementSegments);
  }
  std::span<const abi::ImageMemoryRun> memoryRuns() const {
    return list<abi::ImageMemoryRun>(header().memoryRuns);
  }
  std::span<const abi::ImageFunction> functions() const {
    return list<abi::ImageFunction>(header().functions);
  }

  // Null when the module is not for dynamic linking.
  const abi::ImageDylink *dylink() const {
    const auto records = list<abi::ImageDylink>(header().dylink);
    return records.empty() ? nullptr : &records.front();
  }

  // The records of a range inside a record.
  template <typename T>
  std::span<const T> list(abi::Range range) const {
    return {reinterpret_cast<const T *>(base + range.offset), range.count};
  }
  ReferenceType referenceType(const abi::ImageReference &reference) const {
    return {reference.heap, reference.isNullable != 0, string(reference.concrete)};
  }
  // Names are arbitrary bytes. Empty when the range lies outside of the image.
  std::string_view string(abi::String range) const;

  const uint8_t *code(uint64_t offset) const { return base + offset; }
  bool containsCode(uintptr_t pc) const {
    const auto offset = pc - reinterpret_cast<uintptr_t>(base);
    return offset >= header().textOffset && offset < header().textEnd;
  }

  const abi::ImageExport *findExport(std::string_view name) const;
  // The defined function whose code holds `pc`, or null (an entry wrapper, padding).
  const abi::ImageFunction *findFunction(uintptr_t pc) const;

  // Pointers to the image's own descriptors, in order.
  const abi::FunctionDescriptor *const *ownReferences() const { return references; }
  // A descriptor through which functions of the given type call `handler`. It lives as long as the image.
  // Null when there is no memory for it. importList() follows.
  const abi::FunctionDescriptor *hostFunction(const void *handler, uint32_t typeIndex) const;
  // What an instance imports, and the end of looking it up: what was made for that becomes read-only. Null
  // when there is no memory.
  std::shared_ptr<const FunctionList>
  importList(std::span<const abi::FunctionDescriptor *const> functions) const;

  // Fills a fresh memory 0. Requires: it has the size that the image declares.
  Expected<std::monostate> loadInitialMemory(LinearMemory &memory) const;

  // Makes the unwind table known to libunwind, once; not when memory is short.
  void registerUnwindTable() const;
  // The same table for throwing exceptions; read when it is needed first.
  const UnwindTable &unwindTable() const;
  // What it has of the account.
  uint64_t chargedBytes() const { return charge.size(); }
  // All of the image but its code.
  std::span<const uint8_t> readOnlyData() const { return {base, dataBytes}; }

private:
  Image(const uint8_t *base, uint64_t dataBytes, Mapping mapping);
  std::optional<Error> check(const ElfFile &elf, const abi::ImageHeader &header) const;
  static Expected<std::shared_ptr<const Image>> publish(std::shared_ptr<Image> image);
  uint64_t contentAddress(const ElfFile &elf) const;
  uint64_t contentBytes() const;

  const uint8_t *base;
  uint64_t dataBytes;               // read-only data from the header on
  Mapping mapping;                  // empty when the kernel mapped the image with the program
  FileCopy contentCopy;             // empty in that case, or without initial memory
  const uint8_t *content = nullptr; // the initial memory
  uint64_t programContent = 0;      // its offset in the running program's file, in that case
  const abi::FunctionDescriptor **references = nullptr; // in `sealed`
  struct RegistryEntry *registered = nullptr;
  Charge charge; // for the copies, and for the code where it lies in memory only

  mutable std::mutex lazy; // guards what follows
  mutable bool unwindRegistered = false;
  mutable std::optional<UnwindTable> unwind;
  mutable std::vector<std::pair<uint32_t, const abi::ImageFunction *>> functionsByCode;
  mutable SealedMemory sealed; // once there is an instance
  mutable std::map<std::pair<const void *, uint32_t>, const abi::HostFunctionDescriptor *> hostFunctions;
  mutable std::shared_ptr<const FunctionList> lastImports; // most instances have the same
};

// Checks everything the mapped image at `base` says. `expected` is its header as it was when its extent was
// checked; `dataBytes` is how much read-only data there is from the header on, and `contentBytes` how much
// the file has from memoryContent on. Empty when the image is sound, else what is wrong with it.
std::string checkImage(const uint8_t *base, const abi::ImageHeader &expected, uint64_t dataBytes,
                       uint64_t contentBytes);

// The features among `required` (bits of cpu_features.def) that this CPU lacks, separated by commas.
std::string missingCpuFeatures(uint64_t required);

} // namespace wasixc::guest
