// Functions that a guest makes while it runs: closures (WASIX semantics 15). Each has a type of the guest's
// choice and an element of the table; called, it passes its arguments, packed in linear memory, on to a
// backing function (values, results, user data), and returns what that has left as results.
//
// No code is generated. A closure's descriptor leads to the trampoline that is the same for all; what it does
// depends on the process: here, by table element. Descriptors never change and never go away while a process
// that is forked from their owner lives, since guests may hold references to them.
#pragma once

#include "runtime/base/result.h"
#include "runtime/guest/trampoline.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace wasixc {

class DynamicLinker;

// The descriptors of processes that are forked from each other.
class ClosureDescriptors {
public:
  static constexpr size_t kMost = 65'536;
  static constexpr size_t kMostValues = 1 << 20; // in the types of all

  // The descriptor for closures of this type at this element. Null when there are too many.
  const guest::ClosureDescriptor *find(uint32_t element, const guest::Signature &signature, uint64_t typeId);

private:
  using Key = std::tuple<uint32_t, std::vector<abi::ValueKind>, std::vector<abi::ValueKind>>;

  // Room for one more, if the kernel has some.
  bool addPage();

  std::mutex lock;
  std::map<Key, const guest::ClosureDescriptor *> entries;
  std::vector<guest::SealedArray<guest::ClosureDescriptor>> pages;
  size_t values = 0;
};

// Those of one process. A forked one gets a copy.
class Closures {
public:
  static constexpr size_t kMost = 16'384;

  struct Closure {
    const guest::ClosureDescriptor *descriptor = nullptr; // null until it is prepared
    uint32_t backingFunction = 0;
    uint32_t userData = 0;
  };

  // An element of the table for a closure. NOMEM: too many, or the table cannot grow.
  Result<uint32_t> allocate(guest::Table &table);
  // Makes the element callable. INVAL: no element for a closure, or no such backing function. NOMEM: too many
  // types. NOTSUP: a type that cannot be told from another one.
  Result<void> prepare(guest::Store &store, guest::Table &table, uint32_t element,
                       const guest::Signature &signature, uint32_t backingFunction, uint32_t userData);
  // Makes the element null again.
  Result<void> release(guest::Table &table, uint32_t element);

  // Null when the function is no closure any more.
  const Closure *find(const guest::ClosureDescriptor &descriptor) const;

private:
  std::shared_ptr<ClosureDescriptors> descriptors = std::make_shared<ClosureDescriptors>();
  std::unordered_map<uint32_t, Closure> closures; // by element
  std::vector<uint32_t> freeElements;
};

} // namespace wasixc
