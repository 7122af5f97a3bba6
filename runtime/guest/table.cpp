// Growing and filling tables.
#include "runtime/guest/table.h"

#include <algorithm>
#include <cstring>

namespace wasixc::guest {

Expected<std::shared_ptr<Table>> Table::create(const abi::ImageLimits &limits, ReferenceType element) {
  std::shared_ptr<Table> table(new Table(limits, element));
  if (table->grow(limits.minimum, 0) < 0)
    return Error{abi::Errno::NOMEM, "table of " + std::to_string(limits.minimum) + " elements is too large"};
  return table;
}

Expected<std::shared_ptr<Table>> Table::fork() const {
  std::shared_ptr<Table> copy(new Table(declared, elementType));
  if (copy->grow(current->size, 0) < 0)
    return Error{abi::Errno::NOMEM, "no memory for a copy of a table"};
  std::copy_n(current->elements, current->size, copy->current->elements);
  return copy;
}

void Table::adopt(abi::TableState &place) {
  place = *current;
  current = &place;
}

int64_t Table::grow(uint64_t count, uint64_t value) {
  const uint64_t oldSize = size();
  const uint64_t maximum = std::min(declared.maximum, kMaximumSize);
  if (oldSize > maximum || count > maximum - oldSize)
    return -1;
  if (count > 0) {
    if (!makeRoom(oldSize + count))
      return -1;
    own.size = oldSize + count;
    std::fill_n(own.elements + oldSize, count, value);
    *current = own;
  }
  return static_cast<int64_t>(oldSize);
}

bool Table::makeRoom(uint64_t size) {
  const uint64_t bytes = size * sizeof(uint64_t);
  if (bytes <= block.size())
    return true;
  GuardedBlock larger = GuardedBlock::take(bytes);
  if (!larger)
    return false;
  if (block)
    memcpy(larger.data(), block.data(), own.size * sizeof(uint64_t));
  block = std::move(larger);
  own.elements = reinterpret_cast<uint64_t *>(block.data());
  return true;
}

void Table::fill(uint64_t start, uint64_t value, uint64_t count) {
  std::fill_n(elements() + start, count, value);
}

} // namespace wasixc::guest
