// Checks what an image says about itself, so that nothing else has to.
//
// A file from anywhere may claim to be an image; whatever passes here can be linked and instantiated without
// reading or writing out of bounds, and without numbers that become references. It can not make foreign code
// harmless: who may run native images at all is decided by exec.
#include "abi/type_id.h"
#include "runtime/guest/constant_check.h"
#include "runtime/guest/image.h"
#include "runtime/guest/type_id.h"

#include <algorithm>
#include <cstring>

namespace wasixc::guest {

namespace {

using namespace abi;

class ImageChecker {
public:
  ImageChecker(const uint8_t *base, uint64_t dataBytes, uint64_t contentBytes)
      : image{base, *reinterpret_cast<const ImageHeader *>(base), dataBytes}, header(image.header),
        contentBytes(contentBytes) {}

  std::string run() {
    // The lists must be there before their records can be looked at, and types before what has them.
    for (const auto check :
         {&ImageChecker::checkContext, &ImageChecker::checkLists, &ImageChecker::checkTypes,
          &ImageChecker::checkImports, &ImageChecker::checkDescriptors, &ImageChecker::checkReferences,
          &ImageChecker::checkRecords}) {
      (this->*check)();
      if (problem)
        return problem;
    }
    return "";
  }

private:
  void checkRecords() {
    const ConstantCheck constants(image);
    checkExports(constants);
    checkStart(constants);
    checkStorage(constants);
    checkDataSegments(constants);
    checkElementSegments(constants);
    checkMemoryRuns();
    checkDylink();
    for (const ImageFunction &function : list<ImageFunction>(header.functions))
      require(image.isCode(function.code), "a function lies outside of the text");
  }

  void require(bool condition, const char *text) {
    if (!condition && !problem)
      problem = text;
  }

  template <typename T>
  bool holds(Range range) const {
    return image.holds<T>(range);
  }
  template <typename T>
  std::span<const T> list(Range range) const {
    return image.list<T>(range);
  }
  std::string_view textOf(uint32_t type) const {
    return image.string(list<ImageType>(header.types)[type].canonical);
  }

  // The areas come in this order. Scratch is the last: linking makes it longer.
  void checkContext() {
    constexpr uint64_t kMaximumContextBytes = 256ull << 20;
    require(header.contextSize >= sizeof(Context) && header.contextSize <= kMaximumContextBytes,
            "wrong size of the context");
    uint64_t end = sizeof(Context);
    const auto add = [&](uint64_t offset, uint64_t count, uint64_t slot) {
      require(offset % 16 == 0 && offset >= end && offset <= header.contextSize &&
                  count <= (header.contextSize - offset) / slot,
              "an area lies outside of the context");
      end = offset + count * slot;
    };
    add(header.memoriesOffset, header.memories.count, kMemorySlotSize);
    add(header.tablesOffset, header.tables.count, kTableSlotSize);
    add(header.globalsOffset, header.globals.count, kGlobalSlotSize);
    add(header.scratchOffset, header.scratchSlots, kScratchSlotSize);
    require(header.ehFrameOffset <= header.ehFrameEnd && header.ehFrameEnd <= image.size,
            "the unwind table lies outside of the image");
  }

  void checkLists() {
    require(holds<ImageType>(header.types) && holds<ImageImport>(header.imports) &&
                holds<ImageExport>(header.exports) && holds<FunctionDescriptor>(header.descriptors) &&
                holds<uint32_t>(header.descriptorTypes) && holds<ImageMemory>(header.memories) &&
                holds<ImageTable>(header.tables) && holds<ImageGlobal>(header.globals) &&
                holds<ImageTag>(header.tags) && holds<ImageDataSegment>(header.dataSegments) &&
                holds<ImageElementSegment>(header.elementSegments) &&
                holds<ImageMemoryRun>(header.memoryRuns) && holds<ImageFunction>(header.functions) &&
                holds<ImageDylink>(header.dylink) && header.dylink.count <= 1,
            "a list lies outside of the image");
  }

  void checkTypes() {
    uint32_t earlier = 0;
    for (const ImageType &type : list<ImageType>(header.types)) {
      require(type.supertype <= earlier++, "a type before its supertype");
      require(holds<char>(type.canonical) && holds<ValueKind>(type.parameters) &&
                  holds<ValueKind>(type.results),
              "a type lies outside of the image");
      if (problem)
        return;
      checkValues(type);
      require(type.entry == 0 || image.isCode(type.entry), "wrong entry wrapper");
    }
    checkTypeIds();
  }

  void checkValues(const ImageType &type) {
    const Signature signature{list<ValueKind>(type.parameters), list<ValueKind>(type.results)};
    for (const auto values : {signature.parameters, signature.results}) {
      require(values.size() <= header.scratchSlots && values.size() <= kMaximumValues,
              "a type with too many values");
      for (const ValueKind kind : values)
        require(kind <= ValueKind::ExnRef, "a type of an unknown kind");
    }
    if (!problem)
      require(isTextOf(image.string(type.canonical), signature), "a type with the text of another one");
  }

