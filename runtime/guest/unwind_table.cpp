// See unwind_table.h. The format is that of the LSB ("Exception Frames") with DWARF's call frame
// instructions.
#include "runtime/guest/unwind_table.h"

#include "runtime/guest/table_reader.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>

namespace wasixc::guest {

namespace {

constexpr uint64_t kStackPointer = 7; // DWARF's numbers of registers

// The place of a callee-saved register in FrameLayout::saved.
std::optional<size_t> savedIndex(uint64_t dwarfRegister) {
  switch (dwarfRegister) {
  case 3: // rbx
    return 0;
  case 6: // rbp
    return 1;
  case 12:
  case 13:
  case 14:
  case 15:
    return dwarfRegister - 10;
  default:
    return std::nullopt;
  }
}

// What the call frame instructions have said so far.
struct Row {
  uint64_t baseRegister = kStackPointer;
  uint64_t size = 0;
  std::array<uint64_t, kCalleeSavedRegisters> saved{};
};

// Runs call frame instructions up to the row for a program counter.
class RowFinder {
public:
  RowFinder(uint64_t pc, uint64_t location, uint64_t codeAlignment, int64_t dataAlignment)
      : pc(pc), location(location), codeAlignment(codeAlignment), dataAlignment(dataAlignment) {}

  bool run(std::span<const uint8_t> instructions) {
    TableReader reader(instructions);
    while (!reader.atEnd() && location <= pc)
      if (!step(reader))
        return false;
    return !reader.failed();
  }

  void setInitial() { initial = row; }

  Row row;
  uint64_t argumentBytes = 0;

private:
  void advance(uint64_t delta) { location += delta * codeAlignment; }

  void save(uint64_t dwarfRegister, uint64_t factored) {
    if (const auto index = savedIndex(dwarfRegister))
      row.saved[*index] = uint64_t{0} - factored * static_cast<uint64_t>(dataAlignment);
  }

  void restore(uint64_t dwarfRegister) {
    if (const auto index = savedIndex(dwarfRegister))
      row.saved[*index] = initial.saved[*index];
  }

  bool step(TableReader &reader) {
    const auto opcode = reader.fixed<uint8_t>();
    const uint64_t low = opcode & 0x3f;
    switch (opcode >> 6) {
    case 1:
      advance(low);
      return true;
    case 2:
      save(low, reader.uleb());
      return true;
    case 3:
      restore(low);
      return true;
    default:
      return stepExtended(low, reader);
    }
  }

  bool stepExtended(uint64_t opcode, TableReader &reader) {
    switch (opcode) {
    case 0x00: // nop
      return true;
    case 0x02: // advance_loc1, 2, 4
      advance(reader.fixed<uint8_t>());
      return true;
    case 0x03:
      advance(reader.fixed<uint16_t>());
      return true;
    case 0x04:
      advance(reader.fixed<uint32_t>());
      return true;
    case 0x05: { // offset_extended
      const uint64_t dwarfRegister = reader.uleb();
      save(dwarfRegister, reader.uleb());
      return true;
    }
    case 0x06: // restore_extended
      restore(reader.uleb());
      return true;
    case 0x0a: // remember_state
      remembered.push_back(row);
      return true;
    case 0x0b: // restore_state
      if (remembered.empty())
        return false;
      row = remembered.back();
      remembered.pop_back();
      return true;
    case 0x0c: // def_cfa
      row.baseRegister = reader.uleb();
      row.size = reader.uleb();
      return true;
    case 0x0d: // def_cfa_register
      row.baseRegister = reader.uleb();
      return true;
    case 0x0e: // def_cfa_offset
      row.size = reader.uleb();
      return true;
    case 0x2e: // GNU_args_size
      argumentBytes = reader.uleb();
      return true;
    default:
      return false;
    }
  }

