// WASIX_LOG=debug or trace: one line on stderr per process call. Off costs a load and a branch.
#pragma once

#include "runtime/base/message.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace wasixc {

class Log {
public:
  enum class Level : uint8_t { Off, Debug, Trace };

  // Other values than "debug" and "trace", and no value, mean off.
  void configure(const char *value) {
    const std::string_view text = value ? value : "";
    level = text == "trace" ? Level::Trace : text == "debug" ? Level::Debug : Level::Off;
  }
  bool isDebug() const { return level >= Level::Debug; }
  bool isTrace() const { return level >= Level::Trace; }

  // "wasix: debug: pid=1 proc_fork child=2 ..."
  void debug(uint32_t pid, std::string_view call, std::string_view fields) const {
    printMessage({"wasix: debug: pid=", std::to_string(pid), " ", call, " ", fields});
  }
  void trace(uint32_t pid, std::string_view call, std::string_view fields) const {
    printMessage({"wasix: trace: pid=", std::to_string(pid), " ", call, " ", fields});
  }

private:
  Level level = Level::Off;
};

} // namespace wasixc
