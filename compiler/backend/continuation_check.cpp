// See continuation_check.h.
#include "compiler/backend/continuation_check.h"

#include "llvm/MC/MCAsmInfo.h"
#include "llvm/MC/MCContext.h"
#include "llvm/MC/MCDisassembler/MCDisassembler.h"
#include "llvm/MC/MCInst.h"
#include "llvm/MC/MCInstPrinter.h"
#include "llvm/MC/MCInstrInfo.h"
#include "llvm/MC/MCRegisterInfo.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/TargetSelect.h"

#include <mutex>

using namespace llvm;

namespace wasixc {
namespace {

class Checker {
public:
  Checker();
  Error check(const object::SectionRef &section);

private:
  Error checkInstruction(const MCInst &instruction, uint64_t address);
  bool readsStackPointerAsValue(const MCInst &instruction) const;
  bool isRegister(const MCOperand &operand, StringRef name) const {
    return operand.isReg() && operand.getReg() && registers->getName(operand.getReg()) == name;
  }

  const Triple triple{"x86_64-unknown-linux-gnu"};
  std::unique_ptr<MCRegisterInfo> registers;
  std::unique_ptr<MCAsmInfo> assembly;
  std::unique_ptr<MCSubtargetInfo> subtarget;
  std::unique_ptr<MCInstrInfo> instructions;
  std::unique_ptr<MCContext> context;
  std::unique_ptr<MCDisassembler> disassembler;
  std::unique_ptr<MCInstPrinter> printer;
};

Checker::Checker() {
  static std::once_flag once;
  std::call_once(once, LLVMInitializeX86Disassembler);
  std::string error;
  const llvm::Target *target = TargetRegistry::lookupTarget(triple, error);
  MCTargetOptions options;
  registers.reset(target->createMCRegInfo(triple));
  assembly.reset(target->createMCAsmInfo(*registers, triple, options));
  subtarget.reset(target->createMCSubtargetInfo(triple, "", ""));
  instructions.reset(target->createMCInstrInfo());
  context = std::make_unique<MCContext>(triple, assembly.get(), registers.get(), subtarget.get());
  disassembler.reset(target->createMCDisassembler(*subtarget, *context));
  printer.reset(target->createMCInstPrinter(triple, 1, *assembly, *instructions, *registers));
}

// A memory operand is five operands: base, scale, index, displacement, segment. rsp as its base is fine,
// except in `lea`, which computes the address instead of using it.
bool Checker::readsStackPointerAsValue(const MCInst &instruction) const {
  const MCInstrDesc &description = instructions->get(instruction.getOpcode());
  const StringRef name = instructions->getName(instruction.getOpcode());
  const bool isAddressComputation = name.starts_with("LEA");
  const bool adjustsStackPointer =
      description.getNumDefs() > 0 && isRegister(instruction.getOperand(0), "RSP");
  const bool isProbe = description.getNumDefs() > 0 && isRegister(instruction.getOperand(0), "R11");
  if (adjustsStackPointer || isProbe || description.isCompare())
    return false;
  for (unsigned i = description.getNumDefs(); i < instruction.getNumOperands(); ++i) {
    if (!isRegister(instruction.getOperand(i), "RSP") && !isRegister(instruction.getOperand(i), "ESP"))
      continue;
    const bool isMemoryBase =
        i < description.getNumOperands() && description.operands()[i].OperandType == MCOI::OPERAND_MEMORY;
    if (!isMemoryBase || isAddressComputation)
      return true;
  }
  return false;
}

Error Checker::checkInstruction(const MCInst &instruction, uint64_t address) {
  if (!readsStackPointerAsValue(instruction))
    return Error::success();
  std::string text;
  raw_string_ostream stream(text);
  printer->printInst(&instruction, address, "", *subtarget, stream);
  return createStringError("continuation check: code at 0x" + Twine::utohexstr(address) +
                           " makes a value of the stack pointer:" + text);
}

Error Checker::check(const object::SectionRef &section) {
  Expected<StringRef> content = section.getContents();
  if (!content)
    return content.takeError();
  const ArrayRef<uint8_t> bytes = arrayRefFromStringRef(*content);
  for (uint64_t address = 0, size = 0; address < bytes.size(); address += std::max<uint64_t>(size, 1)) {
    MCInst instruction;
    if (disassembler->getInstruction(instruction, size, bytes.drop_front(address), address, nulls()) !=
        MCDisassembler::Success)
      return createStringError("continuation check: undecodable code at 0x" + Twine::utohexstr(address));
    if (Error error = checkInstruction(instruction, address))
      return error;
  }
  return Error::success();
}

} // namespace

Error checkContinuations(const ObjectBytes &object) {
  auto file = object::ObjectFile::createELFObjectFile(
      MemoryBufferRef(StringRef(object.data(), object.size()), "object"));
  if (!file)
    return file.takeError();
  Checker checker;
  for (const object::SectionRef &section : (*file)->sections())
    if (section.isText())
      if (Error error = checker.check(section))
        return error;
  return Error::success();
}

} // namespace wasixc