  // Indirect calls compare identifiers where types must be equal.
  void checkTypeIds() {
    std::vector<KnownType> all{kCoroutineEntryType, kClosureBackingType};
    for (const ImageType &type : list<ImageType>(header.types))
      all.push_back({image.string(type.canonical), type.id});
    std::ranges::sort(all, {}, &KnownType::id);
    for (size_t i = 1; i < all.size(); ++i)
      require(all[i].id != all[i - 1].id || all[i].canonical == all[i - 1].canonical,
              "two types have the same id");
  }

  void checkImports() {
    uint32_t imported = 0;
    for (const ImageImport &import : list<ImageImport>(header.imports)) {
      require(isImported(import.kind, import.index), "wrong import");
      imported += import.kind != ExternalKind::Function;
    }
    // Whatever says it is imported must have its import, else it would stay without a value.
    uint32_t awaited = 0;
    for (const ImageMemory &memory : list<ImageMemory>(header.memories))
      awaited += memory.isImported != 0;
    for (const ImageTable &table : list<ImageTable>(header.tables))
      awaited += table.isImported != 0;
    for (const ImageGlobal &global : list<ImageGlobal>(header.globals))
      awaited += global.isImported != 0;
    for (const ImageTag &tag : list<ImageTag>(header.tags))
      awaited += tag.isImported != 0;
    require(imported == awaited, "imports do not match what is imported");
  }

  // Imports of one kind come in the order of their list, which makes each index occur once.
  bool isImported(ExternalKind kind, uint32_t index) {
    if (kind == ExternalKind::Function)
      return index < header.types.count;
    if (kind > ExternalKind::Tag || index != nextImport[static_cast<size_t>(kind)]++)
      return false;
    switch (kind) {
    case ExternalKind::Table:
      return index < header.tables.count && list<ImageTable>(header.tables)[index].isImported;
    case ExternalKind::Memory:
      return index < header.memories.count && list<ImageMemory>(header.memories)[index].isImported;
    case ExternalKind::Global:
      return index < header.globals.count && list<ImageGlobal>(header.globals)[index].isImported;
    default:
      return index < header.tags.count && list<ImageTag>(header.tags)[index].isImported;
    }
  }

  // Whether there is such a function, and of such a type.
  bool hasType(const ConstantCheck &constants, FunctionIndex function, uint32_t type) const {
    const auto actual = constants.typeOfFunction(function);
    return actual && type < header.types.count && textOf(*actual) == textOf(type);
  }

  void checkExports(const ConstantCheck &constants) {
    for (const ImageExport &item : list<ImageExport>(header.exports)) {
      switch (item.kind) {
      case ExternalKind::Function:
        require(hasType(constants, item.index, item.typeIndex), "wrong function export");
        break;
      case ExternalKind::Table:
        require(item.index < header.tables.count, "wrong table export");
        break;
      case ExternalKind::Memory:
        require(item.index < header.memories.count, "wrong memory export");
        break;
      case ExternalKind::Global:
        require(item.index < header.globals.count, "wrong global export");
        break;
      case ExternalKind::Tag:
        require(item.index < header.tags.count, "wrong tag export");
        break;
      default:
        require(false, "an export of an unknown kind");
      }
    }
  }

  void checkDescriptors() {
    require(header.descriptorTypes.count == header.descriptors.count, "descriptors without types");
    if (problem)
      return;
    const auto types = list<uint32_t>(header.descriptorTypes);
    uint64_t offset = header.descriptors.offset;
    size_t ordinal = 0;
    for (const FunctionDescriptor &descriptor : list<FunctionDescriptor>(header.descriptors)) {
      const uint32_t type = types[ordinal++];
      require(type < header.types.count && list<ImageType>(header.types)[type].id == descriptor.typeId &&
                  image.isCode(offset + static_cast<uint64_t>(descriptor.code)),
              "wrong function descriptor");
      if (problem)
        return;
      offset += sizeof descriptor;
    }
  }

  // What the records of tables and globals say about references, before constants are looked at.
  void checkReferences() {
    const auto isSound = [&](ValueKind kind, const ImageReference &reference) {
      return reference.heap <= HeapKind::NoExn && kindOf(reference.heap) == kind &&
             holds<char>(reference.concrete);
    };
    for (const ImageTable &table : list<ImageTable>(header.tables))
      require(isSound(table.element, table.reference), "wrong table");
    for (const ImageGlobal &global : list<ImageGlobal>(header.globals))
      require(global.type <= ValueKind::V128 || isSound(global.type, global.reference), "wrong global");
  }

  void checkStart(const ConstantCheck &constants) {
    if (header.start == kNullFunction)
      return;
    require(hasType(constants, header.start, header.startType), "wrong start function");
    if (problem)
      return;
    const ImageType &type = list<ImageType>(header.types)[header.startType];
    require(type.entry != 0 && type.parameters.count == 0 && type.results.count == 0, "wrong start function");
  }

  static bool isLimits(const ImageLimits &limits) { return limits.minimum <= limits.maximum; }

