// Assembles small modules byte by byte, so that a test can say exactly what is in the file.
#pragma once

#include "compiler/wasm/reader.h"
#include "compiler/wasm/validator.h"

#include <initializer_list>
#include <string>
#include <vector>

namespace wasixc::wasm::test {

using Bytes = std::vector<uint8_t>;

inline Bytes operator+(Bytes first, const Bytes &second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

inline Bytes leb(uint64_t value) {
  Bytes result;
  do {
    uint8_t byte = value & 0x7F;
    value >>= 7;
    result.push_back(value ? byte | 0x80 : byte);
  } while (value);
  return result;
}

inline Bytes sized(const Bytes &content) { return leb(content.size()) + content; }

inline Bytes name(const std::string &text) { return sized(Bytes(text.begin(), text.end())); }

inline Bytes vector(const std::vector<Bytes> &entries) {
  Bytes result = leb(entries.size());
  for (const Bytes &entry : entries)
    result = result + entry;
  return result;
}

inline Bytes section(uint8_t id, const Bytes &content) { return Bytes{id} + sized(content); }

inline Bytes module(const std::vector<Bytes> &sections) {
  Bytes result = {0x00, 'a', 's', 'm', 1, 0, 0, 0};
  for (const Bytes &part : sections)
    result = result + part;
  return result;
}

// A body without local declarations, or with those given; `end` is appended.
inline Bytes body(const Bytes &code, const Bytes &locals = {0}) { return sized(locals + code + Bytes{0x0B}); }

// A module with one function of type `type` (encoded), one memory, one table and an empty data count.
inline Bytes functionModule(const Bytes &type, const Bytes &code, const Bytes &locals = {0}) {
  return module({section(1, vector({type})), section(3, vector({{0}})), section(4, vector({{0x70, 0, 1}})),
                 section(5, vector({{0, 1}})), section(12, {0}), section(10, vector({body(code, locals)}))});
}

inline const Bytes kNoParamsNoResults = {0x60, 0, 0};
inline const Bytes kNoParamsOneI32 = {0x60, 0, 1, 0x7F};

// The message for a module, "" if it is valid.
inline std::string judge(const Bytes &bytes, FeatureSet features = FeatureSet::standard()) {
  llvm::Expected<Module> module = readModule(bytes, features);
  if (!module)
    return formatError(module.takeError(), "");
  return formatError(validateAll(*module), "");
}

// A valid module that has every section and many kinds of entries.
inline Bytes richModule() {
  Bytes types = vector({{0x60, 1, 0x7F, 1, 0x7F},
                        {0x60, 0, 0},
                        {0x4E, 2, 0x50, 0, 0x5F, 1, 0x7F, 1, 0x50, 1, 2, 0x5F, 2, 0x7F, 1, 0x63, 3, 0},
                        {0x5E, 0x78, 1},
                        {0x60, 1, 0x7F, 0}});
  Bytes imports = vector({name("m") + name("f") + Bytes{0, 1}, name("m") + name("g") + Bytes{3, 0x7F, 0},
                          name("m") + name("t") + Bytes{1, 0x70, 1, 1, 9}});
  Bytes elements = vector(
      {{0, 0x41, 0, 0x0B, 1, 1}, {1, 0, 1, 0}, {5, 0x70, 2, 0xD2, 1, 0x0B, 0xD0, 0x70, 0x0B}, {3, 0, 1, 2}});
  Bytes code = vector({
      // A loop with a table branch, memory access and a call.
      body({0x02, 0x40, 0x03, 0x40, 0x20, 0, 0x0E, 2, 0,    1, 1,   0x0B,
            0x0B, 0x20, 0,    0x28, 2,    4, 0x10, 1, 0x23, 1, 0x6A},
           {1, 2, 0x7E}),
      // Both encodings of exceptions, a struct, an array and a vector.
      body({0x02, 0x40, 0x1F, 0x40, 1,    2, 0,    0x10, 0,    0x0B, 0x0B, 0x06, 0x40, 0x10, 0, 0x07, 0,
            0x1A, 0x19, 0x0B, 0xFB, 1,    2, 0xFB, 2,    2,    0,    0x1A, 0x41, 1,    0xFB, 7, 4,    0xFB,
            15,   0x1A, 0x41, 0,    0xFD, 0, 4,    0,    0x1A, 0x41, 0,    0xFE, 0x10, 2,    0, 0x1A}),
  });
  Bytes names = name("name") + Bytes{0, 2, 1, 'x'} + Bytes{1, 6} + vector({{1, 3, 'f', 'o', 'o'}});
  return module({section(1, types), section(2, imports), section(3, vector({{0}, {1}})),
                 section(4, vector({{0x40, 0, 0x70, 0, 2, 0xD0, 0x70, 0x0B}})),
                 section(5, vector({{3, 1, 2}, {4, 1}})), section(13, vector({{0, 5}})),
                 section(6, vector({{0x7F, 1, 0x41, 3, 0x41, 4, 0x6A, 0x0B}})),
                 section(7, vector({name("e") + Bytes{0, 1}, name(std::string("m\0n", 3)) + Bytes{2, 0}})),
                 section(8, {2}), section(9, elements), section(12, {2}), section(10, code),
                 section(11, vector({{0, 0x23, 0, 0x0B, 1, 0xAA}, {1, 1, 0xBB}})), section(0, names)});
}

} // namespace wasixc::wasm::test
