// What --spectre adds to bounds checks: where a check fails, the address that it guards is null, for code that
// a CPU runs ahead of the check, too. So a mispredicted check reads nothing.
//
// The mask is computed from the comparison before the branch, as data. LLVM knows that behind the branch the
// comparison was false, and what an earlier check of the same index has shown; to it that makes masks
// superfluous. So what is compared, and the mask, pass through empty inline assembly, about which it can know
// nothing. docs/sandbox.md tells what is not covered.
#include "compiler/lower/speculation.h"

#include "compiler/lower/function_lowering.h"

#include "llvm/IR/InlineAsm.h"

using namespace llvm;

namespace wasixc {

Value *hidden(IRBuilderBase &builder, Value *value) {
  auto *type = FunctionType::get(value->getType(), {value->getType()}, false);
  auto *nothing = InlineAsm::get(type, "", "=r,0", true);
  CallInst *call = builder.CreateCall(type, nothing, {value});
  call->setMemoryEffects(MemoryEffects::inaccessibleMemOnly());
  call->setDoesNotThrow();
  call->addFnAttr(Attribute::WillReturn);
  return call;
}

Value *FunctionLowering::opaque(Value *value) {
  return module.info().options.spectre ? hidden(builder, value) : value;
}

// All ones, or zero if `isBad`; null without --spectre. Comes before the branch that `isBad` decides. Requires:
// `isBad` is computed from something opaque.
Value *FunctionLowering::maskUnless(Value *isBad) {
  if (!module.info().options.spectre)
    return nullptr;
  return opaque(builder.CreateSub(builder.CreateZExt(isBad, builder.getInt64Ty()), builder.getInt64(1)));
}

Value *FunctionLowering::masked(Value *pointer, Value *mask) {
  return mask ? builder.CreateIntrinsic(Intrinsic::ptrmask, {pointer->getType(), mask->getType()}, {pointer, mask})
              : pointer;
}

} // namespace wasixc
