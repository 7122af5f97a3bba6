// What the guest processes of the host process make it hold, all of them together: linear memories, tables,
// contexts, stacks, copies of files, buffers of sockets in the kernel, and the runtime's own objects. One
// account with one limit, in bytes (docs/sandbox.md says what counts how much).
//
// Two kinds of memory are counted in two ways:
// * What is large asks first (Charge, or canAllocate() for what `new` makes right after that). When it is
//   refused, the guest gets an errno, or the trap that the specification has for it.
// * Small objects of the runtime are counted when they are there already (runtime/heap.cpp): a handler cannot
//   fail in the middle of everything. The host call in which the limit was passed goes on to its end, and
//   then the process that has made it ends (Thread::attend). So that this is rare, charges leave a sixteenth
//   of the limit to small objects.
//
// Everything here can be called by any thread, in signal handlers too, and takes no lock.
#pragma once

#include <cstdint>
#include <utility>

namespace wasixc::accountant {

uint64_t limit();
// 0 stands for the default: the memory of the host, or 16 GiB if that is more. What is there already stays.
void setLimit(uint64_t bytes);

// By everybody together.
uint64_t used();

// Whether that much could be charged now.
bool hasRoom(uint64_t bytes);

// The same for what `new` makes right after that, if it is much: malloc is asked as well. Where the host has
// no more, only small objects find something (runtime/heap.cpp).
bool canAllocate(uint64_t bytes);

// Of runtime/heap.cpp: so much more is there, or less.
void countHeap(int64_t bytes);

// Called on the thread that has allocated more than there is. It may hold any lock.
void setOverdraftHandler(void (*handler)());
void noteOverdraft();
// The host has refused memory, so no more than there is can be had: charges are refused until an eighth of
// that has been given back, by whomever, or for a second.
void noteHostHasNoMore();

} // namespace wasixc::accountant

namespace wasixc {

// What one object has taken, given back with it.
class Charge {
public:
  Charge() = default;
  Charge(Charge &&other) noexcept : bytes(std::exchange(other.bytes, 0)) {}
  Charge &operator=(Charge &&other) noexcept {
    Charge(std::move(other)).swap(*this);
    return *this;
  }
  ~Charge() { shrinkTo(0); }

  uint64_t size() const { return bytes; }
  // False, and nothing has changed, when that is more than there is.
  bool growTo(uint64_t wanted);
  void shrinkTo(uint64_t wanted);
  bool resize(uint64_t wanted) {
    shrinkTo(wanted);
    return growTo(wanted);
  }

private:
  void swap(Charge &other) { std::swap(bytes, other.bytes); }

  uint64_t bytes = 0;
};

} // namespace wasixc
