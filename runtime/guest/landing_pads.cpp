// See landing_pads.h. The format is that of the Itanium C++ ABI's language-specific data.
#include "runtime/guest/landing_pads.h"

#include "runtime/guest/table_reader.h"

namespace wasixc::guest {

std::span<const uint8_t> LandingPad::from(const uint8_t *position) const {
  const auto offset = reinterpret_cast<uint64_t>(position) - reinterpret_cast<uint64_t>(data.data());
  return offset <= data.size() ? data.subspan(offset) : std::span<const uint8_t>();
}

LandingPad LandingPad::find(std::span<const uint8_t> data, uint64_t table, uint64_t functionBegin,
                            uint64_t pc) {
  LandingPad pad;
  pad.data = data;
  TableReader reader(pad.from(reinterpret_cast<const uint8_t *>(table)));
  const auto baseEncoding = reader.fixed<uint8_t>();
  const uint64_t base = baseEncoding == kPointerOmitted ? functionBegin : reader.pointer(baseEncoding);
  pad.typeEncoding = reader.fixed<uint8_t>();
  if (pad.typeEncoding != kPointerOmitted) {
    const uint64_t offset = reader.uleb();
    if (offset <= reader.left())
      pad.typesEnd = reader.position() + offset;
  }
  const auto siteEncoding = reader.fixed<uint8_t>();
  TableReader sites(reader.take(reader.uleb()));
  while (!sites.atEnd() && !reader.failed()) {
    const uint64_t begin = functionBegin + sites.pointer(siteEncoding);
    const uint64_t size = sites.pointer(siteEncoding);
    const uint64_t landing = sites.pointer(siteEncoding);
    const uint64_t action = sites.uleb();
    if (sites.failed() || pc < begin)
      break; // sites are in order
    if (pc - begin >= size)
      continue;
    if (landing != 0 && action != 0 && action <= reader.left()) {
      pad.code = base + landing;
      pad.firstAction = reader.position() + (action - 1);
    }
    break;
  }
  return pad;
}

// Reads the action at `position` and leaves the next one there, or null.
LandingPad::Clause LandingPad::next(Position &position) const {
  TableReader reader(from(position));
  const int64_t number = reader.sleb();
  const uint8_t *link = reader.position();
  const int64_t distance = reader.sleb();
  const bool isLast = distance == 0 || reader.failed();
  position = isLast ? nullptr : reinterpret_cast<const uint8_t *>(reinterpret_cast<int64_t>(link) + distance);
  Clause clause;
  // 0 is a cleanup, negative ones are exception specifications: none of them is ours.
  if (!reader.failed() && number > 0 && number <= INT32_MAX &&
      readValue(static_cast<uint64_t>(number), clause.value))
    clause.number = static_cast<uint32_t>(number);
  return clause;
}

bool LandingPad::readValue(uint64_t number, uint64_t &value) const {
  const uint8_t format = typeEncoding & kPointerFormat;
  const uint64_t entryBytes = format == kPointerUdata4 || format == kPointerSdata4 ? 4 : 8;
  if (!typesEnd || number * entryBytes > static_cast<uint64_t>(typesEnd - data.data()))
    return false;
  TableReader entry(from(typesEnd - number * entryBytes));
  const uint64_t target = entry.pointer(typeEncoding);
  value = target;
  if (entry.failed() || target == 0 || (typeEncoding & kPointerIndirect) == 0)
    return !entry.failed();
  TableReader word(from(reinterpret_cast<const uint8_t *>(target)));
  value = word.fixed<uint64_t>();
  return !word.failed();
}

} // namespace wasixc::guest
