// See emit.h.
#include "compiler/backend/emit.h"

#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace wasixc {
namespace {

Expected<ObjectBytes> generate(Module &module, TargetMachine &machine, CodeGenFileType type) {
  ObjectBytes bytes;
  raw_svector_ostream stream(bytes);
  legacy::PassManager passes;
  TargetLibraryInfoImpl libraryInfo(machine.getTargetTriple());
  libraryInfo.disableAllFunctions();
  passes.add(new TargetLibraryInfoWrapperPass(libraryInfo));
  if (machine.addPassesToEmitFile(passes, stream, nullptr, type))
    return createStringError("this target cannot emit the requested file type");
  passes.run(module);
  return bytes;
}

object::ELF64LE::Shdr &sectionHeader(ObjectBytes &object, const object::ELF64LE::Shdr &section) {
  return *reinterpret_cast<object::ELF64LE::Shdr *>(
      object.data() + (reinterpret_cast<const char *>(&section) - object.data()));
}

// Renames the section in place: both names have the same length. The relocation section's name ends in the
// section's own, and the string table stores the shared ending once, so changing it renames both. The words
// that lead to the personality and the clauses (abi/exceptions.h) are constants here: they lose their
// writable flag.
Error renameUnwindTable(ObjectBytes &object) {
  auto file = object::ELFFile<object::ELF64LE>::create(StringRef(object.data(), object.size()));
  if (!file)
    return file.takeError();
  auto sections = file->sections();
  if (!sections)
    return sections.takeError();
  for (const auto &section : *sections) {
    auto name = file->getSectionName(section);
    if (!name)
      return name.takeError();
    if (*name == ".eh_frame") {
      object[name->data() - object.data() + 1] = 'g';
      sectionHeader(object, section).sh_type = ELF::SHT_PROGBITS;
    } else if (*name == ".rela.eh_frame") {
      object[name->data() - object.data() + 6] = 'g';
    } else if (*name == ".data" || name->starts_with(".data.DW.ref.")) {
      sectionHeader(object, section).sh_flags &= ~uint64_t(ELF::SHF_WRITE);
    }
  }
  return Error::success();
}

} // namespace

Expected<ObjectBytes> emitObject(Module &module, TargetMachine &machine) {
  auto object = generate(module, machine, CodeGenFileType::ObjectFile);
  if (!object)
    return object.takeError();
  if (Error error = renameUnwindTable(*object))
    return std::move(error);
  return object;
}

Expected<ObjectBytes> emitAssembly(Module &module, TargetMachine &machine) {
  return generate(module, machine, CodeGenFileType::AssemblyFile);
}

} // namespace wasixc
