// A growing block of bytes with holes for numbers that only the linker knows: differences between the address
// of a symbol and a place in the block.
#pragma once

#include "abi/image.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Module.h"

#include <cstring>
#include <string>
#include <vector>

namespace wasixc {

class ImageBlob {
public:
  uint64_t size() const { return bytes.size(); }

  // Appends bytes at the next multiple of `alignment` and returns their offset.
  uint64_t append(llvm::StringRef data, uint64_t alignment);
  template <typename Record>
  abi::Range append(llvm::ArrayRef<Record> records) {
    const auto *data = reinterpret_cast<const char *>(records.data());
    const uint64_t offset = append(llvm::StringRef(data, records.size() * sizeof(Record)), alignof(Record));
    return {static_cast<uint32_t>(offset), static_cast<uint32_t>(records.size())};
  }
  // Equal strings are stored once.
  abi::String string(llvm::StringRef text);

  template <typename Record>
  void write(uint64_t offset, const Record &record) {
    std::memcpy(bytes.data() + offset, &record, sizeof(Record));
  }

  // The `width` bytes at `offset` become (symbol - (block + base)); nothing else may write there.
  void addDifference(uint64_t offset, unsigned width, llvm::Constant *symbol, uint64_t base = 0);

  // Defines the block as a constant of `module`.
  llvm::GlobalVariable *define(llvm::Module &module, llvm::StringRef name, llvm::StringRef section);

private:
  struct Difference {
    uint64_t offset;
    unsigned width;
    llvm::Constant *symbol;
    uint64_t base;
  };

  std::string bytes;
  std::vector<Difference> differences;
  llvm::StringMap<abi::String> strings;
};

} // namespace wasixc
