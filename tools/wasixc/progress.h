// One line on a terminal that says how far a long compilation is; nothing elsewhere.
#pragma once

#include <chrono>
#include <string>

namespace wasixc {

class ProgressLine {
public:
  explicit ProgressLine(std::string name);

  // Called from one thread at a time. Draws nothing during the first second: short compilations stay silent.
  void update(double fraction);
  void clear();

private:
  using Clock = std::chrono::steady_clock;

  const std::string name;
  const bool isTerminal;
  const Clock::time_point start = Clock::now();
  int shownPercent = -1;
};

} // namespace wasixc
