// See calling_convention.h; compiler/lower/calling_convention.cpp has the compiler's side.
#include "runtime/guest/calling_convention.h"

#include <algorithm>
#include <cstring>

namespace wasixc::guest {

namespace {

constexpr uint64_t kIntegerRegisters = std::size(arch::TrampolineFrame().integers);
constexpr uint64_t kVectorRegisters = std::size(arch::TrampolineFrame().vectors);

bool isVector(abi::ValueKind kind) {
  return kind == abi::ValueKind::F32 || kind == abi::ValueKind::F64 || kind == abi::ValueKind::V128;
}

// Where System V puts one argument after the other.
class ArgumentPlaces {
public:
  struct Place {
    enum Kind : uint8_t { Integer, Vector, Scratch } kind;
    uint64_t index; // of the register, or bytes into scratch
  };

  Place next(abi::ValueKind kind) {
    if (isVector(kind) && vectors < kVectorRegisters)
      return {Place::Vector, vectors++};
    if (!isVector(kind) && integers < kIntegerRegisters)
      return {Place::Integer, integers++};
    const uint64_t size = kind == abi::ValueKind::V128 ? 16 : 8;
    const uint64_t offset = (scratchBytes + size - 1) & ~(size - 1);
    scratchBytes = offset + size;
    return {Place::Scratch, offset};
  }
  uint64_t bytesInScratch() const { return scratchBytes; }

private:
  uint64_t integers = 0, vectors = 0, scratchBytes = 0;
};

// The bytes of each value of a call, in order.
class Arguments {
public:
  Arguments(arch::TrampolineFrame &frame, void *scratch)
      : frame(frame), scratch(static_cast<uint8_t *>(scratch)) {}

  void *next(abi::ValueKind kind) {
    const auto place = places.next(kind);
    switch (place.kind) {
    case ArgumentPlaces::Place::Integer:
      return &frame.integers[place.index];
    case ArgumentPlaces::Place::Vector:
      return frame.vectors[place.index];
    case ArgumentPlaces::Place::Scratch:
      break;
    }
    return scratch + place.index;
  }

private:
  arch::TrampolineFrame &frame;
  uint8_t *scratch;
  ArgumentPlaces places;
};

class Results {
public:
  Results(arch::TrampolineFrame &frame, void *scratch, size_t count)
      : frame(frame), scratch(static_cast<uint8_t *>(scratch)), isInScratch(count > abi::kRegisterResults) {}

  void *next(abi::ValueKind kind) {
    if (isInScratch)
      return scratch + abi::kScratchSlotSize * slots++;
    return isVector(kind) ? static_cast<void *>(frame.vectors[vectors++]) : &frame.integers[integers++];
  }

private:
  arch::TrampolineFrame &frame;
  uint8_t *scratch;
  const bool isInScratch;
  uint64_t slots = 0, integers = 0, vectors = 0;
};

template <typename Places>
void unpack(std::span<const abi::ValueKind> kinds, std::span<const uint8_t> packed, Places places) {
  for (const abi::ValueKind kind : kinds) {
    const uint64_t size = packedBytes(kind);
    void *place = places.next(kind);
    memset(place, 0, std::max<uint64_t>(size, 8)); // i32 is extended
    if (size > packed.size())
      packed = {};
    if (packed.empty())
      continue;
    memcpy(place, packed.data(), size);
    packed = packed.subspan(size);
  }
}

template <typename Places>
void pack(std::span<const abi::ValueKind> kinds, std::span<uint8_t> packed, Places places) {
  for (const abi::ValueKind kind : kinds) {
    const uint64_t size = packedBytes(kind);
    if (size > packed.size())
      return;
    memcpy(packed.data(), places.next(kind), size);
    packed = packed.subspan(size);
  }
}

} // namespace

uint64_t packedBytes(abi::ValueKind kind) {
  switch (kind) {
  case abi::ValueKind::I32:
  case abi::ValueKind::F32:
    return 4;
  case abi::ValueKind::I64:
  case abi::ValueKind::F64:
    return 8;
  case abi::ValueKind::V128:
    return 16;
  default:
    return 0;
  }
}

uint64_t packedBytes(std::span<const abi::ValueKind> kinds) {
  uint64_t bytes = 0;
  for (const abi::ValueKind kind : kinds)
    bytes += packedBytes(kind);
  return bytes;
}

uint64_t stackArgumentBytes(std::span<const abi::ValueKind> parameters) {
  ArgumentPlaces places;
  for (const abi::ValueKind kind : parameters)
    (void)places.next(kind);
  return (places.bytesInScratch() + 15) & ~uint64_t{15};
}

uint64_t scratchSlots(const Signature &signature) {
  const uint64_t results =
      signature.results.size() > abi::kRegisterResults ? signature.results.size() : uint64_t{0};
  return std::max(results, stackArgumentBytes(signature.parameters) / abi::kScratchSlotSize);
}

void passArguments(const Signature &signature, std::span<const uint8_t> packed, arch::TrampolineFrame &frame,
                   void *scratch) {
  unpack(signature.parameters, packed, Arguments(frame, scratch));
}

void takeArguments(const Signature &signature, std::span<uint8_t> packed, arch::TrampolineFrame &frame,
                   void *scratch) {
  pack(signature.parameters, packed, Arguments(frame, scratch));
}

void passResults(const Signature &signature, std::span<const uint8_t> packed, arch::TrampolineFrame &frame,
                 void *scratch) {
  unpack(signature.results, packed, Results(frame, scratch, signature.results.size()));
}

void takeResults(const Signature &signature, std::span<uint8_t> packed, arch::TrampolineFrame &frame,
                 void *scratch) {
  pack(signature.results, packed, Results(frame, scratch, signature.results.size()));
}

} // namespace wasixc::guest
