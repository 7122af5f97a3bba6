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

  explicit Store(GuestStack stack, Linking linking = Linking::OneInstance)
      : guestStack(std::move(stack)), linking(linking) {}
  Store(const Store &) = delete;
  Store &operator=(const Store &) = delete;

  // Makes an instance: checks the imports (one external for each of the image's, in order), allocates
  // memories, tables, globals and the context. Runs no guest code. The instance belongs to the store,
  // whatever becomes of it: others may refer to its functions even if its initialization traps.
  Expected<Instance *> link(std::shared_ptr<const Image> image, std::span<const External> imports);

  // A store with copies of everything, for a forked process: a guest in a host call can be continued there
  // (guest::resume), on `stack`. Requires: one instance, which is in a host call.
  Expected<std::unique_ptr<Store>> fork(GuestStack stack, void *newThread) const;
  // The same for another thread: with the same memories, and nothing on the stack.
  Expected<std::unique_ptr<Store>> forThread(GuestStack stack, void *newThread) const;

  const GuestStack &stack() const { return guestStack; }
  // What Context::thread holds in every context of the store.
  void setThread(void *newThread);

  std::span<const std::unique_ptr<Instance>> instances() const { return linked; }

  ExceptionHeap exceptions; // a forked process gets a copy: references lie in its frames
  // Adds the continuations of the guest that are kept outside of the store. Empty if there are none.
  std::function<void(ExceptionHeap::Roots &)> addSavedRoots;
  CallSites callSites;

private:
  friend class Instance;

  Expected<std::unique_ptr<Store>> copy(GuestStack stack, void *newThread, Memories kind) const;
  std::string checkTypeIds(const Image &image);
  void publishContexts();
  // One reference per descriptor of the image, for the instance with this index.
  const abi::FunctionDescriptor *const *makeReferences(const Image &image, uint64_t index);

  // References of one instance, and the descriptors they point at.
  struct References {
    std::vector<arch::CrossFunctionDescriptor> descriptors;
    std::vector<const abi::FunctionDescriptor *> pointers;
  };

  GuestStack guestStack;
  const Linking linking;
  void *thread = nullptr;
  std::vector<std::shared_ptr<const References>> references;
  std::vector<std::unique_ptr<Instance>> linked;
  std::vector<abi::ContextEntry> contexts;
  std::unordered_map<uint64_t, std::string_view> canonicalTypes; // by id; empty while there is one instance
};

} // namespace wasixc::guest
