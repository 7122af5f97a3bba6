// Private copies of parts of files. Whoever maps a file sees what is written to it later, and dies of a
// signal where it has been cut off; a copy stays as it was when it was checked.
#pragma once

#include "runtime/base/unique_fd.h"
#include "runtime/guest/mapping.h"

#include <cstdint>

namespace wasixc::guest {

// Reads [offset, offset + size). False when the file ends before.
bool readFully(int file, uint8_t *destination, uint64_t size, uint64_t offset);

// Puts a read-only copy of the file's bytes at `place`, in whole pages. Requires: `place` is page-aligned
// address space of the caller's.
bool copyFromFile(int file, uint64_t offset, uint64_t size, uint8_t *place);

// A copy that can be mapped privately any number of times, which costs nothing until somebody writes.
class FileCopy {
public:
  // Empty when the kernel refuses or the file is too short.
  static FileCopy make(int file, uint64_t offset, uint64_t size);

  explicit operator bool() const { return bool(bytes); }
  const uint8_t *data() const { return bytes.data(); }
  // Without a name, and sealed. None when a limit on the size of files (ulimit -f) is in the way.
  int file() const { return sealed.get(); }

private:
  Mapping bytes;
  UniqueFd sealed;
};

} // namespace wasixc::guest
