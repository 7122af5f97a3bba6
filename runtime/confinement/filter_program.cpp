// See filter_program.h.
#include "runtime/confinement/filter_program.h"

#include <algorithm>
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

constexpr uint32_t kOtherAbi = 0x40000000; // __X32_SYSCALL_BIT

constexpr uint32_t offsetOfArgument(unsigned index) {
  return static_cast<uint32_t>(offsetof(seccomp_data, args) +
                               index * sizeof(uint64_t)); // its lower half comes first
}

void emit(std::vector<sock_filter> &code, uint16_t operation, uint32_t value, uint8_t ifTrue = 0,
          uint8_t ifFalse = 0) {
  code.push_back({operation, ifTrue, ifFalse, value});
}

size_t sizeOf(const ArgumentIs &condition) {
  return 3 + condition.values.size() + (condition.isWide ? 3 : 0);
}

// Falls through if the condition holds; else goes on behind the `skipped` instructions that follow it.
void emitCondition(std::vector<sock_filter> &code, const ArgumentIs &condition, size_t skipped) {
  if (condition.isWide) {
    emit(code, kLoad, offsetOfArgument(condition.index) + sizeof(uint32_t));
    emit(code, kIsEqual, 0, 1, 0);
    emit(code, kJump, static_cast<uint32_t>(skipped + sizeOf(condition) - 3));
  }
  emit(code, kLoad, offsetOfArgument(condition.index));
  emit(code, kAnd, condition.mask);
  for (size_t left = condition.values.size(); left > 0; --left)
    emit(code, kIsEqual, condition.values[left - 1], static_cast<uint8_t>(left), 0);
  emit(code, kJump, static_cast<uint32_t>(skipped));
}

bool isSame(const sock_filter &a, const sock_filter &b) {
  return a.code == b.code && a.jt == b.jt && a.jf == b.jf && a.k == b.k;
}

} // namespace

// The answers of several rules for one call stand one behind the other: the first one whose conditions hold
// counts.
FilterProgram::Code &FilterProgram::answerTo(long call) {
  const auto number = static_cast<uint32_t>(call);
  const auto known = std::ranges::find(calls, number, &Section::firstCall);
  return (known != calls.end() ? *known : calls.emplace_back(Section{number, {}})).answer;
}

void FilterProgram::answerIf(long call, std::initializer_list<ArgumentIs> conditions, uint32_t answer) {
  Code &code = answerTo(call);
  size_t rest = 1;
  for (const ArgumentIs &condition : conditions)
    rest += sizeOf(condition);
  for (const ArgumentIs &condition : conditions) {
    rest -= sizeOf(condition);
    emitCondition(code, condition, rest);
  }
  emit(code, kReturn, answer);
}

void FilterProgram::allow(std::initializer_list<long> allowed) {
  for (const long call : allowed)
    answerIf(call, {}, SECCOMP_RET_ALLOW);
}

void FilterProgram::allowIf(long call, std::initializer_list<ArgumentIs> conditions) {
  answerIf(call, conditions, SECCOMP_RET_ALLOW);
}

void FilterProgram::forbidIf(long call, std::initializer_list<ArgumentIs> conditions) {
  answerIf(call, conditions, SECCOMP_RET_KILL_PROCESS);
}

void FilterProgram::refuse(long call, int error) {
  answerIf(call, {}, SECCOMP_RET_ERRNO | (static_cast<uint32_t>(error) & SECCOMP_RET_DATA));
}

void FilterProgram::refuse(std::span<const long> refused, int error) {
  for (const long call : refused)
    refuse(call, error);
}

// All numbers, in order, with those between and beyond the calls that were named.
std::vector<FilterProgram::Section> FilterProgram::sections() {
  const Code kill = {{kReturn, 0, 0, SECCOMP_RET_KILL_PROCESS}};
  const Code allow = {{kReturn, 0, 0, SECCOMP_RET_ALLOW}};
  const Code &otherwise = unnamed == Unnamed::Allowed ? allow : kill;
  std::ranges::sort(calls, {}, &Section::firstCall);
  std::vector<Section> all;
  const auto add = [&](uint32_t firstCall, const Code &answer) {
    if (all.empty() || !std::ranges::equal(all.back().answer, answer, isSame))
      all.push_back({firstCall, answer});
  };
  uint32_t next = 0;
  for (Section &call : calls) {
    if (call.firstCall > next)
      add(next, otherwise);
    call.answer.push_back(otherwise.front()); // if no conditions have held
    add(call.firstCall, call.answer);
    next = call.firstCall + 1;
  }
  add(next, otherwise);
  add(kOtherAbi, kill);
  return all;
}

// Requires: the number of the call is loaded, and belongs to one of the sections.
void FilterProgram::emitSearch(Code &program, std::span<const Section> sections) {
  if (sections.size() == 1) {
    program.insert(program.end(), sections[0].answer.begin(), sections[0].answer.end());
    return;
  }
  const size_t half = sections.size() / 2;
  emit(program, kIsAtLeast, sections[half].firstCall, 0, 1);
  const size_t jump = program.size();
  emit(program, kJump, 0); // farther than a conditional jump reaches
  emitSearch(program, sections.first(half));
  program[jump].k = static_cast<uint32_t>(program.size() - jump - 1);
  emitSearch(program, sections.subspan(half));
}

// Calls of the other ABIs that the kernel may offer have other numbers.
std::vector<sock_filter> FilterProgram::assemble() {
  Code program;
  emit(program, kLoad, offsetof(seccomp_data, arch));
  emit(program, kIsEqual, AUDIT_ARCH_X86_64, 1, 0);
  emit(program, kReturn, SECCOMP_RET_KILL_PROCESS);
  emit(program, kLoad, offsetof(seccomp_data, nr));
  emitSearch(program, sections());
  return program;
}

// SPEC_ALLOW: before Linux 5.16 a filter would also have switched off speculation past stores, which costs
// more than the filter and is not what it is for (docs/sandbox.md).
Result<void> FilterProgram::install() {
  Code program = assemble();
  const sock_fprog whole = {static_cast<unsigned short>(program.size()), program.data()};
  if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &whole) != 0)
    return hostError();
  return {};
}

} // namespace wasixc::confinement
