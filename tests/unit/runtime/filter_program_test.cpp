// Filters of system calls, run here as the kernel runs them: for every number, whatever the rules are, the
// answer is that of the first rule whose conditions hold.
#include "runtime/confinement/filter_program.h"

#include <algorithm>
#include <cstring>
#include <gtest/gtest.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <optional>
#include <random>
#include <vector>

namespace wasixc::confinement {

namespace {

// Classic BPF as far as filters use it (linux/Documentation/networking/filter.rst). Nothing when the program
// runs off its end.
std::optional<uint32_t> run(const std::vector<sock_filter> &program, const seccomp_data &data) {
  uint32_t value = 0;
  for (size_t at = 0; at < program.size(); ++at) {
    const sock_filter &step = program[at];
    switch (step.code) {
    case BPF_LD | BPF_W | BPF_ABS:
      memcpy(&value, reinterpret_cast<const char *>(&data) + step.k, sizeof value);
      break;
    case BPF_ALU | BPF_AND | BPF_K:
      value &= step.k;
      break;
    case BPF_JMP | BPF_JEQ | BPF_K:
      at += value == step.k ? step.jt : step.jf;
      break;
    case BPF_JMP | BPF_JGE | BPF_K:
      at += value >= step.k ? step.jt : step.jf;
      break;
    case BPF_JMP | BPF_JA:
      at += step.k;
      break;
    case BPF_RET | BPF_K:
      return step.k;
    default:
      return std::nullopt;
    }
  }
  return std::nullopt;
}

struct Rule {
  long call;
  unsigned argument; // 6: none is looked at
  std::vector<uint32_t> values;
  uint32_t mask;
  uint32_t answer;
  bool isNull = false;

  bool holds(const seccomp_data &data) const {
    if (data.nr != call)
      return false;
    if (argument == 6)
      return true;
    if (isNull)
      return data.args[argument] == 0;
    const uint32_t seen = static_cast<uint32_t>(data.args[argument]) & mask;
    return std::ranges::find(values, seen) != values.end();
  }
};

constexpr uint32_t kKill = SECCOMP_RET_KILL_PROCESS;

class Rules {
public:
  Rules(uint32_t seed, FilterProgram::Unnamed unnamed)
      : filter(unnamed), random(seed),
        otherwise(unnamed == FilterProgram::Unnamed::Allowed ? SECCOMP_RET_ALLOW : kKill) {
    const size_t count = below(150);
    for (size_t i = 0; i < count; ++i)
      add(below(4) == 0 && i > 0 ? rules.back().call : static_cast<long>(below(460)));
  }

  uint32_t answer(const seccomp_data &data) const {
    for (const Rule &rule : rules)
      if (rule.holds(data))
        return rule.answer;
    return data.nr < 0 ? kKill : otherwise; // as unsigned numbers these belong to another ABI
  }

  FilterProgram filter;
  std::vector<Rule> rules;
  std::mt19937 random;

  uint32_t below(uint32_t end) { return random() % end; }

private:
  uint32_t otherwise;

  void add(long call) {
    Rule rule = {call, below(7), {}, below(2) ? UINT32_MAX : below(256), SECCOMP_RET_ALLOW};
    if (rule.argument == 6) {
      if (below(4) == 0) {
        rule.answer = SECCOMP_RET_ERRNO | 38;
        filter.refuse(call, 38);
      } else {
        filter.allow({call});
      }
    } else {
      for (uint32_t i = below(5) + 1; i > 0; --i)
        rule.values.push_back(below(8) & rule.mask);
      ArgumentIs condition(rule.argument, std::span<const uint32_t>(rule.values));
      condition.mask = rule.mask;
      if (rule.isNull = below(4) == 0; rule.isNull)
        condition = ArgumentIs::null(rule.argument);
      if (below(4) == 0) {
        rule.answer = kKill;
        filter.forbidIf(call, {condition});
      } else {
        filter.allowIf(call, {condition});
      }
    }
    rules.push_back(rule);
  }
};

TEST(FilterProgramTest, AnswersEveryNumberAsTheRulesSay) {
  for (uint32_t seed = 1; seed <= 300; ++seed) {
    using enum FilterProgram::Unnamed;
    Rules rules(seed, seed % 2 ? Killed : Allowed);
    const std::vector<sock_filter> program = rules.filter.assemble();
    ASSERT_LE(program.size(), 4096u); // BPF_MAXINSNS
    for (int number = -2; number < 470; ++number)
      for (int round = 0; round < 4; ++round) {
        seccomp_data data = {.nr = number, .arch = AUDIT_ARCH_X86_64, .instruction_pointer = 0, .args = {}};
        for (auto &argument : data.args)
          argument = uint64_t{rules.below(3)} << 32 | (rules.below(2) ? 0 : rules.below(8));
        ASSERT_EQ(run(program, data), rules.answer(data)) << "seed " << seed << ", call " << number;
      }
  }
}

void expectOtherAbisKilled(FilterProgram::Unnamed unnamed) {
  FilterProgram filter(unnamed);
  filter.allow({0, 1, 2, 3, 59, 460});
  const std::vector<sock_filter> program = filter.assemble();
  const auto answer = [&](uint32_t arch, int number) {
    return run(program, {.nr = number, .arch = arch, .instruction_pointer = 0, .args = {}});
  };
  EXPECT_EQ(answer(AUDIT_ARCH_X86_64, 59), SECCOMP_RET_ALLOW);
  EXPECT_EQ(answer(AUDIT_ARCH_I386, 59), kKill);
  EXPECT_EQ(answer(AUDIT_ARCH_X86_64, 0x40000000 | 59), kKill); // x32
  EXPECT_EQ(answer(AUDIT_ARCH_X86_64, 0x40000000 | 77), kKill);
  EXPECT_EQ(answer(AUDIT_ARCH_X86_64, -1), kKill);
}

TEST(FilterProgramTest, KillsWhatComesByAnotherWay) {
  expectOtherAbisKilled(FilterProgram::Unnamed::Killed);
  expectOtherAbisKilled(FilterProgram::Unnamed::Allowed);
}

} // namespace

} // namespace wasixc::confinement
