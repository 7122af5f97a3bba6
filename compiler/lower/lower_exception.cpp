// Exceptions: try_table, throw and throw_ref of the standard (spec, "Control Instructions"), and the legacy
// try, catch, rethrow and delegate. try_region.h has the idea, abi/exceptions.h the contract with the
// runtime.
#include "compiler/lower/function_lowering.h"

#include "abi/exceptions.h"

#include "llvm/IR/Intrinsics.h"

using namespace llvm;

namespace wasixc {
namespace {

using wasm::Opcode;

Constant *clauseSymbol(ModuleLowering &module, const TryClause &clause) {
  Type *type = Type::getInt8Ty(module.llvm());
  if (!clause.tag && !clause.hasReference)
    return ConstantPointerNull::get(PointerType::get(module.llvm(), 0));
  const uint64_t number =
      clause.tag ? abi::catchTag(*clause.tag, clause.hasReference) : abi::kCatchAllReference;
  const std::string name = (kClauseSymbolPrefix + Twine(number)).str();
  return module.module().getOrInsertGlobal(name, type, [&] {
    auto *symbol =
        new GlobalVariable(module.module(), type, true, GlobalValue::ExternalLinkage, nullptr, name);
    symbol->setVisibility(GlobalValue::HiddenVisibility);
    symbol->setDSOLocal(true);
    return symbol;
  });
}

Function *personality(Module &module) {
  FunctionType *type = FunctionType::get(Type::getVoidTy(module.getContext()), false);
  auto *function = cast<Function>(module.getOrInsertFunction(kPersonalitySymbol, type).getCallee());
  function->setVisibility(GlobalValue::HiddenVisibility);
  function->setDSOLocal(true);
  return function;
}

} // namespace

void FunctionLowering::lowerException(const wasm::Instruction &instruction) {
  switch (instruction.opcode) {
  case Opcode::TryTable:
    return lowerTryTable(instruction);
  case Opcode::Try:
    return lowerTry(instruction);
  case Opcode::Catch:
  case Opcode::CatchAll:
    return lowerCatch();
  case Opcode::Delegate:
    return lowerEnd(); // lowerTry has seen to it
  case Opcode::Throw:
    return lowerThrow(instruction.index);
  case Opcode::ThrowRef:
    return raise(abi::Builtin::throw_ref, pop());
  case Opcode::Rethrow:
    return raise(abi::Builtin::throw_ref, frameAt(instruction.index).ownRegion->exception);
  default:
    llvm_unreachable("not an exception instruction");
  }
}

TryRegion *FunctionLowering::addRegion(SmallVector<TryClause, 2> clauses) {
  regions.push_back(std::make_unique<TryRegion>());
  regions.back()->clauses = std::move(clauses);
  regions.back()->outer = control.back().region;
  return regions.back().get();
}

void FunctionLowering::lowerTryTable(const wasm::Instruction &instruction) {
  SmallVector<TryClause, 2> clauses;
  for (const wasm::CatchClause &clause : instruction.catches)
    clauses.push_back(
        {clause.hasTag() ? std::optional(clause.tag) : std::nullopt, clause.hasReference(), clause.label});
  TryRegion *own = clauses.empty() ? nullptr : addRegion(std::move(clauses));
  pushFrame(instruction);
  control.back().ownRegion = own;
  if (own)
    control.back().region = own;
}

void FunctionLowering::lowerTry(const wasm::Instruction &instruction) {
  if (!legacyTries)
    legacyTries = findLegacyTries(wasm, index);
  const LegacyTry &found = legacyTries->find(instruction.offset)->second;
  TryRegion *own = found.clauses.empty() ? nullptr : addRegion(found.clauses);
  TryRegion *region = own ? own : control.back().region;
  if (found.delegate)
    region = frameAt(*found.delegate).region;
  pushFrame(instruction);
  control.back().region = region;
  control.back().ownRegion = own;
}

// Ends the protected part, or the handler before this one.
void FunctionLowering::lowerCatch() {
  ControlFrame &frame = control.back();
  TryRegion &region = *frame.ownRegion;
  fallThrough(frame);
  if (frame.handlersBegun == 0) {
    frame.region = region.outer;
    dispatch(region);
  }
  stack.truncate(frame.stackHeight);
  const uint32_t clause = frame.handlersBegun++;
  isReachable = !region.handlers.empty();
  if (!isReachable)
    return setUnreachable();
  builder.SetInsertPoint(region.handlers[clause]);
  pushCaughtValues(region.clauses[clause]);
}

void FunctionLowering::lowerThrow(uint32_t tag) {
  for (auto [slot, value] : enumerate(popMany(wasm.tagType(tag).params.size())))
    module.context().inRegion(builder.CreateStore(value, module.context().scratchAddress(builder, slot)),
                              Region::Context);
  raise(abi::Builtin::throw_tag, builder.getInt32(tag));
}

void FunctionLowering::raise(abi::Builtin builtin, Value *operand) {
  protect(callBuiltin(builtin, {operand}));
  builder.CreateUnreachable();
  setUnreachable();
}

CallBase *FunctionLowering::protect(CallInst *call) { return protectBy(control.back().region, call); }

CallBase *FunctionLowering::protectBy(TryRegion *region, CallInst *call) {
  if (!region || call->doesNotThrow())
    return call;
  BasicBlock *next = createBlock("next");
  const SmallVector<Value *, 8> arguments(call->args());
  InvokeInst *invoke = builder.CreateInvoke(call->getFunctionType(), call->getCalledOperand(), next,
                                            landingPad(*region), arguments);
  invoke->setAttributes(call->getAttributes());
  call->eraseFromParent();
  builder.SetInsertPoint(next);
  return invoke;
}

BasicBlock *FunctionLowering::landingPad(TryRegion &region) {
  if (region.landingPad)
    return region.landingPad;
  function->setPersonalityFn(personality(module.module()));
  const IRBuilderBase::InsertPointGuard guard(builder);
  region.landingPad = createBlock("landing.pad");
  builder.SetInsertPoint(region.landingPad);
  LandingPadInst *landed =
      builder.CreateLandingPad(StructType::get(builder.getPtrTy(), builder.getInt32Ty()), 0);
  Value *exception = builder.CreateExtractValue(landed, 0, "exception");
  Value *selector = builder.CreateExtractValue(landed, 1, "selector");
  bool isExhaustive = false;
  for (TryRegion *around = &region; around && !isExhaustive; around = around->outer) {
    if (around != &region && landed->getNumClauses() + around->clauses.size() > kMostPadClauses) {
      catchForOuter(*landed, exception, selector, *around);
      break;
    }
    for (const TryClause &clause : around->clauses) {
      landed->addClause(clauseSymbol(module, clause));
      isExhaustive = !clause.tag;
      if (isExhaustive)
        break;
    }
  }
  enterDispatch(&region, exception, selector);
  return region.landingPad;
}

// Adds a clause for everything else, whose exceptions go on to `outer`.
void FunctionLowering::catchForOuter(LandingPadInst &landed, Value *exception, Value *selector,
                                     TryRegion &outer) {
  Constant *everything = clauseSymbol(module, {std::nullopt, true});
  landed.addClause(everything);
  Value *number = builder.CreateIntrinsic(Intrinsic::eh_typeid_for, {builder.getPtrTy()}, {everything});
  BasicBlock *here = builder.GetInsertBlock();
  BasicBlock *next = createBlock("no.match");
  builder.CreateCondBr(builder.CreateICmpEQ(selector, number), rethrowBlock(outer), next);
  outer.rethrown->addIncoming(exception, here);
  builder.SetInsertPoint(next);
}

// Where an exception is thrown again such that `region` is the first to see it.
BasicBlock *FunctionLowering::rethrowBlock(TryRegion &region) {
  if (region.rethrow)
    return region.rethrow;
  const IRBuilderBase::InsertPointGuard guard(builder);
  region.rethrow = createBlock("rethrow");
  builder.SetInsertPoint(region.rethrow);
  region.rethrown = builder.CreatePHI(builder.getPtrTy(), 2, "exception");
  CallInst *call = callBuiltin(abi::Builtin::throw_ref, {region.rethrown});
  protectBy(&region, call);
  builder.CreateUnreachable();
  return region.rethrow;
}

// Ends the current block: goes on to the clauses of `region`.
void FunctionLowering::enterDispatch(TryRegion *region, Value *exception, Value *selector) {
  if (!region) {
    Value *landed = PoisonValue::get(StructType::get(builder.getPtrTy(), builder.getInt32Ty()));
    landed = builder.CreateInsertValue(landed, exception, 0);
    builder.CreateResume(builder.CreateInsertValue(landed, selector, 1));
    return;
  }
  if (!region->dispatch) {
    region->dispatch = createBlock("dispatch");
    region->exception = PHINode::Create(builder.getPtrTy(), 1, "exception", region->dispatch);
    region->selector = PHINode::Create(builder.getInt32Ty(), 1, "selector", region->dispatch);
  }
  region->exception->addIncoming(exception, builder.GetInsertBlock());
  region->selector->addIncoming(selector, builder.GetInsertBlock());
  builder.CreateBr(region->dispatch);
}

// Creates the handlers, and the code that chooses among them, if anything can get here.
void FunctionLowering::dispatch(TryRegion &region) {
  if (!region.dispatch)
    return;
  const IRBuilderBase::InsertPointGuard guard(builder);
  builder.SetInsertPoint(region.dispatch);
  for (const TryClause &clause : region.clauses) {
    region.handlers.push_back(createBlock("handler"));
    if (!clause.tag) {
      builder.CreateBr(region.handlers.back());
      return;
    }
    Value *number = builder.CreateIntrinsic(Intrinsic::eh_typeid_for, {builder.getPtrTy()},
                                            {clauseSymbol(module, clause)});
    BasicBlock *next = createBlock("no.match");
    builder.CreateCondBr(builder.CreateICmpEQ(region.selector, number), region.handlers.back(), next);
    builder.SetInsertPoint(next);
  }
  enterDispatch(region.outer, region.exception, region.selector);
}

// The handlers of a try_table are branches. Requires: its frame is still open.
void FunctionLowering::dispatchToLabels(TryRegion &region) {
  dispatch(region);
  const IRBuilderBase::InsertPointGuard guard(builder);
  for (auto [handler, clause] : zip(region.handlers, region.clauses)) {
    builder.SetInsertPoint(handler);
    const size_t height = stack.size();
    pushCaughtValues(clause);
    if (clause.hasReference)
      push(region.exception);
    branchTo(frameAt(clause.label + 1));
    stack.truncate(height);
  }
}

void FunctionLowering::pushCaughtValues(const TryClause &clause) {
  if (!clause.tag)
    return;
  ContextAccess &context = module.context();
  for (auto [slot, type] : enumerate(wasm.tagType(*clause.tag).params))
    push(context.inRegion(
        builder.CreateLoad(module.valueType(type), context.scratchAddress(builder, slot), "caught"),
        Region::Context));
}

} // namespace wasixc
