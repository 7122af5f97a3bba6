// The image format: how a compiled module lies in an ELF file, and what a runtime needs to run it.
//
// An image is a page-aligned, relocation-free range of the file, [header, header + imageSize), that is mapped
// once per host process at any address: read-only data first (it begins with the ImageHeader), then code. All
// offsets in the header are in bytes from the header. The initial content of linear memory lies in the same
// file, page-aligned, at memoryContent (outside of the mapped range; it is mapped privately or copied per
// process).
//
// An ELF note (owner "wasixc", type kImageNoteType) holds the virtual address of the header; program headers
// translate it into a file offset. An image never trusts the runtime to be of its own version: the magic, the
// ABI version and all ranges are checked before use.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wasixc::abi {

constexpr uint64_t kImageMagic = 0x31435849534157ull; // "WASIXC1"
constexpr uint32_t kAbiVersion = 4;
constexpr uint32_t kImageNoteType = 1;
constexpr uint64_t kPageSize = 4096;
constexpr uint64_t kWasmPageSize = 65536;

// `count` records from `offset` on.
struct Range {
  uint32_t offset;
  uint32_t count;
};

// A string of `count` bytes, not terminated; names are arbitrary bytes.
using String = Range;

enum class ExternalKind : uint8_t { Function, Table, Memory, Global, Tag };

// Values as the runtime sees them; funcref, externref and exnref are 64-bit slots.
enum class ValueKind : uint8_t { I32, I64, F32, F64, V128, FuncRef, ExternRef, ExnRef };

// What a reference refers to: the abstract heap types.
enum class HeapKind : uint8_t {
  Func,
  NoFunc,
  Extern,
  NoExtern,
  Any,
  Eq,
  I31,
  Struct,
  Array,
  None,
  Exn,
  NoExn,
};

// The exact type of references in a table or a global. Code needs only the ValueKind; linking needs this.
struct ImageReference {
  HeapKind heap; // of a concrete type: the kind of its composite type
  uint8_t isNullable;
  uint8_t padding[2];
  String concrete; // the canonical type; empty when the heap type is abstract
};
static_assert(sizeof(ImageReference) == 12);

struct ImageType {
  uint64_t id;        // what FunctionDescriptor::typeId holds: abi::typeIdOf the digest of `canonical`
  String canonical;   // equal strings, and only those, are equal types
  Range parameters;   // bytes: ValueKind
  Range results;      // bytes: ValueKind
  uint32_t entry;     // offset of the entry wrapper's code, or 0 when no function of this type can be entered
  uint32_t supertype; // the declared one, an earlier type: its index + 1; or 0
};
static_assert(sizeof(ImageType) == 40);

// An operation of a constant expression; they run on a small value stack.
enum class ConstantOperation : uint8_t {
  Constant,          // low, high: the bits
  GlobalGet,         // index: global
  FunctionReference, // index: FunctionIndex
  I32Add,
  I32Sub,
  I32Mul,
  I64Add,
  I64Sub,
  I64Mul,
};

struct ImageConstant {
  ConstantOperation operation;
  uint8_t padding[3];
  uint32_t index;
  uint64_t low;
  uint64_t high;
};
static_assert(sizeof(ImageConstant) == 24);

// How images refer to functions: an ordinal in `descriptors`, an import with kImportedFunction set, or none.
using FunctionIndex = uint32_t;
constexpr FunctionIndex kImportedFunction = 0x80000000u;
constexpr FunctionIndex kNullFunction = 0xffffffffu;

struct ImageLimits {
  uint64_t minimum;
  uint64_t maximum; // ~0 when the module sets none
  uint8_t is64;
  uint8_t isShared;
  uint8_t padding[6];
};
static_assert(sizeof(ImageLimits) == 24);

struct ImageImport {
  String module;
  String name;
  ExternalKind kind;
  uint8_t padding[3];
  uint32_t index; // function: type index; table, memory, global, tag: index in that list
};
static_assert(sizeof(ImageImport) == 24);

struct ImageExport {
  String name;
  ExternalKind kind;
  uint8_t padding[3];
  uint32_t index;     // function: FunctionIndex; others: index in that list
  uint32_t typeIndex; // function: its type
};
static_assert(sizeof(ImageExport) == 20);

