// Checks what an image says about itself, so that nothing else has to.
//
// A file from anywhere may claim to be an image; whatever passes here can be linked and instantiated without
// reading or writing out of bounds. It can not make foreign code harmless: who may run native images at all
// is decided by exec.
#include "runtime/guest/image.h"

#include <cstring>

namespace wasixc::guest {

namespace {

using namespace abi;

class ImageChecker {
public:
  ImageChecker(const uint8_t *base, uint64_t dataBytes, uint64_t contentBytes)
      : base(base), header(*reinterpret_cast<const ImageHeader *>(base)), size(dataBytes),
        contentBytes(contentBytes) {}

  std::string run() {
    checkContext();
    checkLists();
    if (problem)
      return problem; // the lists must be there before their records can be looked at
    countImports();
    checkTypes();
    checkImports();
    checkExports();
    checkDescriptors();
    checkStorage();
    checkDataSegments();
    checkElementSegments();
    checkMemoryRuns();
    checkDylink();
    for (const ImageFunction &function : list<ImageFunction>(header.functions))
      require(isCode(function.code), "a function lies outside of the text");
    if (header.start != kNullFunction)
      require(isFunction(header.start) && header.startType < header.types.count, "wrong start function");
    return problem ? problem : "";
  }

private:
  void require(bool condition, const char *text) {
    if (!condition && !problem)
      problem = text;
  }

  template <typename T>
  bool holds(Range range) const {
    return range.count == 0 || (range.offset % alignof(T) == 0 && range.offset <= size &&
                                range.count <= (size - range.offset) / sizeof(T));
  }
  template <typename T>
  std::span<const T> list(Range range) const {
    return {reinterpret_cast<const T *>(base + range.offset), range.count};
  }
  bool isCode(uint64_t offset) const { return offset >= header.textOffset && offset < header.textEnd; }
  static bool isReference(ValueKind kind) { return kind >= ValueKind::FuncRef && kind <= ValueKind::ExnRef; }
  bool isHeapType(const ImageReference &reference) const {
    return reference.heap <= HeapKind::NoExn && holds<char>(reference.concrete);
  }
  static bool isLimits(const ImageLimits &limits) { return limits.minimum <= limits.maximum; }

  bool isFunction(FunctionIndex index) const {
    if ((index & kImportedFunction) != 0)
      return (index & ~kImportedFunction) < functionImports;
    return index < header.descriptors.count;
  }

  bool areaFits(uint64_t offset, uint64_t count, uint64_t slot) const {
    return offset % 16 == 0 && offset >= sizeof(Context) && offset <= header.contextSize &&
           count <= (header.contextSize - offset) / slot;
  }

