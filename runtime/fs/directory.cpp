#include "runtime/fs/directory.h"

#include "runtime/fs/rights.h"

#include <cstring>

namespace wasixc {

uint64_t Directory::possibleRights() const { return kDirectoryRights; }

Result<std::string> Directory::pathTo(Directory &other) {
  if (&other != this)
    return Errno::NOENT;
  return std::string(".");
}

void EntryWriter::append(const void *bytes, size_t size) {
  const size_t fitting = std::min(size, buffer.size() - used);
  memcpy(buffer.data() + used, bytes, fitting);
  used += fitting;
}

void EntryWriter::add(uint64_t next, uint64_t inode, abi::FileType type, std::string_view name) {
  const abi::DirectoryEntry record = {.next = next,
                                      .inode = inode,
                                      .nameLength = static_cast<uint32_t>(name.size()),
                                      .fileType = static_cast<uint8_t>(type)};
  append(&record, sizeof record);
  append(name.data(), name.size());
}

} // namespace wasixc
