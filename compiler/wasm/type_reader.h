// Decoding of types (binary format, section 5.3), shared by the section reader and the instruction decoder.
#pragma once

#include "compiler/wasm/byte_reader.h"
#include "compiler/wasm/features.h"
#include "compiler/wasm/types.h"

namespace wasixc::wasm {

// Each records a failure in the reader and returns some type then.
ValueType readValueType(ByteReader &reader, FeatureSet features);
ValueType readReferenceType(ByteReader &reader, FeatureSet features);
HeapType readHeapType(ByteReader &reader, FeatureSet features);

// Whether a byte starts a value type; tells a block's type from a type index.
bool startsValueType(uint8_t byte);

} // namespace wasixc::wasm
