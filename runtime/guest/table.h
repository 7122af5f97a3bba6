// Tables of references. Generated code reads and writes elements through a TableState; the table keeps it up
// to date. The state lies in the context of the instance that defines the table (adopt), and instances that
// import the table point there. The elements lie between guards, apart from all other data.
#pragma once

#include "abi/context.h"
#include "abi/image.h"
#include "runtime/guest/error.h"
#include "runtime/guest/guarded_block.h"
#include "runtime/guest/reference_type.h"

#include <memory>

namespace wasixc::guest {

class Table {
public:
  // As browsers have it; the elements are real memory.
  static constexpr uint64_t kMaximumSize = 10'000'000;

  // A table of limits.minimum null references.
  static Expected<std::shared_ptr<Table>> create(const abi::ImageLimits &limits, ReferenceType element);
  // A copy with the same elements.
  Expected<std::shared_ptr<Table>> fork() const;
  Table(const Table &) = delete;
  Table &operator=(const Table &) = delete;

  abi::TableState &state() { return *current; }
  uint64_t size() const { return current->size; }
  uint64_t *elements() { return current->elements; }
  const ReferenceType &element() const { return elementType; }
  const abi::ImageLimits &limits() const { return declared; }

  // Moves the state to `place`, which outlives the table's users.
  void adopt(abi::TableState &place);

  bool covers(uint64_t start, uint64_t count) const { return count <= size() && start <= size() - count; }

  // Adds `count` elements. The previous size, or -1 when the limits or memory refuse.
  int64_t grow(uint64_t count, uint64_t value);
  // Requires: covers(start, count).
  void fill(uint64_t start, uint64_t value, uint64_t count);

private:
  bool makeRoom(uint64_t size);
  Table(const abi::ImageLimits &limits, ReferenceType element) : declared(limits), elementType(element) {}

  const abi::ImageLimits declared;
  const ReferenceType elementType;
  GuardedBlock block; // the elements, and room for more
  abi::TableState own{nullptr, 0};
  abi::TableState *current = &own;
};

} // namespace wasixc::guest
