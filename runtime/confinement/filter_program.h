// A filter of system calls as the kernel wants it (seccomp(2)): a program of classic BPF that sees the number
// and the arguments of each call and answers what becomes of it.
//
// It finds the call by binary search. That matters most at the start: the kernel goes through the program
// once for every number that there is, to learn which calls are allowed whatever their arguments are
// (Linux 5.11), and runs it for the others only.
//
// The calls are told apart by their numbers and by the lower halves of arguments: the kernel takes flags,
// commands, descriptors and lengths for 32-bit numbers, too. Pointers have two halves (ArgumentIs::null), and
// what they lead to cannot be seen.
#pragma once

#include "runtime/base/result.h"

#include <cstdint>
#include <initializer_list>
#include <linux/filter.h>
#include <span>
#include <vector>

namespace wasixc::confinement {

// A condition on one argument, counted from 0: its bits under `mask` are one of some values.
struct ArgumentIs {
  ArgumentIs(unsigned index, std::initializer_list<uint32_t> values, uint32_t mask = UINT32_MAX)
      : index(index), mask(mask), values(values) {}
  ArgumentIs(unsigned index, std::span<const uint32_t> values)
      : index(index), mask(UINT32_MAX), values(values.begin(), values.end()) {}
  // All 64 bits of it are zero.
  static ArgumentIs null(unsigned index) {
    ArgumentIs condition(index, std::initializer_list<uint32_t>{0});
    condition.isWide = true;
    return condition;
  }

  unsigned index;
  uint32_t mask;
  std::vector<uint32_t> values;
  bool isWide = false; // the upper half has to be zero
};

class FilterProgram {
public:
  // What becomes of the calls that no rule names, and of those none of whose rules' conditions hold. Calls
  // of the ABI with 32-bit pointers kill the process in any case.
  enum class Unnamed { Killed, Allowed };

  explicit FilterProgram(Unnamed unnamed) : unnamed(unnamed) {}

  void allow(std::initializer_list<long> calls);
  // Allows the call if all conditions hold. With several of these for one call, one is enough.
  void allowIf(long call, std::initializer_list<ArgumentIs> conditions);
  // The opposite, for what a later allow() would allow.
  void forbidIf(long call, std::initializer_list<ArgumentIs> conditions);
  // The call does nothing and fails with this errno of Linux.
  void refuse(long call, int error);
  void refuse(std::span<const long> calls, int error);

  // The whole program.
  std::vector<sock_filter> assemble();
  // The filter holds for the calling thread and those that it begins, for good. Requires no_new_privs.
  Result<void> install();

private:
  using Code = std::vector<sock_filter>;
  // What is done with the calls from this number on, up to the next section's.
  struct Section {
    uint32_t firstCall;
    Code answer;
  };

  Code &answerTo(long call);
  void answerIf(long call, std::initializer_list<ArgumentIs> conditions, uint32_t answer);
  std::vector<Section> sections();
  static void emitSearch(Code &program, std::span<const Section> sections);

  Unnamed unnamed;
  std::vector<Section> calls; // one for each call that was named, in any order
};

} // namespace wasixc::confinement
