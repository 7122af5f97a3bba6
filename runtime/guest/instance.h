// One instantiation of an image: its context, memories, tables and globals.
//
// Made by Store::link, which runs no guest code, and brought to life by initialize(). It stays at its
// address.
#pragma once

#include "abi/context.h"
#include "runtime/guest/call.h"
#include "runtime/guest/external.h"
#include "runtime/guest/guarded_block.h"

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace wasixc::guest {

class Store;
class ForkedStorage;

// What a copy of an instance does with its memories. Host calls of other threads may be writing to those of a
// process that has some, even while the threads are halted.
enum class Memories : uint8_t { Copied, CopiedWhileWritten, Shared };

class Instance {
public:
  Instance(const Instance &) = delete;
  Instance &operator=(const Instance &) = delete;

  const Image &image() const { return *program; }
  const std::shared_ptr<const Image> &sharedImage() const { return program; }
  Store &store() const { return owner; }
  abi::Context &context() const { return *reinterpret_cast<abi::Context *>(contextBlock.data()); }

  const std::shared_ptr<LinearMemory> &memory(uint32_t index) const { return memories[index]; }
  const std::shared_ptr<Table> &table(uint32_t index) const { return tables[index]; }
  const std::shared_ptr<Tag> &tag(uint32_t index) const { return tags[index]; }
  std::span<const std::shared_ptr<LinearMemory>> allMemories() const { return memories; }
  // The slot a global's value lies in, whoever owns it.
  Value &global(uint32_t index) const;
  Value *scratch() const { return area<Value>(program->header().scratchOffset); }
  // At least what the image's types need. Among linked instances, what any type can need: calls of types that
  // the image does not know pass through here.
  uint32_t scratchSlots() const;

  // A function as a value: good for calls from anywhere in the store.
  const abi::FunctionDescriptor *reference(abi::FunctionIndex index) const;

  // Applies element and data segments and calls the start function, in the order of the specification. What
  // was written before a trap stays.
  CallResult initialize();
  // The first half of that, which runs no guest code.
  std::optional<abi::TrapKind> applySegments();

  // The bytes of the context's globals: with the stack, what makes a continuation.
  std::span<uint8_t> globalBytes() const {
    return {area<uint8_t>(program->header().globalsOffset),
            program->header().globals.count * abi::kGlobalSlotSize};
  }

  std::optional<External> exportNamed(std::string_view name) const;
  External external(const abi::ImageExport &item) const;

  // Segments as the bulk instructions see them: empty once dropped.
  std::span<const uint8_t> dataSegment(uint32_t index) const;
  void dropData(uint32_t index) { droppedData[index] = true; }
  // Whether there are elements [source, source + count) in the segment, and room for them in the table.
  bool canCopyElements(uint32_t segment, const Table &table, uint64_t destination, uint64_t source,
                       uint64_t count) const;
  // Writes them to the table. Requires: canCopyElements.
  void copyElements(uint32_t segment, Table &table, uint64_t destination, uint64_t source,
                    uint64_t count) const;
  void dropElements(uint32_t index) { droppedElements[index] = true; }

private:
  friend class Store;
  Instance(Store &owner, std::shared_ptr<const Image> image) : owner(owner), program(std::move(image)) {}
  static Expected<std::unique_ptr<Instance>> create(Store &owner, std::shared_ptr<const Image> image,
                                                    std::span<const External> imports,
                                                    const abi::FunctionDescriptor *const *references);

  template <typename T>
  T *area(uint64_t offset) const {
    return reinterpret_cast<T *>(contextBlock.data() + offset);
  }

  // The same instance in a forked process or for another thread, without its continuation. What it shares
  // with others is copied once; finishFork follows when all instances have been copied.
  Expected<std::unique_ptr<Instance>> fork(Store &newOwner, ForkedStorage &storage) const;
  void finishFork(const ForkedStorage &storage);
  Expected<std::monostate> copyContext(const Instance &source);

  uint64_t contextBytes() const;
  Expected<std::monostate> allocateContext(const abi::FunctionDescriptor *const *references);
  Expected<std::monostate> importAll(std::span<const External> imports);
  const abi::FunctionDescriptor *importFunction(const abi::ImageImport &import,
                                                const External &external) const;
  void import(const abi::ImageImport &import, const External &external);
  Expected<std::monostate> createMemories();
  Expected<std::monostate> createTables();
  void createGlobals();
  void createTags();
  void publishViews();

  // constant_expression.cpp
  Value evaluate(abi::Range expression) const;
  // segments.cpp
  uint64_t segmentOffset(abi::Range expression, const abi::ImageLimits &limits) const;
  std::optional<abi::TrapKind> applyElementSegments();
  std::optional<abi::TrapKind> applyDataSegments();

  Store &owner;
  const std::shared_ptr<const Image> program;
  GuardedBlock contextBlock;
  std::shared_ptr<const FunctionList> importedFunctions;
  std::vector<std::shared_ptr<LinearMemory>> memories;
  std::vector<std::shared_ptr<Table>> tables;
  std::vector<std::shared_ptr<Tag>> tags;
  std::vector<bool> droppedData;
  std::vector<bool> droppedElements;
};

// The table in which C programs keep the functions that pointers point to; null if there is none that says
// so, or if it is not for functions of every type: others than those that it is for must not get there.
inline constexpr std::string_view kFunctionTable = "__indirect_function_table";
std::shared_ptr<Table> exportedFunctionTable(const Instance &instance);

} // namespace wasixc::guest
