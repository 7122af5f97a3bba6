#include "tests/unit/wasm/module_builder.h"

#include "compiler/wasm/limits.h"

#include "llvm/ADT/StringExtras.h"

#include <gtest/gtest.h>

namespace {

using namespace wasixc;
using namespace wasixc::wasm;
using namespace wasixc::wasm::test;
using testing::Test;

Module read(const Bytes &bytes, FeatureSet features = FeatureSet::standard()) {
  return llvm::cantFail(readModule(bytes, features));
}

// A module points into the bytes it was read from.
Module read(Bytes &&, FeatureSet = FeatureSet::standard()) = delete;

std::string readError(const Bytes &bytes, FeatureSet features = FeatureSet::standard()) {
  llvm::Expected<Module> module = readModule(bytes, features);
  return module ? "" : formatError(module.takeError(), "");
}

bool contains(const std::string &text, const std::string &part) {
  return text.find(part) != std::string::npos;
}

TEST(Reader, AcceptsTheEmptyModule) {
  Bytes bytes = test::module({});
  Module module = read(bytes);
  EXPECT_TRUE(module.functions.empty());
  EXPECT_TRUE(module.customSections.empty());
}

TEST(Reader, RefusesForeignFiles) {
  EXPECT_TRUE(contains(readError({}), "unexpected end"));
  EXPECT_TRUE(contains(readError({0x7F, 'E', 'L', 'F', 1, 0, 0, 0}), "magic header not detected"));
  EXPECT_TRUE(contains(readError({0, 'a', 's', 'm', 2, 0, 0, 0}), "unknown binary version"));
  EXPECT_TRUE(contains(readError({0, 'a', 's', 'm', 0x0D, 0, 1, 0}), "unknown binary version"));
}

TEST(Reader, ReadsARichModule) {
  Bytes bytes = richModule();
  EXPECT_EQ(judge(bytes), "");
  Module module = read(bytes);
  EXPECT_EQ(module.name, "x");
  EXPECT_EQ(module.types.size(), 6u);
  EXPECT_EQ(module.importedFunctionCount, 1u);
  ASSERT_EQ(module.functions.size(), 3u);
  EXPECT_EQ(module.functions[1].name, "foo");
  EXPECT_EQ(module.imports[1].kind, ExternalKind::Global);
  EXPECT_EQ(module.imports[1].index, 0u);
  EXPECT_EQ(module.exports[1].name, llvm::StringRef("m\0n", 3));
  EXPECT_TRUE(module.memories[0].type.limits.isShared);
  EXPECT_TRUE(module.memories[1].type.limits.is64);
  EXPECT_EQ(*module.start, 2u);
  EXPECT_EQ(*module.dataCount, 2u);
  EXPECT_EQ(module.elements[2].expressions.size(), 2u);
  EXPECT_EQ(module.elements[3].mode, SegmentMode::Declarative);
  EXPECT_EQ(module.data[1].bytes, llvm::ArrayRef<uint8_t>({0xBB}));
  EXPECT_EQ(module.customSections.size(), 1u);
}

TEST(Reader, KeepsOffsetsOfBodies) {
  Bytes bytes = richModule();
  Module module = read(bytes);
  const Function &function = module.functions[1];
  EXPECT_EQ(function.body.data(), bytes.data() + function.offset);
  EXPECT_EQ(function.code().data(), bytes.data() + function.codeOffset());
  EXPECT_EQ(function.code().front(), 0x02);
}

TEST(Reader, MarksDeclaredFunctions) {
  Bytes bytes = test::module(
      {section(1, vector({kNoParamsNoResults})), section(3, Bytes{4, 0, 0, 0, 0}),
       section(6, vector({{0x70, 0, 0xD2, 2, 0x0B}})), section(7, vector({name("e") + Bytes{0, 1}})),
       section(9, vector({{3, 0, 1, 3}})), section(10, vector({body({}), body({}), body({}), body({})}))});
  Module module = read(bytes);
  EXPECT_FALSE(module.functions[0].isDeclared);
  EXPECT_TRUE(module.functions[1].isDeclared);
  EXPECT_TRUE(module.functions[2].isDeclared);
  EXPECT_TRUE(module.functions[3].isDeclared);
}

TEST(Reader, EveryTruncationIsHandled) {
  Bytes bytes = richModule();
  for (size_t size = 0; size < bytes.size(); ++size)
    judge(Bytes(bytes.begin(), bytes.begin() + size));
}

TEST(Reader, EveryByteMayBeAnything) {
  Bytes bytes = richModule();
  for (uint8_t &byte : bytes) {
    uint8_t original = byte;
    for (unsigned value = 0; value < 256; ++value) {
      byte = value;
      judge(bytes);
    }
    byte = original;
  }
}

TEST(Reader, RefusesAbsurdCountsInEverySection) {
  for (uint8_t id = 1; id <= 13; ++id) {
    if (id == 8 || id == 12)
      continue; // those hold no vector
    std::string error = readError(test::module({section(id, leb(0xFFFFFFFF))}));
    EXPECT_TRUE(contains(error, "unexpected end")) << unsigned(id) << ": " << error;
  }
}

TEST(Reader, RefusesAbsurdSizes) {
  EXPECT_TRUE(contains(readError(test::module({{1, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F}})), "length out of bounds"));
  EXPECT_TRUE(
      contains(readError(test::module({section(2, Bytes{1} + leb(0xFFFFFFFF))})), "length out of bounds"));
  EXPECT_TRUE(
      contains(readError(test::module({section(11, Bytes{1, 1} + leb(0xFFFFFFFF))})), "unexpected end"));
}

TEST(Reader, EnforcesImplementationLimits) {
  Bytes memories = leb(kMaxMemories + 1) + Bytes(2 * (kMaxMemories + 1), 0);
  EXPECT_TRUE(contains(readError(test::module({section(5, memories)})), "too many memories"));
  Bytes type = Bytes{1, 0x60} + leb(kMaxParams + 1) + Bytes(kMaxParams + 1, 0x7F) + Bytes{0};
  EXPECT_TRUE(contains(readError(test::module({section(1, type)})), "too many parameters"));
  Bytes groups = Bytes{2} + Bytes{0x4E} + leb(600000);
  for (int index = 0; index < 600000; ++index)
    groups.insert(groups.end(), {0x60, 0, 0});
  EXPECT_EQ(readError(test::module({section(1, groups + Bytes{0x60, 0, 0})})), "");
  Bytes second = Bytes(groups.begin() + 1, groups.end());
  EXPECT_TRUE(contains(readError(test::module({section(1, groups + second)})), "too many types"));
}

TEST(Reader, BoundsLocals) {
  auto withLocals = [](const Bytes &locals) { return functionModule(kNoParamsNoResults, {}, locals); };
  Bytes most = withLocals(Bytes{2} + leb(kMaxLocals - 1) + Bytes{0x7F, 1, 0x7E});
  EXPECT_EQ(judge(most), "");
  Module module = read(most);
  LocalTypes locals = llvm::cantFail(module.localTypes(module.functions[0]));
  EXPECT_EQ(locals.size(), kMaxLocals);
  EXPECT_EQ(locals[0], kI32);
  EXPECT_EQ(locals[kMaxLocals - 2], kI32);
  EXPECT_EQ(locals[kMaxLocals - 1], kI64);
  EXPECT_TRUE(
      contains(judge(withLocals(Bytes{2} + leb(kMaxLocals) + Bytes{0x7F, 1, 0x7E})), "too many locals"));
  // Parameters count as well.
  EXPECT_TRUE(
      contains(judge(functionModule({0x60, 1, 0x7F, 0}, {}, Bytes{1} + leb(kMaxLocals) + Bytes{0x7F})),
               "too many locals"));
}

TEST(Reader, ChecksOrderAndSizesOfSections) {
  EXPECT_TRUE(
      contains(readError(test::module({section(3, {0}), section(1, {0})})), "unexpected content after last"));
  EXPECT_TRUE(contains(readError(test::module({section(14, {0})})), "malformed section id"));
  EXPECT_TRUE(contains(readError(test::module({section(1, {0, 0})})), "section size mismatch"));
  EXPECT_TRUE(contains(readError(test::module({section(3, {1, 0})})), "inconsistent lengths"));
  // Tags come between memories and globals.
  EXPECT_EQ(readError(test::module({section(5, {0}), section(13, {0}), section(6, {0})})), "");
}

TEST(Reader, IgnoresMalformedNameSections) {
  for (const Bytes &content : std::initializer_list<Bytes>{{1, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F},
                                                           {1, 3, 1, 0, 9},
                                                           {1, 2, 0xFF, 0xFF},
                                                           {0},
                                                           {0, 3, 2, 0xC0, 0x80}}) {
    Bytes bytes = test::module({section(0, name("name") + content)});
    Module module = read(bytes);
    EXPECT_EQ(module.name, "");
  }
  // Unknown functions and subsections are skipped, later ones still read.
  Bytes bytes = test::module({section(0, name("name") + Bytes{1, 4} + vector({{7, 1, 'f'}}) +
                                             Bytes{9, 1, 0xFF} + Bytes{0, 2, 1, 'x'})});
  Module module = read(bytes);
  EXPECT_EQ(module.name, "x");
}

TEST(Reader, ReadsCustomSectionsAnywhere) {
  Bytes bytes = test::module({section(0, name("a") + Bytes{1, 2}), section(1, {0}), section(0, name(""))});
  Module module = read(bytes);
  ASSERT_EQ(module.customSections.size(), 2u);
  EXPECT_EQ(module.customSections[0].name, "a");
  EXPECT_EQ(module.customSections[0].bytes, llvm::ArrayRef<uint8_t>({1, 2}));
  EXPECT_TRUE(contains(readError(test::module({section(0, {1, 0xFF})})), "malformed UTF-8 encoding"));
}

TEST(Reader, GatesFeatures) {
  Bytes structType = test::module({section(1, vector({{0x5F, 0}}))});
  EXPECT_EQ(readError(structType), "");
  EXPECT_TRUE(contains(readError(structType, FeatureSet::wasm2()), "malformed definition type"));
  Bytes sharedMemory = test::module({section(5, vector({{3, 1, 1}}))});
  EXPECT_EQ(readError(sharedMemory), "");
  EXPECT_TRUE(contains(readError(sharedMemory, FeatureSet::wasm3()), "malformed limits flags"));
  EXPECT_TRUE(contains(readError(sharedMemory, FeatureSet::wasm2()), "integer too large"));
  Bytes tailCall = functionModule(kNoParamsNoResults, {0x12, 0});
  EXPECT_EQ(judge(tailCall), "");
  EXPECT_TRUE(
      contains(judge(tailCall, FeatureSet::wasm2()), "illegal opcode 12: it needs the feature tail-call"));
}

TEST(Reader, FindsFeaturesByFlag) {
  EXPECT_EQ(featureFromFlag("multi-memory"), Feature::MultiMemory);
  EXPECT_EQ(featureFromFlag("nonsense"), std::nullopt);
  EXPECT_EQ(featureFlag(Feature::Gc), "gc");
  EXPECT_FALSE(featureHelp(Feature::Threads).empty());
}

} // namespace
