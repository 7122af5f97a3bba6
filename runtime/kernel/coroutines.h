// context_create, context_switch and context_destroy (WASIX semantics 14): stackful coroutines of a guest.
// They are called coroutines here, because a context is something else in this code (abi/context.h).
//
// One coroutine runs; the others' frames are kept aside as continuations and come back to the same guest
// stack. So a fork copies them like everything else, and switching costs a copy of the live frames. Memory
// and globals are shared; only the pointer to the stack in linear memory, where the program says which global
// that is, belongs to each coroutine.
#pragma once

#include "runtime/guest/continuation.h"
#include "runtime/guest/table.h"
#include "runtime/guest/value.h"

#include <cstdint>
#include <optional>
#include <unordered_map>

namespace wasixc {

class Coroutines {
public:
  using Id = uint64_t;
  static constexpr Id kMain = 0; // the one that the thread began with
  static constexpr size_t kMost = 65'536;

  // A function of type () -> ().
  using Entry = const abi::FunctionDescriptor *;

  Id active() const { return activeId; }
  bool isKnown(Id id) const { return id == activeId || suspended.contains(id); }

  // The new one is suspended and begins at its entry. Nothing when there are too many.
  std::optional<Id> create(Entry entry);

  // Suspends the active one, whose guest is in a host call under `caller`, and makes `id` the active one.
  // When that has run before, its frames are on the stack again, and it is to be resumed under the context
  // that is given back; else its entry is to be called. `stackPointer` may be null. Requires: `id` is
  // suspended.
  struct Switch {
    abi::Context *context;
    Entry entry; // null when it has run before
  };
  // NOMEM, with nothing changed, when there is no room for the frames.
  Result<Switch> switchTo(Id id, abi::Context &caller, guest::Value *stackPointer);

  // Requires: `id` is neither active nor kMain.
  void destroy(Id id) { suspended.erase(id); }

  // What may hold references to exceptions in the frames of the suspended ones.
  void addRoots(guest::ExceptionHeap::Roots &roots) const;

  // What a copy takes, about.
  uint64_t bytes() const;
  // A forked process has the coroutines of the thread that forked.
  void copyFrom(const Coroutines &other);

private:
  struct Suspended {
    Entry entry = nullptr; // until it runs
    guest::Continuation frames;
    uint32_t stackPointer = 0;
  };

  std::unordered_map<Id, Suspended> suspended;
  Id activeId = kMain;
  Id lastId = kMain;
};

// What element `index` of a table is, if that can be a coroutine's entry; else null.
Coroutines::Entry findCoroutineEntry(guest::Table &table, uint32_t index);

} // namespace wasixc
