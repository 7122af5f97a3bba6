// See filter_program.h.
#include "runtime/confinement/filter_program.h"

#include <cstddef>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace wasixc::confinement {

namespace {

constexpr uint16_t kLoad = BPF_LD | BPF_W | BPF_ABS, kReturn = BPF_RET | BPF_K,
                   kAnd = BPF_ALU | BPF_AND | BPF_K;
constexpr uint16_t kIsEqual = BPF_JMP | BPF_JEQ | BPF_K, kIsAtLeast = BPF_JMP | BPF_JGE | BPF_K;
constexpr uint16_t kJump = BPF_JMP | BPF_JA;
constexpr uint32_t kX32Calls = 0x40000000; // the numbers of the ABI with 32-bit pointers begin here

constexpr uint32_t offsetOfArgument(unsigned index) {
  return static_cast<uint32_t>(offsetof(seccomp_data, args) +
                               index * sizeof(uint64_t)); // its lower half comes first
}

} // namespace

// Calls of the other ABIs that the kernel may offer have other numbers.
FilterProgram::FilterProgram() {
  emit(kLoad, offsetof(seccomp_data, arch));
  emit(kIsEqual, AUDIT_ARCH_X86_64, 1, 0);
  emit(kReturn, SECCOMP_RET_KILL_PROCESS);
  emit(kLoad, offsetof(seccomp_data, nr));
  emit(kIsAtLeast, kX32Calls, 0, 1);
  emit(kReturn, SECCOMP_RET_KILL_PROCESS);
}

// A comparison and an answer for each. The kernel finds out which calls are allowed whatever their arguments
// are, and runs the program for the others only (Linux 5.11).
void FilterProgram::allow(std::initializer_list<long> calls) {
  for (const long call : calls) {
    emit(kIsEqual, static_cast<uint32_t>(call), 0, 1);
    emit(kReturn, SECCOMP_RET_ALLOW);
  }
}

void FilterProgram::refuse(long call, int error) {
  emit(kIsEqual, static_cast<uint32_t>(call), 0, 1);
  emit(kReturn, SECCOMP_RET_ERRNO | (static_cast<uint32_t>(error) & SECCOMP_RET_DATA));
}

// Behind the conditions, the number of the call is loaded again for whatever is compared next.
void FilterProgram::answerIf(long call, std::initializer_list<ArgumentIs> conditions, uint32_t answer) {
  size_t rest = 1;
  for (const ArgumentIs &condition : conditions)
    rest += sizeOf(condition);
  emit(kIsEqual, static_cast<uint32_t>(call), 0, static_cast<uint8_t>(rest + 1));
  for (const ArgumentIs &condition : conditions) {
    rest -= sizeOf(condition);
    emitCondition(condition, rest);
  }
  emit(kReturn, answer);
  emit(kLoad, offsetof(seccomp_data, nr));
}

void FilterProgram::allowIf(long call, std::initializer_list<ArgumentIs> conditions) {
  answerIf(call, conditions, SECCOMP_RET_ALLOW);
}

void FilterProgram::forbidIf(long call, std::initializer_list<ArgumentIs> conditions) {
  answerIf(call, conditions, SECCOMP_RET_KILL_PROCESS);
}

size_t FilterProgram::sizeOf(const ArgumentIs &condition) { return 3 + condition.values.size(); }

// Falls through if the condition holds; else goes on behind the `skipped` instructions that follow it.
void FilterProgram::emitCondition(const ArgumentIs &condition, size_t skipped) {
  emit(kLoad, offsetOfArgument(condition.index));
  emit(kAnd, condition.mask);
  for (size_t left = condition.values.size(); left > 0; --left)
    emit(kIsEqual, condition.values[left - 1], static_cast<uint8_t>(left), 0);
  emit(kJump, static_cast<uint32_t>(skipped));
}

// SPEC_ALLOW: before Linux 5.16 a filter would also have switched off speculation past stores, which costs
// more than the filter and is not what it is for (docs/sandbox.md).
Result<void> FilterProgram::install() {
  emit(kReturn, SECCOMP_RET_KILL_PROCESS);
  const sock_fprog whole = {static_cast<unsigned short>(program.size()), program.data()};
  if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &whole) != 0)
    return hostError();
  return {};
}

} // namespace wasixc::confinement
