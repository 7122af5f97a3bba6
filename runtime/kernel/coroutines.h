// context_create, context_switch and context_destroy (WASIX semantics 14): stackful coroutines of a guest.
// They are called coroutines here, because a context is something else in this code (abi/context.h).
//
// One coroutine runs; the others' frames are kept aside as continuations and come back to the same guest
// stack. So a fork copies them like everything else, and switching costs a copy of the live frames. Memory
// and globals are shared; only `__stack_pointer`, where the module exports it, belongs to each coroutine.
#pragma once

#include "runtime/guest/continuation.h"
#include "runtime/guest/instance.h"

#include <cstdint>
#include <optional>
#include <unordered_map>

namespace wasixc {

class Coroutines {
public:
  using Id = uint64_t;
  static constexpr Id kMain = 0; // the one that the thread began with
  static constexpr size_t kMost = 65'536;

  // A function of the instance's, () -> (), as something to call.
  struct Entry {
    const abi::FunctionDescriptor *function;
    uint32_t typeIndex;
  };

  Id active() const { return activeId; }
  bool isKnown(Id id) const { return id == activeId || suspended.contains(id); }

  // The new one is suspended and begins at its entry. Nothing when there are too many.
  std::optional<Id> create(Entry entry);

  // Suspends the active one, whose guest is in a host call, and makes `id` the active one. When that has run
  // before, its frames are on the stack again, and it is to be resumed; else its entry is to be called.
  // Requires: `id` is suspended.
  std::optional<Entry> switchTo(Id id, guest::Instance &instance);

  // Requires: `id` is neither active nor kMain.
  void destroy(Id id) { suspended.erase(id); }

  // What may hold references to exceptions in the frames of the suspended ones.
  void addRoots(guest::ExceptionHeap::Roots &roots) const;

  // A forked process has the coroutines of the thread that forked.
  void copyFrom(const Coroutines &other);

private:
  struct Suspended {
    std::optional<Entry> entry; // until it runs
    guest::Continuation frames;
    uint32_t stackPointer = 0;
  };

  std::unordered_map<Id, Suspended> suspended;
  Id activeId = kMain;
  Id lastId = kMain;
};

// What element `index` of the instance's first table is, if that can be a coroutine's entry.
std::optional<Coroutines::Entry> findCoroutineEntry(const guest::Instance &instance, uint32_t index);

} // namespace wasixc
