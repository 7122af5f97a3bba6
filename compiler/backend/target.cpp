// See target.h. x86-64-v2 is the lowest target: without SSE4.1 the rounding instructions of WebAssembly would
// become calls of the C library, which does not exist inside an image.
#include "compiler/backend/target.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/TargetParser/Host.h"

#include <mutex>

using namespace llvm;

namespace wasixc {
namespace {

constexpr StringRef kTriple = "x86_64-unknown-linux-gnu";

struct FeatureName {
  unsigned bit;
  StringRef name;
};

constexpr FeatureName kRecordedFeatures[] = {
#define WASIX_CPU_FEATURE(bit, name, leaf) {bit, name},
#include "abi/cpu_features.def"
#undef WASIX_CPU_FEATURE
};

// Part of every x86-64 CPU since x86-64-v2; nothing to record.
constexpr StringRef kBaselineFeatures[] = {"cx8",  "mmx",  "sse",  "sse2",  "fxsr",
                                           "cmov", "cx16", "sahf", "64bit", "x87"};

bool isRecorded(StringRef name) {
  return any_of(kRecordedFeatures, [&](const FeatureName &feature) { return feature.name == name; });
}

const llvm::Target *x86Target() {
  static std::once_flag once;
  std::call_once(once, [] {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmPrinter();
    LLVMInitializeX86AsmParser();
  });
  std::string error;
  return TargetRegistry::lookupTarget(Triple(kTriple), error);
}

// Turns off every instruction set that images do not record, and for the native CPU says which it has: a
// virtual machine may hide some of what the CPU's name implies. Calls need no vzeroupper: code that pays for
// what is left in the upper halves of vector registers is the host's, and the way there clears them
// (runtime/arch/vector_state.h).
std::string featureString(bool native) {
  SmallVector<std::string, 64> parts;
  for (const auto &[name, enabled] : sys::getHostCPUFeatures()) {
    if (is_contained(kBaselineFeatures, name))
      continue;
    if (!isRecorded(name))
      parts.push_back("-" + name.str());
    else if (native)
      parts.push_back((enabled ? "+" : "-") + name.str());
  }
  parts.push_back("-vzeroupper");
  llvm::sort(parts);
  return join(parts, ",");
}

} // namespace

Expected<Target> chooseTarget(StringRef march, unsigned optimizationLevel) {
  const bool native = march == "native";
  Target target{native ? sys::getHostCPUName().str() : march.str(), featureString(native), 0,
                optimizationLevel};
  std::unique_ptr<MCSubtargetInfo> plain(x86Target()->createMCSubtargetInfo(Triple(kTriple), "", ""));
  if (!plain->isCPUStringValid(target.cpu))
    return createStringError("unknown CPU '%s' for --march", target.cpu.c_str());
  std::unique_ptr<MCSubtargetInfo> subtarget(
      x86Target()->createMCSubtargetInfo(Triple(kTriple), target.cpu, target.features));
  for (const FeatureName &feature : kRecordedFeatures)
    if (subtarget->checkFeatures(("+" + feature.name).str()))
      target.requiredFeatures |= uint64_t(1) << feature.bit;
  if (!subtarget->checkFeatures("+sse4.1"))
    return createStringError("--march=%s has no SSE4.1; the lowest supported target is x86-64-v2",
                             march.str().c_str());
  return target;
}

std::unique_ptr<TargetMachine> createTargetMachine(const Target &target, bool isBaseline) {
  TargetOptions options;
  options.AllowFPOpFusion = FPOpFusion::Strict;
  // None costs linear time, and makes the poorest code that there is. Its fast instruction selector passes
  // stack arguments through a register that holds the stack pointer (abi/stack.h), but guests have none
  // (lower/calling_convention.h).
  constexpr CodeGenOptLevel kLevels[] = {CodeGenOptLevel::Less, CodeGenOptLevel::Less,
                                         CodeGenOptLevel::Default, CodeGenOptLevel::Aggressive};
  return std::unique_ptr<TargetMachine>(x86Target()->createTargetMachine(
      Triple(kTriple), target.cpu, target.features, options, Reloc::PIC_, CodeModel::Small,
      isBaseline ? CodeGenOptLevel::None : kLevels[target.optimizationLevel]));
}

} // namespace wasixc
