// Reading ELF headers of files that may hold anything.
#include "runtime/guest/elf_file.h"

#include "abi/image.h"

#include <cstring>
#include <link.h>
#include <sys/stat.h>
#include <unistd.h>

namespace wasixc::guest {

namespace {

constexpr uint64_t kMaximumNoteBytes = 64 * 1024;
constexpr char kNoteOwner[] = "wasixc";

bool readAt(int fd, void *destination, uint64_t size, uint64_t offset) {
  return pread(fd, destination, size, static_cast<off_t>(offset)) == static_cast<ssize_t>(size);
}

Error notAnImage(const char *text) { return Error{abi::Errno::NOEXEC, text}; }

bool isExecutable(const Elf64_Ehdr &header) {
  return memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 && header.e_ident[EI_CLASS] == ELFCLASS64 &&
         header.e_ident[EI_DATA] == ELFDATA2LSB && (header.e_type == ET_EXEC || header.e_type == ET_DYN) &&
         header.e_machine == EM_X86_64 && header.e_phentsize == sizeof(Elf64_Phdr);
}

// The description of the image's note among the notes in `bytes`.
std::optional<uint64_t> findNote(std::span<const char> bytes) {
  constexpr auto padded = [](uint64_t size) { return (size + 3) & ~uint64_t{3}; };
  uint64_t position = 0;
  while (bytes.size() - position >= sizeof(Elf64_Nhdr)) {
    Elf64_Nhdr note;
    memcpy(&note, bytes.data() + position, sizeof note);
    position += sizeof note;
    const uint64_t description = position + padded(note.n_namesz);
    const uint64_t next = description + padded(note.n_descsz);
    if (next > bytes.size())
      return std::nullopt;
    uint64_t address;
    if (note.n_type == abi::kImageNoteType && note.n_namesz == sizeof kNoteOwner &&
        memcmp(bytes.data() + position, kNoteOwner, sizeof kNoteOwner) == 0 &&
        note.n_descsz == sizeof address) {
      memcpy(&address, bytes.data() + description, sizeof address);
      return address;
    }
    position = next;
  }
  return std::nullopt;
}

} // namespace

Expected<ElfFile> ElfFile::read(int fd) {
  struct stat status;
  if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
    return notAnImage("not a regular file");
  const auto fileSize = static_cast<uint64_t>(status.st_size);

  Elf64_Ehdr header;
  if (!readAt(fd, &header, sizeof header, 0) || !isExecutable(header))
    return notAnImage("not an x86-64 ELF executable");
  std::vector<Elf64_Phdr> programHeaders(header.e_phnum);
  if (!readAt(fd, programHeaders.data(), programHeaders.size() * sizeof(Elf64_Phdr), header.e_phoff))
    return notAnImage("the program headers are truncated");

  ElfFile elf;
  std::optional<uint64_t> note;
  for (const Elf64_Phdr &segment : programHeaders) {
    if (segment.p_offset > fileSize || segment.p_filesz > fileSize - segment.p_offset)
      return notAnImage("a segment lies outside of the file");
    if (segment.p_type == PT_LOAD)
      elf.segments.push_back(segment);
    if (segment.p_type != PT_NOTE || segment.p_filesz > kMaximumNoteBytes || note)
      continue;
    std::vector<char> notes(segment.p_filesz);
    if (!readAt(fd, notes.data(), notes.size(), segment.p_offset))
      return notAnImage("a note is truncated");
    note = findNote(notes);
  }
  if (!note)
    return notAnImage("not compiled by wasixc");
  elf.imageHeader = *note;
  return elf;
}

Expected<ElfFile> ElfFile::ofThisProgram() {
  ElfFile elf;
  const auto first = [](dl_phdr_info *info, size_t, void *result) {
    *static_cast<dl_phdr_info *>(result) = *info;
    return 1; // the first one is the program itself
  };
  dl_phdr_info program = {};
  dl_iterate_phdr(first, &program);
  elf.loadBias = program.dlpi_addr;
  std::optional<uint64_t> note;
  for (const Elf64_Phdr &segment : std::span(program.dlpi_phdr, program.dlpi_phnum)) {
    if (segment.p_type == PT_LOAD)
      elf.segments.push_back(segment);
    if (segment.p_type == PT_NOTE && !note)
      note = findNote({reinterpret_cast<const char *>(elf.mapped(segment.p_vaddr)), segment.p_filesz});
  }
  if (!note)
    return notAnImage("not compiled by wasixc");
  elf.imageHeader = *note;
  return elf;
}

const Elf64_Phdr *ElfFile::segmentOf(uint64_t address) const {
  for (const Elf64_Phdr &segment : segments)
    if (address - segment.p_vaddr < segment.p_filesz)
      return &segment;
  return nullptr;
}

uint64_t ElfFile::bytesFrom(uint64_t address) const {
  const Elf64_Phdr *segment = segmentOf(address);
  return segment ? segment->p_filesz - (address - segment->p_vaddr) : 0;
}

std::optional<uint64_t> ElfFile::fileOffset(uint64_t address, uint64_t size) const {
  const Elf64_Phdr *segment = segmentOf(address);
  if (!segment || size > bytesFrom(address))
    return std::nullopt;
  return segment->p_offset + (address - segment->p_vaddr);
}

} // namespace wasixc::guest
