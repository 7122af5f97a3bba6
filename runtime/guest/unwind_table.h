// The unwind table of an image, for exceptions: how to get from a guest frame to its caller, and where a
// frame's landing pads are described.
//
// Generated code addresses its frames by the stack pointer alone and calls with its registers saved at fixed
// places, so a frame is described by a handful of offsets. Whoever asks keeps them (throw.cpp): this is the
// slow path, taken once per call site. Backtraces use libunwind instead, which can start anywhere.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace wasixc::guest {

// rbx, rbp, r12 ... r15
constexpr size_t kCalleeSavedRegisters = 6;

struct FrameLayout {
  uint64_t functionBegin = 0;
  uint64_t languageData = 0;  // the address of the function's table of landing pads, or 0
  uint32_t size = 0;          // from the stack pointer at the call to the canonical frame address
  uint32_t argumentBytes = 0; // pushed for the call, and popped by whoever continues at a landing pad
  // Where the caller's registers lie, below the canonical frame address; 0: still in the register.
  std::array<uint32_t, kCalleeSavedRegisters> saved{};
};

class UnwindTable {
public:
  // `bytes`: .eh_frame records; `code`: the addresses they may speak of.
  UnwindTable(std::span<const uint8_t> bytes, uint64_t codeBegin, uint64_t codeEnd);

  // The frame of the function that holds `pc`. False if the table does not say, or says something that
  // generated code does not do.
  bool find(uint64_t pc, FrameLayout &layout) const;

private:
  struct CommonEntry {
    std::span<const uint8_t> instructions;
    uint64_t codeAlignment = 0;
    int64_t dataAlignment = 0;
    uint8_t pointerEncoding = 0;
    uint8_t languageDataEncoding = 0xff;
  };
  struct Function {
    uint64_t begin;
    uint64_t end;
    uint64_t languageData;
    uint32_t common;
    std::span<const uint8_t> instructions;
  };

  void addFunction(std::span<const uint8_t> record, uint32_t common, uint64_t codeBegin, uint64_t codeEnd);

  std::vector<CommonEntry> commonEntries;
  std::vector<Function> functions; // by address
};

} // namespace wasixc::guest
