// Data and element segments: applied when an instance starts, copied from by bulk instructions.
#include "runtime/guest/instance.h"

#include <cstring>

namespace wasixc::guest {

std::span<const uint8_t> Instance::dataSegment(uint32_t index) const {
  if (droppedData[index])
    return {};
  return program->list<uint8_t>(program->dataSegments()[index].bytes);
}

bool Instance::canCopyElements(uint32_t index, const Table &table, uint64_t destination, uint64_t source,
                               uint64_t count) const {
  const abi::ImageElementSegment &segment = program->elementSegments()[index];
  const uint64_t size = droppedElements[index] ? 0 : segment.functions.count + segment.expressions.count;
  return count <= size && source <= size - count && table.covers(destination, count);
}

void Instance::copyElements(uint32_t index, Table &table, uint64_t destination, uint64_t source,
                            uint64_t count) const {
  const abi::ImageElementSegment &segment = program->elementSegments()[index];
  const auto functions = program->list<abi::FunctionIndex>(segment.functions);
  const auto expressions = program->list<abi::Range>(segment.expressions);
  uint64_t *target = table.elements() + destination;
  for (uint64_t i = source; i < source + count; ++i)
    *target++ = functions.empty() ? evaluate(expressions[i]).low
                                  : reinterpret_cast<uint64_t>(reference(functions[i]));
}

// An i32 lies in the low half of its value, and only there.
uint64_t Instance::segmentOffset(abi::Range expression, const abi::ImageLimits &limits) const {
  const uint64_t offset = evaluate(expression).low;
  return limits.is64 ? offset : static_cast<uint32_t>(offset);
}

std::optional<abi::TrapKind> Instance::applyElementSegments() {
  const auto segments = program->elementSegments();
  for (uint32_t i = 0; i < segments.size(); ++i) {
    const abi::ImageElementSegment &segment = segments[i];
    if (segment.mode == abi::SegmentMode::Active) {
      const uint64_t count = uint64_t{segment.functions.count} + segment.expressions.count;
      Table &target = *tables[segment.table];
      const uint64_t offset = segmentOffset(segment.offset, target.limits());
      if (!canCopyElements(i, target, offset, 0, count))
        return abi::TrapKind::TableOutOfBounds;
      copyElements(i, target, offset, 0, count);
    }
    if (segment.mode != abi::SegmentMode::Passive)
      dropElements(i);
  }
  return std::nullopt;
}

std::optional<abi::TrapKind> Instance::applyDataSegments() {
  const auto segments = program->dataSegments();
  for (uint32_t i = 0; i < segments.size(); ++i) {
    const abi::ImageDataSegment &segment = segments[i];
    if (segment.mode == abi::SegmentMode::Passive)
      continue;
    if (!segment.isApplied) {
      const auto bytes = dataSegment(i);
      LinearMemory &target = *memories[segment.memory];
      const uint64_t address = segmentOffset(segment.offset, target.limits());
      if (!target.covers(address, bytes.size()))
        return abi::TrapKind::MemoryOutOfBounds;
      if (!bytes.empty())
        memcpy(target.base() + address, bytes.data(), bytes.size());
    }
    dropData(i);
  }
  return std::nullopt;
}

} // namespace wasixc::guest
