// The context: the block of memory that the GS segment register points at while a guest thread runs.
//
// Generated code reaches everything that belongs to the running process through it (`gs:[constant]`): the
// base of linear memory, globals, tables, the gate to the host. Nothing of it is ever kept in a guest stack
// frame across a call, so a fork can copy the frames and continue them under another context. One context
// exists per instance and guest thread; it consists of this fixed part and, behind it, of the areas whose
// offsets the image header names: memory views, table views, globals, scratch.
//
// Offset 0 stays unused: LLVM's x86 selector mistakes a load from gs:0 for the segment base itself.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wasixc::abi {

// What a function reference points at. `code` is relative to the descriptor's own address, so that
// descriptors can lie in a relocation-free image. A null reference is the address 0. Two functions have equal
// `typeId`s exactly if their types are equal (the loader refuses images in which a hash collision would break
// this).
//
// Calling convention: the System V one, with the callee's descriptor in r10 (LLVM's `nest`); but arguments
// that System V would put on the stack lie in the context's scratch area, in the same layout.
struct FunctionDescriptor {
  uint64_t typeId;
  int64_t code;
};
static_assert(sizeof(FunctionDescriptor) == 16);

// A descriptor that the runtime makes for a host function: its code is the host-call gate, which switches to
// the host stack and calls `handler` with the same arguments.
struct HostFunctionDescriptor {
  FunctionDescriptor function;
  const void *handler;
  uint64_t stackArgumentBytes; // arguments past the registers; the gate copies them to the host stack
};
static_assert(offsetof(HostFunctionDescriptor, handler) == 16);
static_assert(offsetof(HostFunctionDescriptor, stackArgumentBytes) == 24);

// The shared state of one linear memory. `byteSize` only grows; it is read without a lock (memory.size,
// explicit bounds checks), so other threads may see a size that has grown meanwhile.
struct MemoryState {
  uint64_t byteSize;
};

// One memory of an instance as its context sees it. `base` never changes while the process lives.
struct MemoryView {
  uint8_t *base;
  MemoryState *state;
};
static_assert(sizeof(MemoryView) == 16);

// One table. References are pointer-sized: function descriptors, or indices for externref and exnref (0 is
// null).
struct TableState {
  uint64_t *elements;
  uint64_t size;
};
static_assert(sizeof(TableState) == 16);

struct Context;

// One instance among those that are linked with each other, as the gate between them sees it.
struct ContextEntry {
  Context *context;
  void *scratch; // its scratch area, where results beyond kRegisterResults lie
};
static_assert(sizeof(ContextEntry) == 16);

// `references` exists because a descriptor of the image does not say which instance a function belongs to.
// Among linked instances it holds descriptors that switch to their owner's context; in a program of one
// instance it holds the image's own descriptors.
struct Context {
  uint64_t unused;
  Context *self;
  MemoryView memory0;                          // a copy of memory view 0: the hot one
  uint64_t guestStackPointer;                  // valid while the thread is in the host
  uint64_t hostStackPointer;                   // valid while the thread is in the guest
  const FunctionDescriptor *const *imports;    // one per function import
  const HostFunctionDescriptor *builtins;      // indexed by Builtin
  const void *hostGate;                        // absolute address of the gate, for builtins
  uint64_t guestStackLow;                      // lowest usable address of the native guest stack
  uint64_t guestStackHigh;                     // one past its highest address
  void *instance;                              // the runtime's Instance
  void *thread;                                // the runtime's Thread
  const FunctionDescriptor *const *references; // what ref.func yields: one per descriptor of the image
  const ContextEntry *contexts; // of all instances linked with this one, for calls between them
  uint64_t index;               // this context's entry in `contexts`
};
static_assert(sizeof(Context) == 128);

// Slots of the areas behind the fixed part.
//   memories: a MemoryView each
//   tables:   a defined table is a TableState; an imported one begins with a pointer to its owner's
//   TableState globals:  a defined or immutable global is its value; an imported mutable one is a pointer to
//   its owner's slot scratch:  arguments and multi-value results that do not fit registers, and the arguments
//   and results of entry wrappers
constexpr uint64_t kMemorySlotSize = 16;
constexpr uint64_t kTableSlotSize = 16;
constexpr uint64_t kGlobalSlotSize = 16;
constexpr uint64_t kScratchSlotSize = 16;

// No function has more parameters, and none more results.
constexpr uint32_t kMaximumValues = 1000;

// Results up to this many travel in registers (rax, rdx, xmm0, xmm1); more of them all go through scratch.
constexpr unsigned kRegisterResults = 2;

enum class Builtin : uint8_t {
#define WASIX_BUILTIN(name, signature) name,
#include "abi/builtins.def"
#undef WASIX_BUILTIN
};

} // namespace wasixc::abi
