// See initial_memory.h. Segments are applied in order as long as each has a constant offset and lies within
// the memory the module starts with; the rest is left to instantiation, which also finds the ones that are
// out of bounds.
#include "compiler/lower/initial_memory.h"

#include "compiler/wasm/constant_expression.h"

#include "llvm/Support/MathExtras.h"

#include <map>

using namespace llvm;

namespace wasixc {
namespace {

constexpr uint64_t kSlack = 1 << 20; // how much larger than its segments the content may be

std::optional<uint64_t> constantOffset(const wasm::Module &module, const wasm::DataSegment &segment) {
  const wasm::ConstantValue value = wasm::foldConstant(module, segment.memoryOffset);
  const auto *bits = std::get_if<wasm::ConstantBits>(&value);
  if (!bits)
    return std::nullopt;
  return bits->type == wasm::kI64 ? bits->asU64() : bits->asU32();
}

// Page address to page content.
using Pages = std::map<uint64_t, std::string>;

void copyInto(Pages &pages, uint64_t address, ArrayRef<uint8_t> bytes) {
  while (!bytes.empty()) {
    const uint64_t offset = address % abi::kPageSize;
    const size_t size = std::min<size_t>(bytes.size(), abi::kPageSize - offset);
    std::string &page = pages[address - offset];
    page.resize(abi::kPageSize);
    std::copy_n(bytes.begin(), size, page.begin() + offset);
    address += size;
    bytes = bytes.drop_front(size);
  }
}

InitialMemory collect(const Pages &pages, size_t appliedSegments) {
  InitialMemory result;
  result.appliedSegments = appliedSegments;
  for (const auto &[address, page] : pages) {
    if (result.runs.empty() || result.runs.back().address + result.runs.back().size != address)
      result.runs.push_back({address, result.content.size(), 0});
    result.runs.back().size += page.size();
    result.content += page;
  }
  return result;
}

} // namespace

InitialMemory computeInitialMemory(const wasm::Module &module) {
  if (module.memories.empty() || module.memories[0].isImported)
    return {};
  const uint64_t pagesOfMemory = module.memories[0].type.limits.minimum;
  const uint64_t size = SaturatingMultiply(pagesOfMemory, uint64_t(abi::kWasmPageSize));
  Pages pages;
  uint64_t segmentBytes = 0;
  size_t applied = 0;
  for (const wasm::DataSegment &segment : module.data) {
    if (segment.mode == wasm::SegmentMode::Passive) {
      ++applied;
      continue;
    }
    const std::optional<uint64_t> offset = constantOffset(module, segment);
    if (segment.memoryIndex != 0 || !offset || *offset > size || segment.bytes.size() > size - *offset)
      break;
    segmentBytes += segment.bytes.size();
    copyInto(pages, *offset, segment.bytes);
    // Many tiny segments far apart would make a file much larger than the module: leave such to
    // instantiation.
    if (pages.size() * abi::kPageSize > 2 * segmentBytes + kSlack)
      return {};
    ++applied;
  }
  return collect(pages, applied);
}

} // namespace wasixc
