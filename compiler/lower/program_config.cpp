// See program_config.h.
#include "compiler/lower/program_config.h"

#include "abi/config.h"

#include "llvm/IR/Constants.h"

using namespace llvm;

namespace wasixc {

void defineProgramConfig(Module &module, ArrayRef<std::string> options) {
  std::string text;
  for (const std::string &option : options)
    text.append(option.c_str(), option.size() + 1);
  LLVMContext &context = module.getContext();
  Constant *content = ConstantDataArray::getString(context, text, false);
  auto *begin = new GlobalVariable(module, content->getType(), true, GlobalValue::ExternalLinkage, content,
                                   abi::kConfigBeginSymbol);
  begin->setVisibility(GlobalValue::HiddenVisibility);
  Constant *end = ConstantExpr::getInBoundsGetElementPtr(
      Type::getInt8Ty(context), begin, ConstantInt::get(Type::getInt64Ty(context), text.size()));
  GlobalAlias::create(Type::getInt8Ty(context), 0, GlobalValue::ExternalLinkage, abi::kConfigEndSymbol, end,
                      &module)
      ->setVisibility(GlobalValue::HiddenVisibility);
}

} // namespace wasixc
