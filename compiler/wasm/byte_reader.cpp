// Reading of numbers, byte vectors and names (binary format, sections 5.2.1 to 5.2.4).
#include "compiler/wasm/byte_reader.h"

#include "compiler/wasm/leb128.h"

#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Endian.h"

namespace wasixc::wasm {

void ByteReader::fail(uint64_t offset, const llvm::Twine &text) {
  if (!failure)
    failure = std::make_unique<Diagnostic>(offset, text.str());
  cursor = end;
}

void ByteReader::fail(llvm::Error error) {
  llvm::handleAllErrors(std::move(error),
                        [&](const Diagnostic &diagnostic) { fail(diagnostic.offset, diagnostic.text); });
}

llvm::Error ByteReader::takeError() {
  if (!failure)
    return llvm::Error::success();
  return llvm::Error(std::move(failure));
}

uint8_t ByteReader::peekByte() {
  if (cursor == end) {
    fail(offset(), kUnexpectedEnd);
    return 0;
  }
  return *cursor;
}

namespace {
// Runs one LEB128 decoder and turns its complaint into text; the offset is that of the number's first byte.
template <typename Value, typename Decoder>
Value readLeb(ByteReader &reader, const uint8_t *&cursor, const uint8_t *end, Decoder decode) {
  uint64_t start = reader.offset();
  Value value = 0;
  if (LebError error = decode(cursor, end, value); error != LebError::None) {
    reader.fail(start, lebErrorText(error));
    return 0;
  }
  return value;
}
} // namespace

uint32_t ByteReader::readLongU32() {
  return static_cast<uint32_t>(readLeb<uint64_t>(*this, cursor, end, readUnsignedLeb<32>));
}

uint64_t ByteReader::readU64() { return readLeb<uint64_t>(*this, cursor, end, readUnsignedLeb<64>); }

int32_t ByteReader::readS32() {
  return static_cast<int32_t>(readLeb<int64_t>(*this, cursor, end, readSignedLeb<32>));
}

int64_t ByteReader::readS33() { return readLeb<int64_t>(*this, cursor, end, readSignedLeb<33>); }

int64_t ByteReader::readS64() { return readLeb<int64_t>(*this, cursor, end, readSignedLeb<64>); }

uint8_t ByteReader::readBit() {
  return static_cast<uint8_t>(readLeb<uint64_t>(*this, cursor, end, readUnsignedLeb<1>));
}

uint32_t ByteReader::readFixed32() {
  llvm::ArrayRef<uint8_t> bytes = readBytes(4);
  return ok() ? llvm::support::endian::read32le(bytes.data()) : 0;
}

uint64_t ByteReader::readFixed64() {
  llvm::ArrayRef<uint8_t> bytes = readBytes(8);
  return ok() ? llvm::support::endian::read64le(bytes.data()) : 0;
}

llvm::ArrayRef<uint8_t> ByteReader::readBytes(size_t size, const char *error) {
  if (size > remaining()) {
    fail(offset(), error);
    return {};
  }
  llvm::ArrayRef<uint8_t> bytes(cursor, size);
  cursor += size;
  return bytes;
}

llvm::StringRef ByteReader::readName() {
  uint64_t start = offset();
  uint32_t size = readU32();
  llvm::ArrayRef<uint8_t> bytes = readBytes(size, "length out of bounds");
  const llvm::UTF8 *text = bytes.data();
  if (!bytes.empty() && !llvm::isLegalUTF8String(&text, bytes.end())) {
    fail(start, "malformed UTF-8 encoding");
    return {};
  }
  return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

uint32_t ByteReader::readCount(const char *what, uint32_t limit) {
  uint64_t start = offset();
  uint32_t count = readU32();
  if (count > remaining())
    fail(start, llvm::Twine(kUnexpectedEnd) + ": " + llvm::Twine(count) + " " + what + " announced, " +
                    llvm::Twine(remaining()) + " bytes left");
  else if (count > limit)
    fail(start, llvm::Twine("too many ") + what + ": " + llvm::Twine(count) + ", the limit is " +
                    llvm::Twine(limit));
  return ok() ? count : 0;
}

} // namespace wasixc::wasm
