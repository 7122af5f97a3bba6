// A bounds-checked cursor over a part of the input that knows its place in the file.
//
// Errors are sticky: the first one is recorded with its offset, the cursor jumps to the end, and later
// reads return zero without touching memory. So a caller decodes a whole construct and asks once; loops
// over a count end early with `ok()`. The recorded error leaves through `takeError()`.
#pragma once

#include "compiler/diagnostic.h"

#include "llvm/ADT/ArrayRef.h"

#include <cstdint>
#include <memory>

namespace wasixc::wasm {

class ByteReader {
public:
  ByteReader(llvm::ArrayRef<uint8_t> bytes, uint64_t fileOffset)
      : begin(bytes.begin()), cursor(bytes.begin()), end(bytes.end()), fileOffset(fileOffset) {}

  bool ok() const { return !failure; }
  bool atEnd() const { return cursor == end; }
  size_t remaining() const { return end - cursor; }
  const uint8_t *position() const { return cursor; }
  uint64_t offset() const { return fileOffset + (cursor - begin); }
  // The bytes between an earlier position and the cursor.
  llvm::ArrayRef<uint8_t> since(const uint8_t *start) const { return {start, cursor}; }
  llvm::ArrayRef<uint8_t> rest() const { return {cursor, end}; }
  // Requires: size <= remaining().
  void skip(size_t size) { cursor += size; }

  uint8_t peekByte();
  uint8_t readByte() {
    if (cursor != end)
      return *cursor++;
    fail(offset(), kUnexpectedEnd);
    return 0;
  }
  // Nearly every number of a real module fits one byte.
  uint32_t readU32() { return cursor != end && *cursor < 0x80 ? *cursor++ : readLongU32(); }
  uint64_t readU64();
  int32_t readS32();
  int64_t readS33();
  int64_t readS64();
  uint32_t readFixed32();
  uint64_t readFixed64();
  // A one-bit number in LEB128 form, as the flags of limits were before 3.0.
  uint8_t readBit();
  llvm::ArrayRef<uint8_t> readBytes(size_t size, const char *error = kUnexpectedEnd);
  // A vector of bytes that must be UTF-8.
  llvm::StringRef readName();
  // The length of a vector. An element takes a byte at least, so a count beyond the rest of the input is
  // refused before anybody allocates for it.
  uint32_t readCount(const char *what, uint32_t limit);

  void fail(uint64_t offset, const llvm::Twine &text);
  void fail(llvm::Error error);
  llvm::Error takeError();

  static constexpr const char *kUnexpectedEnd = "unexpected end of section or function";

private:
  uint32_t readLongU32();

  const uint8_t *begin;
  const uint8_t *cursor;
  const uint8_t *end;
  uint64_t fileOffset;
  std::unique_ptr<Diagnostic> failure;
};

} // namespace wasixc::wasm