  void checkContext() {
    constexpr uint64_t kMaximumContextBytes = 256ull << 20;
    require(header.contextSize >= sizeof(Context) && header.contextSize <= kMaximumContextBytes,
            "wrong size of the context");
    require(areaFits(header.memoriesOffset, header.memories.count, kMemorySlotSize) &&
                areaFits(header.tablesOffset, header.tables.count, kTableSlotSize) &&
                areaFits(header.globalsOffset, header.globals.count, kGlobalSlotSize) &&
                areaFits(header.scratchOffset, header.scratchSlots, kScratchSlotSize),
            "an area lies outside of the context");
    require(header.ehFrameOffset <= header.ehFrameEnd && header.ehFrameEnd <= size,
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

  void countImports() {
    for (const ImageImport &import : list<ImageImport>(header.imports))
      functionImports += import.kind == ExternalKind::Function;
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
      for (const Range values : {type.parameters, type.results})
        for (const ValueKind kind : list<ValueKind>(values))
          require(kind <= ValueKind::ExnRef, "a type of an unknown kind");
      require(type.entry == 0 || (isCode(type.entry) && type.parameters.count <= header.scratchSlots &&
                                  type.results.count <= header.scratchSlots),
              "wrong entry wrapper");
    }
  }

  void checkImports() {
    for (const ImageImport &import : list<ImageImport>(header.imports))
      require(isImported(import.kind, import.index), "wrong import");
    uint32_t imported = 0;
    for (const ImageImport &import : list<ImageImport>(header.imports))
      imported += import.kind != ExternalKind::Function;
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

  void checkExports() {
    for (const ImageExport &item : list<ImageExport>(header.exports)) {
      switch (item.kind) {
      case ExternalKind::Function:
        require(isFunction(item.index) && item.typeIndex < header.types.count, "wrong function export");
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
                  isCode(offset + static_cast<uint64_t>(descriptor.code)),
              "wrong function descriptor");
      if (problem)
        return;
      offset += sizeof descriptor;
    }
  }

  void checkStorage() {
    for (const ImageMemory &memory : list<ImageMemory>(header.memories))
      require(isLimits(memory.limits), "wrong limits of a memory");
    for (const ImageTable &table : list<ImageTable>(header.tables)) {
      require(isLimits(table.limits) && isReference(table.element) && isHeapType(table.reference),
              "wrong table");
      require(table.initial.count == 0 || isExpression(table.initial), "wrong value of a table");
    }
    for (const ImageGlobal &global : list<ImageGlobal>(header.globals))
      require(global.type <= ValueKind::ExnRef && isHeapType(global.reference) &&
                  (global.isImported || isExpression(global.initial)),
              "wrong global");
    for (const ImageTag &tag : list<ImageTag>(header.tags))
      require(tag.typeIndex < header.types.count, "wrong tag");
  }

  // Constants, or operations on two of them; one value remains.
  bool isExpression(Range range) const {
    if (range.count == 0 || !holds<ImageConstant>(range))
      return false;
    uint32_t depth = 0;
    for (const ImageConstant &constant : list<ImageConstant>(range)) {
      switch (constant.operation) {
      case ConstantOperation::Constant:
        ++depth;
        continue;
      case ConstantOperation::GlobalGet:
        ++depth;
        if (constant.index >= header.globals.count)
          return false;
        continue;
      case ConstantOperation::FunctionReference:
        ++depth;
        if (constant.index != kNullFunction && !isFunction(constant.index))
          return false;
        continue;
      default:
        if (constant.operation > ConstantOperation::I64Mul || depth < 2)
          return false;
        --depth;
      }
    }
    return depth == 1;
  }

  void checkDataSegments() {
    for (const ImageDataSegment &segment : list<ImageDataSegment>(header.dataSegments)) {
      require(segment.mode <= SegmentMode::Declared && holds<char>(segment.bytes), "wrong data segment");
      if (segment.mode == SegmentMode::Active && !segment.isApplied)
        require(segment.memory < header.memories.count && isExpression(segment.offset),
                "wrong place of a data segment");
    }
  }

  void checkElementSegments() {
    for (const ImageElementSegment &segment : list<ImageElementSegment>(header.elementSegments)) {
      require(segment.mode <= SegmentMode::Declared && isReference(segment.element) &&
                  holds<FunctionIndex>(segment.functions) && holds<Range>(segment.expressions) &&
                  (segment.functions.count == 0 || segment.expressions.count == 0),
              "wrong element segment");
      if (problem)
        return;
      if (segment.mode == SegmentMode::Active)
        require(segment.table < header.tables.count && isExpression(segment.offset),
                "wrong place of an element segment");
      for (const FunctionIndex index : list<FunctionIndex>(segment.functions))
        require(index == kNullFunction || isFunction(index), "wrong function in an element segment");
      for (const Range expression : list<Range>(segment.expressions))
        require(isExpression(expression), "wrong expression in an element segment");
    }
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

  const uint8_t *base;
  const ImageHeader &header;
  const uint64_t size; // of the read-only data
  const uint64_t contentBytes;
  uint64_t functionImports = 0;
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