  void checkStorage(const ConstantCheck &constants) {
    for (const ImageMemory &memory : list<ImageMemory>(header.memories))
      require(isLimits(memory.limits), "wrong limits of a memory");
    for (const ImageTable &table : list<ImageTable>(header.tables)) {
      const ReferenceType type = constants.typeOf(table.reference);
      require(isLimits(table.limits), "wrong limits of a table");
      require(table.initial.count == 0 ? table.isImported || type.isNullable
                                       : constants.isReference(table.initial, type, header.globals.count),
              "wrong value of a table");
    }
    uint32_t index = 0;
    for (const ImageGlobal &global : list<ImageGlobal>(header.globals)) {
      const bool isNumber = global.type <= ValueKind::V128;
      require(global.isImported ||
                  (isNumber
                       ? constants.isNumber(global.initial, global.type, index)
                       : constants.isReference(global.initial, constants.typeOf(global.reference), index)),
              "wrong value of a global");
      ++index;
    }
    for (const ImageTag &tag : list<ImageTag>(header.tags))
      require(tag.typeIndex < header.types.count, "wrong tag");
  }

  bool isOffset(const ConstantCheck &constants, Range offset, const ImageLimits &limits) const {
    return constants.isNumber(offset, limits.is64 ? ValueKind::I64 : ValueKind::I32, header.globals.count);
  }

  void checkDataSegments(const ConstantCheck &constants) {
    const auto memories = list<ImageMemory>(header.memories);
    for (const ImageDataSegment &segment : list<ImageDataSegment>(header.dataSegments)) {
      require(segment.mode <= SegmentMode::Declared && holds<char>(segment.bytes), "wrong data segment");
      if (segment.mode != SegmentMode::Passive && !segment.isApplied)
        require(segment.memory < memories.size() &&
                    isOffset(constants, segment.offset, memories[segment.memory].limits),
                "wrong place of a data segment");
    }
  }

  void checkElementSegments(const ConstantCheck &constants) {
    const auto tables = list<ImageTable>(header.tables);
    for (const ImageElementSegment &segment : list<ImageElementSegment>(header.elementSegments)) {
      require(segment.mode <= SegmentMode::Declared && segment.element >= ValueKind::FuncRef &&
                  segment.element <= ValueKind::ExnRef && holds<FunctionIndex>(segment.functions) &&
                  holds<Range>(segment.expressions) &&
                  (segment.functions.count == 0 || segment.expressions.count == 0),
              "wrong element segment");
      const bool isActive = segment.mode == SegmentMode::Active;
      if (isActive)
        require(segment.table < tables.size() && tables[segment.table].element == segment.element &&
                    isOffset(constants, segment.offset, tables[segment.table].limits),
                "wrong place of an element segment");
      if (problem)
        return;
      checkElements(constants, segment,
                    isActive ? constants.typeOf(tables[segment.table].reference)
                             : ReferenceType::any(segment.element));
    }
  }

  void checkElements(const ConstantCheck &constants, const ImageElementSegment &segment,
                     const ReferenceType &place) {
    for (const FunctionIndex index : list<FunctionIndex>(segment.functions))
      require(constants.accepts(place, index), "wrong function in an element segment");
    for (const Range expression : list<Range>(segment.expressions))
      require(constants.isReference(expression, place, header.globals.count),
              "wrong expression in an element segment");
  }

  void checkMemoryRuns() {
    const auto runs = list<ImageMemoryRun>(header.memoryRuns);
    if (runs.empty())
      return;
    require(header.memories.count > 0 && !list<ImageMemory>(header.memories)[0].isImported,
            "initial memory without a memory");
    if (problem)
      return;
    const uint64_t pages = list<ImageMemory>(header.memories)[0].limits.minimum;
    const uint64_t bytes = pages > UINT64_MAX / kWasmPageSize ? UINT64_MAX : pages * kWasmPageSize;
    for (const ImageMemoryRun &run : runs)
      require(run.size <= bytes && run.address <= bytes - run.size && run.size <= contentBytes &&
                  run.contentOffset <= contentBytes - run.size,
              "initial memory lies outside of the memory or the file");
  }

  void checkDylink() {
    for (const ImageDylink &dylink : list<ImageDylink>(header.dylink))
      require(dylink.memoryAlignment <= kMaximumDylinkAlignment &&
                  dylink.tableAlignment <= kMaximumDylinkAlignment && holds<String>(dylink.needed) &&
                  holds<String>(dylink.runtimePaths) && holds<uint32_t>(dylink.weakImports) &&
                  holds<uint32_t>(dylink.threadLocals),
              "wrong information for dynamic linking");
  }

  const UncheckedImage image;
  const ImageHeader &header;
  const uint64_t contentBytes;
  uint32_t nextImport[5] = {};
  const char *problem = nullptr;
};

} // namespace

std::string checkImage(const uint8_t *base, const abi::ImageHeader &expected, uint64_t dataBytes,
                       uint64_t contentBytes) {
  if (memcmp(base, &expected, sizeof expected) != 0)
    return "the image changes while it is loaded";
  return ImageChecker(base, dataBytes, contentBytes).run();
}

} // namespace wasixc::guest
