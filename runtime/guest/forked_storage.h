// What the instances of a store share, while the store is copied for a forked process or another thread:
// every memory and table is copied once, and pointers to globals of others are led to the copies.
#pragma once

#include "runtime/guest/instance.h"
#include "runtime/guest/memory.h"
#include "runtime/guest/table.h"
#include "runtime/guest/value.h"

#include <map>
#include <memory>
#include <span>

namespace wasixc::guest {

class ForkedStorage {
public:
  explicit ForkedStorage(Memories kind) : kind(kind) {}

  Expected<std::shared_ptr<LinearMemory>> copyOf(const std::shared_ptr<LinearMemory> &memory) {
    if (kind == Memories::Shared)
      return memory;
    return copied(memories, memory,
                  kind == Memories::Copied ? &LinearMemory::fork : &LinearMemory::forkWhileWritten);
  }
  Expected<std::shared_ptr<Table>> copyOf(const std::shared_ptr<Table> &table) {
    return copied(tables, table, &Table::fork);
  }

  // The globals at `from` have their copies at `to`.
  void addGlobals(std::span<const uint8_t> from, std::span<const uint8_t> to) {
    if (!from.empty())
      globals.insert_or_assign(addressOf(from), Copy{from.size(), addressOf(to)});
  }
  // Of the global at this address; the same one if it belongs to none of the copied instances.
  uint64_t copyOfGlobal(uint64_t address) const {
    const auto next = globals.upper_bound(address);
    if (next == globals.begin())
      return address;
    const auto &[begin, copy] = *std::prev(next);
    return address - begin < copy.bytes ? address - begin + copy.address : address;
  }

private:
  template <typename T>
  using Copies = std::map<const T *, std::shared_ptr<T>>;
  struct Copy {
    uint64_t bytes;
    uint64_t address;
  };

  static uint64_t addressOf(std::span<const uint8_t> bytes) {
    return reinterpret_cast<uint64_t>(bytes.data());
  }

  template <typename T, typename Fork>
  static Expected<std::shared_ptr<T>> copied(Copies<T> &copies, const std::shared_ptr<T> &original,
                                             Fork fork) {
    std::shared_ptr<T> &copy = copies[original.get()];
    if (!copy) {
      auto forked = ((*original).*fork)();
      if (!forked)
        return forked.error();
      copy = std::move(*forked);
    }
    return copy;
  }

  const Memories kind;
  Copies<LinearMemory> memories;
  Copies<Table> tables;
  std::map<uint64_t, Copy> globals; // by address
};

} // namespace wasixc::guest
