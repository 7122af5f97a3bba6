// The instances of one guest thread, linked with each other: for a program, just one.
//
// Every instance has a context of its own, so a call from one instance to another has to switch contexts. In
// a store for linking, every reference to a function that an instance hands out (ref.func, element segments,
// exports) is a CrossFunctionDescriptor, whose code does that; calls inside of an instance by index stay
// direct. In a store for one instance the references are the image's own descriptors, and nothing is paid.
//
// Cross descriptors name instances by index, never by address, and are shared by all stores that are forked
// from each other: guest frames may hold pointers to them.
#pragma once

#include "runtime/arch/switch.h"
#include "runtime/guest/call_sites.h"
#include "runtime/guest/exception_heap.h"
#include "runtime/guest/external.h"
#include "runtime/guest/instance.h"
#include "runtime/guest/stack.h"

#include <functional>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

namespace wasixc::guest {

class Store {
public:
  enum class Linking : uint8_t { OneInstance, ManyInstances };

  explicit Store(GuestStack stack, Linking linking = Linking::OneInstance);
  Store(const Store &) = delete;
  Store &operator=(const Store &) = delete;

  // Makes an instance: checks the imports (one external for each of the image's, in order), allocates
  // memories, tables, globals and the context. Runs no guest code. The instance belongs to the store,
  // whatever becomes of it: others may refer to its functions even if its initialization traps.
  Expected<Instance *> link(std::shared_ptr<const Image> image, std::span<const External> imports);

  // For instances that import functions from each other in circles: makes the references to the functions of
  // an image that will be linked later, in the order of these calls, and returns its index.
  Expected<uint64_t> announce(const Image &image);
  // Takes back what has been announced or linked from this index on: all of it, since those instances may
  // refer to each other. Requires: the guest has none of their references yet.
  void unlink(uint64_t first);
  // A function of an announced or linked instance as a value. Requires: a descriptor's ordinal.
  const abi::FunctionDescriptor *reference(uint64_t instance, uint32_t ordinal) const {
    return references[instance]->pointers->data()[ordinal];
  }

  // Whether functions of this type can be told from all others: two types may have the same id by accident.
  bool admitType(uint64_t id, std::string_view canonical);
  bool isLinking() const { return linking == Linking::ManyInstances; }

  // Slots for globals that no instance owns, all zero. They stay where they are.
  Value *addGlobals(size_t count);
  // All globals that code can change, each where its value lies, in an order that linking more only adds to.
  // Until `visit` returns false.
  template <typename Visit>
  void forEachMutableGlobal(Visit visit);

  // Every memory, once.
  std::vector<std::shared_ptr<LinearMemory>> memories() const;

  // A store with copies of everything, for a forked process: a guest in a host call can be continued there
  // (guest::resume), on `stack`. Requires: the instance with this index is in a host call.
  Expected<std::unique_ptr<Store>> fork(GuestStack stack, void *newThread, Memories kind = Memories::Copied,
                                        uint64_t caller = 0) const;
  // The same for another thread: with the same memories, and nothing on the stack.
  Expected<std::unique_ptr<Store>> forThread(GuestStack stack, void *newThread) const;

  const GuestStack &stack() const { return guestStack; }
  bool settleStack() { return guestStack.settle(); }
  // What Context::thread holds in every context of the store.
  void setThread(void *newThread);

  std::span<const std::unique_ptr<Instance>> instances() const { return linked; }

  ExceptionHeap exceptions; // a forked process gets a copy: references lie in its frames
  // Adds the continuations of the guest that are kept outside of the store. Empty if there are none.
  std::function<void(ExceptionHeap::Roots &)> addSavedRoots;
  CallSites callSites;

private:
  friend class Instance;

  // References of one instance, and the descriptors they point at.
  struct References {
    SealedMemory descriptors;
    std::shared_ptr<const FunctionList> pointers;
    std::vector<uint64_t> types; // identifiers that nobody in the store had before
  };

  Expected<std::unique_ptr<Store>> copy(GuestStack stack, void *newThread, Memories kind) const;
  // Adds the types of the image. False if one of them has the identifier of another type of the store.
  bool admitTypes(const Image &image, std::vector<uint64_t> &added);
  void removeTypes(std::span<const uint64_t> added);
  void publishContexts();
  // One reference per descriptor of the image, for the instance with this index. Null when there is no memory.
  static std::shared_ptr<References> makeReferences(const Image &image, uint64_t index);

  GuestStack guestStack;
  const Linking linking;
  void *thread = nullptr;
  std::vector<std::shared_ptr<const References>> references;
  std::vector<std::unique_ptr<Instance>> linked;
  std::vector<abi::ContextEntry> contexts;
  struct GlobalBlock {
    size_t instances; // linked before it
    std::vector<Value> values;
  };
  std::vector<GlobalBlock> ownGlobals;
  std::unordered_map<uint64_t, std::string> canonicalTypes; // by id
};

template <typename Visit>
void Store::forEachMutableGlobal(Visit visit) {
  size_t block = 0;
  for (size_t i = 0; i <= linked.size(); ++i) {
    for (; block < ownGlobals.size() && ownGlobals[block].instances == i; ++block)
      for (Value &value : ownGlobals[block].values)
        if (!visit(value))
          return;
    if (i == linked.size())
      return;
    const auto globals = linked[i]->image().globals();
    for (uint32_t index = 0; index < globals.size(); ++index)
      if (globals[index].isMutable && !globals[index].isImported && !visit(linked[i]->global(index)))
        return;
  }
}

} // namespace wasixc::guest
