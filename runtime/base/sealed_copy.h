// The bytes of a file as they were at one time: copied once, hashed, and out of everybody's reach. What is
// checked and what is used are then the same, whatever becomes of the file.
#pragma once

#include "runtime/base/accountant.h"
#include "runtime/base/result.h"
#include "runtime/base/sha256.h"
#include "runtime/base/unique_fd.h"

namespace wasixc {

struct SealedCopy {
  UniqueFd file; // in memory; nobody can change it any more (memfd_create(2), F_ADD_SEALS)
  Sha256Digest digest;
  Charge charge; // for what it takes; whoever keeps the bytes without the file keeps this as well
};

// Asked now and then in long copies; true ends them with INTR.
using MustStop = bool (*)();

// FBIG for more than `mostBytes`, NOMEM when there is no room for the copy. `file` is a regular file; where it
// is all zeros, the copy takes no memory.
Result<SealedCopy> copySealed(int file, uint64_t mostBytes, MustStop mustStop);

// The digest alone, of the bytes as they are when they are read.
Result<Sha256Digest> digestOf(int file, uint64_t mostBytes, MustStop mustStop);

// Whether the file is one that nobody can change any more.
bool isSealed(int file);

} // namespace wasixc
