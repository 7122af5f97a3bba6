// A filter of system calls as the kernel wants it (seccomp(2)): a program of classic BPF that sees the number
// and the arguments of each call and answers what becomes of it. What is not allowed kills the process.
//
// The calls are told apart by their numbers and by the lower halves of arguments: the kernel takes the
// arguments that are looked at here (flags, commands, descriptors, lengths) for 32-bit numbers, too. What
// pointers lead to cannot be seen.
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

  unsigned index;
  uint32_t mask;
  std::vector<uint32_t> values;
};

class FilterProgram {
public:
  FilterProgram();

  void allow(std::initializer_list<long> calls);
  // Allows the call if all conditions hold. With several of these for one call, one is enough.
  void allowIf(long call, std::initializer_list<ArgumentIs> conditions);
  // The opposite, for what a later allow() would allow.
  void forbidIf(long call, std::initializer_list<ArgumentIs> conditions);
  // The call does nothing and fails with this errno of Linux.
  void refuse(long call, int error);

  // The filter holds for the calling thread and those that it begins, for good. Requires no_new_privs.
  Result<void> install();

private:
  void emit(uint16_t code, uint32_t value, uint8_t ifTrue = 0, uint8_t ifFalse = 0) {
    program.push_back({code, ifTrue, ifFalse, value});
  }
  void answerIf(long call, std::initializer_list<ArgumentIs> conditions, uint32_t answer);
  void emitCondition(const ArgumentIs &condition, size_t skipped);
  static size_t sizeOf(const ArgumentIs &condition);

  std::vector<sock_filter> program;
};

} // namespace wasixc::confinement
