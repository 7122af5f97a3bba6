#include "compiler/wasm/constant_expression.h"

#include "tests/unit/wasm/module_builder.h"

#include <gtest/gtest.h>

namespace {

using namespace wasixc::wasm;
using namespace wasixc::wasm::test;

// Folds the initializer of a global; `type` and `code` are encoded.
ConstantValue fold(const Bytes &type, const Bytes &code) {
  Bytes imported = name("m") + name("g") + Bytes{3, 0x7F, 0};
  Bytes bytes = test::module({section(1, vector({{0x60, 0, 0}})), section(2, vector({imported})),
                              section(3, vector({{0}})), section(6, vector({type + code + Bytes{0x0B}})),
                              section(10, vector({body({})}))});
  EXPECT_EQ(judge(bytes), "");
  Module module = llvm::cantFail(readModule(bytes, FeatureSet::standard()));
  return foldConstant(module, module.globals[1].initializer);
}

const Bytes kI32Global = {0x7F, 0};
const Bytes kI64Global = {0x7E, 0};
const Bytes kFuncGlobal = {0x70, 0};

TEST(ConstantExpression, FoldsLiterals) {
  EXPECT_EQ(std::get<ConstantBits>(fold(kI32Global, {0x41, 0x7F})).asU32(), 0xFFFFFFFFu);
  EXPECT_EQ(std::get<ConstantBits>(fold(kI64Global, {0x42, 0x7F})).asU64(), ~uint64_t(0));
  EXPECT_EQ(std::get<ConstantBits>(fold({0x7D, 0}, {0x43, 1, 2, 3, 4})).asU32(), 0x04030201u);
  ConstantBits vector = std::get<ConstantBits>(fold({0x7B, 0}, Bytes{0xFD, 12} + Bytes(16, 7)));
  EXPECT_EQ(vector.type, kV128);
  EXPECT_EQ(vector.bytes[15], 7);
}

TEST(ConstantExpression, FoldsArithmetic) {
  // 2 - 3 * 4, which wraps around.
  ConstantValue value = fold(kI32Global, {0x41, 2, 0x41, 3, 0x41, 4, 0x6C, 0x6B});
  EXPECT_EQ(std::get<ConstantBits>(value).asU32(), uint32_t(-10));
  EXPECT_EQ(std::get<ConstantBits>(value).asU64(), uint64_t(uint32_t(-10))) << "upper bytes stay zero";
  EXPECT_EQ(std::get<ConstantBits>(fold(kI64Global, {0x42, 2, 0x42, 0x7F, 0x7C})).asU64(), 1u);
}

TEST(ConstantExpression, KeepsReferencesSymbolic) {
  EXPECT_EQ(std::get<ConstantFunction>(fold(kFuncGlobal, {0xD2, 0})).functionIndex, 0u);
  EXPECT_EQ(std::get<ConstantNull>(fold(kFuncGlobal, {0xD0, 0x70})).type, HeapType(HeapKind::Func));
  EXPECT_EQ(std::get<ConstantGlobal>(fold(kI32Global, {0x23, 0})).globalIndex, 0u);
}

TEST(ConstantExpression, LeavesTheRestToInstantiation) {
  ConstantValue value = fold(kI32Global, {0x23, 0, 0x41, 1, 0x6A});
  EXPECT_TRUE(std::holds_alternative<std::monostate>(value));
}

} // namespace
