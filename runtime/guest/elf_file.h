// The little of ELF that finding an image takes: program headers and the note.
#pragma once

#include "runtime/guest/error.h"

#include <elf.h>
#include <optional>
#include <span>
#include <vector>

namespace wasixc::guest {

// Where an image lies in an ELF file.
class ElfFile {
public:
  // Reads the headers and finds the note. Everything else of the file stays unread.
  static Expected<ElfFile> read(int fd);
  // The running program's own headers, which the kernel has mapped with it: no file is opened.
  static Expected<ElfFile> ofThisProgram();

  uint64_t headerAddress() const { return imageHeader; }
  // The bytes at an address of the file, if the kernel has mapped it.
  const uint8_t *mapped(uint64_t address) const {
    return loadBias ? reinterpret_cast<const uint8_t *>(*loadBias + address) : nullptr;
  }

  // The offset of [address, address + size) in the file, when one segment holds all of it.
  std::optional<uint64_t> fileOffset(uint64_t address, uint64_t size) const;
  // How many bytes of the file follow `address` in its segment, 0 when none has it.
  uint64_t bytesFrom(uint64_t address) const;

private:
  const Elf64_Phdr *segmentOf(uint64_t address) const;

  std::vector<Elf64_Phdr> segments; // PT_LOAD, inside of the file
  uint64_t imageHeader = 0;
  std::optional<uint64_t> loadBias;
};

} // namespace wasixc::guest
