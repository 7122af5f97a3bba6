#include "tests/unit/wasm/module_builder.h"

#include "compiler/wasm/limits.h"

#include <gtest/gtest.h>

namespace {

using namespace wasixc;
using namespace wasixc::wasm;
using namespace wasixc::wasm::test;

struct Case {
  const char *what;
  Bytes type;
  Bytes code;
  const char *message; // "" if valid
  Bytes locals = {0};
};

void check(const std::vector<Case> &cases) {
  for (const Case &entry : cases) {
    std::string verdict = judge(functionModule(entry.type, entry.code, entry.locals));
    if (!*entry.message)
      EXPECT_EQ(verdict, "") << entry.what;
    else
      EXPECT_NE(verdict.find(entry.message), std::string::npos) << entry.what << ": " << verdict;
  }
}

TEST(Validator, Control) {
  check({
      {"missing result", kNoParamsOneI32, {}, "type mismatch: instruction requires [i32] but stack has []"},
      {"left over value",
       kNoParamsNoResults,
       {0x41, 0},
       "type mismatch: block requires [] but stack has [i32]"},
      {"label out of range", kNoParamsNoResults, {0x0C, 1}, "unknown label 1"},
      {"branch out of the function", kNoParamsOneI32, {0x41, 0, 0x0C, 0}, ""},
      {"unreachable code is polymorphic", kNoParamsOneI32, {0x00, 0x6A}, ""},
      {"but not against what it pushes", kNoParamsOneI32, {0x00, 0x43, 0, 0, 0, 0, 0x6A}, "type mismatch"},
      {"if without else changes types",
       kNoParamsOneI32,
       {0x41, 0, 0x04, 0x7F, 0x41, 1, 0x0B},
       "type mismatch"},
      {"if with else", kNoParamsOneI32, {0x41, 0, 0x04, 0x7F, 0x41, 1, 0x05, 0x41, 2, 0x0B}, ""},
      {"else without if", kNoParamsNoResults, {0x02, 0x40, 0x05, 0x0B}, "END opcode expected"},
      {"table branch of unequal arity",
       kNoParamsOneI32,
       {0x02, 0x40, 0x41, 0, 0x41, 0, 0x0E, 1, 0, 1, 0x0B, 0x00},
       "type mismatch"},
      {"block type out of range", kNoParamsNoResults, {0x02, 9, 0x0B}, "unknown type 9"},
      {"code behind the end", kNoParamsNoResults, {0x0B, 0x01}, "section size mismatch"},
      {"call out of range", kNoParamsNoResults, {0x10, 5}, "unknown function 5"},
      {"block left open", kNoParamsNoResults, {0x02, 0x40}, "unexpected end of section or function"},
  });
}

TEST(Validator, Variables) {
  check({
      {"unknown local", kNoParamsNoResults, {0x20, 0, 0x1A}, "unknown local 0"},
      {"unknown global", kNoParamsNoResults, {0x23, 0, 0x1A}, "unknown global 0"},
      {"local of another type",
       kNoParamsNoResults,
       {0x42, 0, 0x21, 0},
       "requires [i32] but stack has [i64]",
       {1, 1, 0x7F}},
      {"select of references",
       kNoParamsNoResults,
       {0xD0, 0x70, 0xD0, 0x70, 0x41, 0, 0x1B, 0x1A},
       "type mismatch"},
      {"typed select", kNoParamsNoResults, {0xD0, 0x70, 0xD0, 0x70, 0x41, 0, 0x1C, 1, 0x70, 0x1A}, ""},
      {"select of two", kNoParamsNoResults, {0x00, 0x1C, 2, 0x7F, 0x7F, 0x0B}, "invalid result arity"},
      {"non-null local", kNoParamsNoResults, {0x20, 0, 0x1A}, "uninitialized local 0", {1, 1, 0x64, 0x70}},
  });
}

TEST(Validator, MemoryAndLanes) {
  check({
      {"alignment",
       kNoParamsNoResults,
       {0x41, 0, 0x28, 3, 0, 0x1A},
       "alignment must not be larger than natural"},
      {"huge alignment", kNoParamsNoResults, {0x41, 0, 0x28, 0x80, 1, 0, 0x1A}, "malformed memop flags"},
      {"atomic alignment",
       kNoParamsNoResults,
       {0x41, 0, 0xFE, 0x10, 1, 0, 0x1A},
       "atomic alignment must be natural"},
      {"second memory", kNoParamsNoResults, {0x41, 0, 0x28, 0x42, 1, 0, 0x1A}, "unknown memory 1"},
      {"offset",
       kNoParamsNoResults,
       {0x41, 0, 0x28, 2, 0x80, 0x80, 0x80, 0x80, 0x10, 0x1A},
       "offset out of range"},
      {"data segment", kNoParamsNoResults, {0xFC, 9, 0}, "unknown data segment 0"},
      {"lane", kNoParamsNoResults, {0x00, 0xFD, 0x15, 16, 0x1A}, "invalid lane index 16"},
      {"lane of an access", kNoParamsNoResults, {0x00, 0xFD, 0x57, 3, 0, 2, 0x1A}, "invalid lane index 2"},
      {"shuffle", kNoParamsNoResults, Bytes{0x00, 0xFD, 13} + Bytes(15, 0) + Bytes{32, 0x1A},
       "invalid lane index 32"},
      {"fence", kNoParamsNoResults, {0xFE, 3, 1}, "zero byte expected"},
  });
}

TEST(Validator, ReferencesAndTables) {
  check({
      {"undeclared function", kNoParamsNoResults, {0xD2, 0, 0x1A}, "undeclared function reference 0"},
      {"null test of a number", kNoParamsOneI32, {0x41, 0, 0xD1}, "type mismatch"},
      {"table out of range", kNoParamsNoResults, {0x41, 0, 0x25, 1, 0x1A}, "unknown table 1"},
      {"table of functions", kNoParamsNoResults, {0x41, 0, 0xD0, 0x6F, 0x26, 0}, "type mismatch"},
      {"element segment", kNoParamsNoResults, {0xFC, 13, 0}, "unknown elem segment 0"},
      {"bottom reference is no number", kNoParamsOneI32, {0x00, 0xD4, 0x45}, "type mismatch"},
      {"heap type out of range", kNoParamsNoResults, {0xD0, 7, 0x1A}, "unknown type 7"},
      {"heap type beyond all limits",
       kNoParamsNoResults,
       {0xD0, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x1A},
       "unknown type"},
      {"branch without a reference", kNoParamsNoResults, {0x00, 0xD6, 0}, "type mismatch"},
      {"cast branch without a reference",
       kNoParamsNoResults,
       {0x00, 0xFB, 24, 0, 0, 0x6E, 0x6E},
       "type mismatch"},
  });
}

TEST(Validator, Exceptions) {
  check({
      {"unknown tag", kNoParamsNoResults, {0x08, 0}, "unknown tag 0"},
      {"catch without try", kNoParamsNoResults, {0x02, 0x40, 0x19, 0x0B}, "END opcode expected"},
      {"catch behind catch_all", kNoParamsNoResults, {0x06, 0x40, 0x19, 0x19, 0x0B}, "END opcode expected"},
      {"rethrow outside of a handler",
       kNoParamsNoResults,
       {0x06, 0x40, 0x09, 0, 0x0B},
       "invalid rethrow label"},
      {"rethrow", kNoParamsNoResults, {0x06, 0x40, 0x19, 0x09, 0, 0x0B}, ""},
      {"delegate", kNoParamsNoResults, {0x06, 0x40, 0x18, 0}, ""},
      {"delegate too far", kNoParamsNoResults, {0x06, 0x40, 0x18, 1}, "unknown label 1"},
      {"delegate without try", kNoParamsNoResults, {0x18, 0}, "END opcode expected"},
      {"catch clause", kNoParamsNoResults, {0x1F, 0x40, 1, 4, 0, 0x0B}, "malformed catch clause"},
      {"catch_all_ref needs a label that takes it",
       kNoParamsNoResults,
       {0x1F, 0x40, 1, 3, 0, 0x0B},
       "type mismatch"},
  });
}

TEST(Validator, BoundsNesting) {
  auto nested = [](unsigned depth) {
    Bytes code;
    for (unsigned index = 0; index < depth; ++index)
      code.insert(code.end(), {0x02, 0x40});
    return functionModule(kNoParamsNoResults, code + Bytes(depth, 0x0B));
  };
  EXPECT_EQ(judge(nested(kMaxNesting)), "");
  EXPECT_NE(judge(nested(kMaxNesting + 1)).find("nesting"), std::string::npos);
}

TEST(Validator, BoundsFixedArrays) {
  Bytes bytes =
      test::module({section(1, vector({kNoParamsNoResults, {0x5E, 0x7F, 0}})), section(3, vector({{0}})),
                    section(10, vector({body(Bytes{0x00, 0xFB, 8, 1} + leb(0xFFFFFFFF) + Bytes{0x1A})}))});
  EXPECT_NE(judge(bytes).find("too many array elements"), std::string::npos);
}

TEST(Validator, TypesReferBackwardsOnly) {
  auto types = [](const std::vector<Bytes> &entries) {
    return judge(test::module({section(1, vector(entries))}));
  };
  EXPECT_EQ(types({{0x5F, 1, 0x63, 0, 0}}), "");
  EXPECT_NE(types({{0x5F, 1, 0x63, 1, 0}, {0x5F, 0}}).find("unknown type 1"), std::string::npos);
  // A cycle of supertypes must not hang the subtype check.
  EXPECT_NE(types({{0x4E, 2, 0x50, 1, 1, 0x5F, 0, 0x50, 1, 0, 0x5F, 0}}).find("unknown type 1"),
            std::string::npos);
  EXPECT_NE(types({{0x50, 1, 0, 0x5F, 0}}).find("unknown type 0"), std::string::npos);
  EXPECT_NE(types({{0x5F, 0}, {0x50, 1, 0, 0x5F, 0}}).find("sub type"), std::string::npos);
  std::vector<Bytes> chain = {{0x50, 0, 0x5F, 0}};
  for (uint32_t depth = 1; depth <= kMaxSubtypingDepth; ++depth)
    chain.push_back(Bytes{0x50, 1} + leb(depth - 1) + Bytes{0x5F, 0});
  EXPECT_EQ(types(chain), "");
  chain.push_back(Bytes{0x50, 1} + leb(kMaxSubtypingDepth) + Bytes{0x5F, 0});
  EXPECT_NE(types(chain).find("too deep"), std::string::npos);
}

TEST(Validator, ModuleFields) {
  auto verdict = [](const std::vector<Bytes> &sections) { return judge(test::module(sections)); };
  EXPECT_NE(verdict({section(5, vector({{1, 2, 1}}))}).find("size minimum must not be greater"),
            std::string::npos);
  EXPECT_NE(verdict({section(5, vector({Bytes{0} + leb(65537)}))}).find("memory size"), std::string::npos);
  EXPECT_NE(verdict({section(5, vector({{2, 1}}))}).find("shared memory must have maximum"),
            std::string::npos);
  EXPECT_NE(verdict({section(6, vector({{0x7F, 0, 0x01, 0x0B}}))}).find("constant expression required"),
            std::string::npos);
  EXPECT_NE(verdict({section(6, vector({{0x7F, 0, 0x23, 0, 0x0B}}))}).find("unknown global 0"),
            std::string::npos);
  EXPECT_NE(verdict({section(7, vector({name("x") + Bytes{2, 0}}))}).find("unknown memory 0"),
            std::string::npos);
  EXPECT_NE(verdict({section(8, {0})}).find("unknown function 0"), std::string::npos);
  EXPECT_NE(verdict({section(4, vector({{0x64, 0x70, 0, 0}}))}).find("type mismatch"), std::string::npos);
  Bytes memory = name("x") + Bytes{2, 0};
  EXPECT_NE(
      verdict({section(5, vector({{0, 1}})), section(7, vector({memory, memory}))}).find("duplicate export"),
      std::string::npos);
}

TEST(Validator, DiagnosticsNameTheFunction) {
  Bytes bytes = functionModule(kNoParamsNoResults, {0x41, 0}) +
                section(0, name("name") + Bytes{1, 6} + vector({{0, 3, 'f', 'o', 'o'}}));
  Module module = llvm::cantFail(readModule(bytes, FeatureSet::standard()));
  std::string message = formatError(validateFunction(module, 0).takeError(), "prog.wasm");
  EXPECT_EQ(message,
            "prog.wasm:0x27: error: function 0 'foo': type mismatch: block requires [] but stack has [i32]");
}

} // namespace