  const uint64_t pc;
  uint64_t location;
  const uint64_t codeAlignment;
  const int64_t dataAlignment;
  Row initial;
  std::vector<Row> remembered;
};

} // namespace

UnwindTable::UnwindTable(std::span<const uint8_t> bytes, uint64_t codeBegin, uint64_t codeEnd) {
  std::map<const uint8_t *, uint32_t> commonByAddress;
  TableReader reader(bytes);
  while (!reader.atEnd()) {
    const uint8_t *begin = reader.position();
    const auto length = reader.fixed<uint32_t>();
    if (length == 0 || length == ~0u) // the end; 64-bit records, which no compiler writes
      break;
    const uint8_t *content = reader.position();
    const std::span<const uint8_t> record = reader.take(length);
    TableReader fields(record);
    const auto id = fields.fixed<uint32_t>();
    if (reader.failed() || fields.failed())
      break;
    if (id != 0) {
      const auto common = commonByAddress.find(content - id);
      if (common != commonByAddress.end())
        addFunction(record.subspan(4), common->second, codeBegin, codeEnd);
      continue;
    }
    CommonEntry common;
    fields.fixed<uint8_t>(); // version
    std::string_view augmentation(reinterpret_cast<const char *>(fields.position()), fields.left());
    augmentation = augmentation.substr(0, augmentation.find('\0'));
    fields.skip(augmentation.size() + 1);
    common.codeAlignment = fields.uleb();
    common.dataAlignment = fields.sleb();
    fields.uleb(); // the return address's register
    if (!augmentation.starts_with('z'))
      continue;
    fields.uleb(); // length of what follows
    for (const char letter : augmentation.substr(1))
      if (letter == 'R')
        common.pointerEncoding = fields.fixed<uint8_t>();
      else if (letter == 'L')
        common.languageDataEncoding = fields.fixed<uint8_t>();
      else if (letter == 'P')
        fields.pointer(fields.fixed<uint8_t>() & ~kPointerIndirect);
      else if (letter != 'S')
        fields.skip(~uint64_t{0});
    common.instructions = fields.take(fields.left());
    if (fields.failed())
      continue;
    commonByAddress[begin] = static_cast<uint32_t>(commonEntries.size());
    commonEntries.push_back(common);
  }
  std::ranges::sort(functions, {}, &Function::begin);
}

void UnwindTable::addFunction(std::span<const uint8_t> record, uint32_t commonIndex, uint64_t codeBegin,
                              uint64_t codeEnd) {
  const CommonEntry &common = commonEntries[commonIndex];
  TableReader fields(record);
  const uint64_t begin = fields.pointer(common.pointerEncoding);
  const uint64_t size = fields.pointer(common.pointerEncoding & kPointerFormat);
  const uint64_t augmentationBytes = fields.uleb();
  TableReader augmentation(fields.take(augmentationBytes));
  uint64_t languageData = 0;
  if (common.languageDataEncoding != kPointerOmitted)
    languageData = augmentation.pointer(common.languageDataEncoding);
  const std::span<const uint8_t> instructions = fields.take(fields.left());
  if (fields.failed() || augmentation.failed() || begin < codeBegin || begin > codeEnd ||
      size > codeEnd - begin)
    return;
  functions.push_back({begin, begin + size, languageData, commonIndex, instructions});
}

bool UnwindTable::find(uint64_t pc, FrameLayout &layout) const {
  auto function = std::ranges::upper_bound(functions, pc, {}, &Function::begin);
  if (function == functions.begin() || pc >= (--function)->end)
    return false;
  const CommonEntry &common = commonEntries[function->common];
  RowFinder rows(pc, function->begin, common.codeAlignment, common.dataAlignment);
  if (!rows.run(common.instructions))
    return false;
  rows.setInitial();
  if (!rows.run(function->instructions))
    return false;

  constexpr uint64_t kMaximumFrame = 1u << 31;
  const Row &row = rows.row;
  if (row.baseRegister != kStackPointer || row.size < 8 || row.size > kMaximumFrame || row.size % 8 != 0 ||
      rows.argumentBytes > row.size)
    return false;
  layout = {function->begin,
            function->languageData,
            static_cast<uint32_t>(row.size),
            static_cast<uint32_t>(rows.argumentBytes),
            {}};
  for (size_t i = 0; i < kCalleeSavedRegisters; ++i) {
    // Inside of the frame, below the return address.
    if (row.saved[i] != 0 && (row.saved[i] < 16 || row.saved[i] > row.size || row.saved[i] % 8 != 0))
      return false;
    layout.saved[i] = static_cast<uint32_t>(row.saved[i]);
  }
  return true;
}

} // namespace wasixc::guest
