// Calls of the runtime's services (abi/builtins.def) through the host-call gate: the descriptor of the
// builtin travels in r10, as for any call through a descriptor, but the gate's address comes straight from
// the context.
#include "compiler/lower/function_lowering.h"

using namespace llvm;

namespace wasixc {
namespace {

constexpr StringRef kSignatures[] = {
#define WASIX_BUILTIN(name, signature) signature,
#include "abi/builtins.def"
#undef WASIX_BUILTIN
};

Type *typeOf(char letter, IRBuilderBase &builder) {
  switch (letter) {
  case 'i':
    return builder.getInt32Ty();
  case 'I':
    return builder.getInt64Ty();
  default:
    return builder.getPtrTy();
  }
}

FunctionType *builtinType(StringRef signature, IRBuilderBase &builder) {
  const auto [parameterLetters, resultLetters] = signature.split(':');
  SmallVector<Type *, 8> parameters{builder.getPtrTy()};
  for (char letter : parameterLetters)
    parameters.push_back(typeOf(letter, builder));
  Type *result = resultLetters.empty() ? builder.getVoidTy() : typeOf(resultLetters[0], builder);
  return FunctionType::get(result, parameters, false);
}

} // namespace

CallInst *FunctionLowering::callBuiltin(abi::Builtin builtin, ArrayRef<Value *> arguments) {
  const unsigned number = static_cast<unsigned>(builtin);
  ContextAccess &context = module.context();
  Value *table = context.loadField(builder, builder.getPtrTy(), offsetof(abi::Context, builtins), "builtins");
  Value *descriptor = builder.CreateConstInBoundsGEP1_64(builder.getInt8Ty(), table,
                                                         number * sizeof(abi::HostFunctionDescriptor));
  Value *gate = context.loadField(builder, builder.getPtrTy(), offsetof(abi::Context, hostGate), "gate");
  SmallVector<Value *, 8> all{descriptor};
  append_range(all, arguments);
  CallInst *call = builder.CreateCall(builtinType(kSignatures[number], builder), gate, all);
  call->addParamAttr(0, Attribute::Nest);
  switch (builtin) {
  case abi::Builtin::throw_tag:
  case abi::Builtin::throw_ref:
    call->setDoesNotReturn();
    break;
  case abi::Builtin::memory_atomic_wait32:
  case abi::Builtin::memory_atomic_wait64:
    break; // like a call of the host, it may run the callback of a signal
  default:
    call->setDoesNotThrow(); // traps are no exceptions
  }
  return call;
}

} // namespace wasixc
