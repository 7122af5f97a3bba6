// Blocks of memory between inaccessible guards: contexts, tables, host stacks, signal stacks.
//
// What lies in one block cannot be reached by running over the end of another, nor from the heap. Blocks are
// pooled by size and carved out of slabs, and guards do not split mappings where the kernel can do without
// (Linux 6.13): so thousands of blocks take few entries of the kernel's list of mappings, which is limited
// (65,530 by default). A block's content is whatever its last owner has left.
//
// All of a block is charged, whether it is touched or not. Free blocks that keep their memory stay charged.
#pragma once

#include "runtime/base/accountant.h"

#include <cstddef>
#include <cstdint>
#include <utility>

namespace wasixc::guest {

class GuardedBlock {
public:
  static constexpr size_t kGuardBytes = 64 * 1024;
  static constexpr size_t kMostPooled = 1 << 20; // larger blocks are mapped and unmapped

  GuardedBlock() = default;
  GuardedBlock(GuardedBlock &&other) noexcept { swap(other); }
  GuardedBlock &operator=(GuardedBlock &&other) noexcept {
    GuardedBlock(std::move(other)).swap(*this);
    return *this;
  }
  ~GuardedBlock();

  // At least `bytes`, rounded up to a power of two that is a multiple of the page size. Empty when the kernel
  // or the accountant refuses.
  static GuardedBlock take(size_t bytes);

  uint8_t *data() const { return address; }
  size_t size() const { return bytes; }
  explicit operator bool() const { return address != nullptr; }

private:
  friend class BlockPool;

  static GuardedBlock mapLarge(size_t bytes);
  GuardedBlock(uint8_t *address, size_t bytes, Charge charge)
      : address(address), bytes(bytes), charge(std::move(charge)) {}
  void swap(GuardedBlock &other) {
    std::swap(address, other.address);
    std::swap(bytes, other.bytes);
    std::swap(charge, other.charge);
  }

  uint8_t *address = nullptr;
  size_t bytes = 0;
  Charge charge;
};

// Makes the pages inaccessible. False when the kernel refuses.
bool makeGuard(void *address, size_t bytes);

} // namespace wasixc::guest
