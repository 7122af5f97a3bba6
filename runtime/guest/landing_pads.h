// The table of a function's landing pads (.gcc_except_table): which one serves a call, and what it catches.
// See abi/exceptions.h.
#pragma once

#include <cstdint>
#include <span>

namespace wasixc::guest {

// One landing pad as it serves one call site.
class LandingPad {
public:
  // Looks for the call at `pc` in the table at `table`, for a function that begins at `functionBegin`. `data`
  // holds the table and everything it refers to.
  static LandingPad find(std::span<const uint8_t> data, uint64_t table, uint64_t functionBegin, uint64_t pc);

  // 0 if there is none.
  uint64_t address() const { return code; }

  // Calls visit(clause, number) for each clause, the first one to be tried first, until it returns true.
  // Returns the number of that clause, or 0.
  template <typename Visit>
  uint32_t findClause(Visit visit) const {
    Position position = firstAction;
    for (unsigned i = 0; i < kMaximumClauses && position; ++i) {
      const Clause clause = next(position);
      if (clause.number > 0 && visit(clause.value))
        return clause.number;
    }
    return 0;
  }

private:
  using Position = const uint8_t *;
  struct Clause {
    uint32_t number = 0; // 0: not a clause
    uint64_t value = 0;
  };
  // Against tables that go round in circles.
  static constexpr unsigned kMaximumClauses = 1u << 20;

  Clause next(Position &position) const;
  bool readValue(uint64_t number, uint64_t &value) const;
  std::span<const uint8_t> from(const uint8_t *position) const;

  std::span<const uint8_t> data;
  uint64_t code = 0;
  Position firstAction = nullptr;
  Position typesEnd = nullptr; // clause n lies n entries before
  uint8_t typeEncoding = 0;
};

} // namespace wasixc::guest