struct ImageMemory {
  ImageLimits limits; // in pages of kWasmPageSize
  uint32_t isImported;
  uint32_t reserved;
};

struct ImageTable {
  ImageLimits limits;
  ValueKind element;
  uint8_t isImported;
  uint8_t padding[2];
  Range initial; // ImageConstant: the value of new elements; empty means null
  ImageReference reference;
};
static_assert(sizeof(ImageTable) == 48);

struct ImageGlobal {
  ValueKind type;
  uint8_t isMutable;
  uint8_t isImported;
  uint8_t padding;
  Range initial;            // ImageConstant; empty when imported
  ImageReference reference; // when the type is a reference
};
static_assert(sizeof(ImageGlobal) == 24);

struct ImageTag {
  uint32_t typeIndex;
  uint32_t isImported;
};

enum class SegmentMode : uint8_t { Active, Passive, Declared };

struct ImageDataSegment {
  SegmentMode mode;
  uint8_t isApplied; // already part of memoryContent
  uint8_t padding[2];
  uint32_t memory;
  Range offset; // ImageConstant
  Range bytes;  // empty when applied
};
static_assert(sizeof(ImageDataSegment) == 24);

struct ImageElementSegment {
  SegmentMode mode;
  ValueKind element;
  uint8_t padding[2];
  uint32_t table;
  Range offset;      // ImageConstant
  Range functions;   // FunctionIndex each; empty when the segment holds expressions
  Range expressions; // Range of ImageConstant each
};
static_assert(sizeof(ImageElementSegment) == 32);

// A run of initial memory: page-aligned bytes of the file that belong at `address` of memory 0.
struct ImageMemoryRun {
  uint64_t address;
  uint64_t contentOffset; // from memoryContent
  uint64_t size;
};

// A function's code, for backtraces; one per defined function, in index order.
struct ImageFunction {
  uint32_t code;
  uint32_t index; // in the module's function index space
  String name;
};
static_assert(sizeof(ImageFunction) == 16);

// What the module's dylink.0 section says: it is placed and linked at run time (docs/dynamic-linking.md).
// Sizes are in bytes and elements, alignments powers of two.
struct ImageDylink {
  uint32_t memorySize;
  uint32_t memoryAlignment;
  uint32_t tableSize;
  uint32_t tableAlignment;
  Range needed;       // String: libraries
  Range runtimePaths; // String: where to look for them
  Range weakImports;  // uint32_t, ascending: imports that may stay without a definition
  Range threadLocals; // uint32_t, ascending: exported globals that are offsets in thread-local storage
};
static_assert(sizeof(ImageDylink) == 48);

constexpr uint32_t kMaximumDylinkAlignment = 31;

struct ImageHeader {
  uint64_t magic;
  uint32_t abiVersion;
  uint32_t headerSize;
  uint64_t cpuFeatures; // bits of cpu_features.def
  uint64_t imageSize;   // bytes from the header to the end of the code, a multiple of the page size
  uint64_t textOffset;  // page-aligned; the code is [textOffset, textEnd), and padding up to imageSize
  uint64_t textEnd;
  uint64_t ehFrameOffset; // the unwind table of the code: .eh_frame records, ended by a zero length
  uint64_t ehFrameEnd;
  int64_t memoryContent; // page-aligned, relative to the header; runs point into it
  uint64_t contextSize;
  uint32_t memoriesOffset; // offsets of the context's areas
  uint32_t tablesOffset;
  uint32_t globalsOffset;
  uint32_t scratchOffset;
  uint32_t scratchSlots;
  FunctionIndex start; // kNullFunction when there is none
  uint32_t startType;
  uint32_t reserved;
  Range types;
  Range imports;
  Range exports;
  Range descriptors; // FunctionDescriptor of every function that can be referred to
  Range memories;
  Range tables;
  Range globals;
  Range tags;
  Range dataSegments;
  Range elementSegments;
  Range memoryRuns;
  Range functions;
  Range descriptorTypes; // uint32_t: the type index of each descriptor
  Range dylink;          // ImageDylink: one, or none when the module is not for dynamic linking
};
static_assert(sizeof(ImageHeader) == 16 + 8 * 8 + 8 * 4 + 14 * 8);

} // namespace wasixc::abi
