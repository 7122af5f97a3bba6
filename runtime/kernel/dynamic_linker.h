// The dynamic linker of one process: places modules in its memory and table, and binds their imports to each
// other (docs/dynamic-linking.md; tool conventions, DynamicLinking.md; WASIX semantics 15).
//
// Modules are linked in groups: a library and what it needs, or the program and what it needs. First all of a
// group are placed and their functions get references, so that they may import from each other in circles;
// then they are instantiated; then the cells of the global offset table are filled. That far no guest code
// runs, and a failure leaves nothing behind but unused memory. Then every module relocates its data, and
// constructors run, those of needed libraries first.
//
// All that is kept here are numbers and names, so a forked process copies it. Nothing is ever unloaded.
#pragma once

#include "runtime/guest/store.h"
#include "runtime/kernel/library_file.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace wasixc {

class Kernel;

// The host's function of this name, or one that traps with "unknown import".
guest::HostFunction resolveHostFunction(const Kernel &kernel, std::string_view module, std::string_view name);

// A call of a function without parameters and results, of the instance with this number.
struct StartStep {
  uint32_t instance;
  abi::FunctionIndex function;
};

class DynamicLinker {
public:
  explicit DynamicLinker(guest::Store &store) : store(store) {}

  // Whether the program's module is one for dynamic linking, or asks for libraries.
  static bool isNeeded(const guest::Image &program);

  // Runs no guest code.
  guest::Expected<std::monostate> linkProgram(Process &process,
                                              const std::shared_ptr<const guest::Image> &image);

  // What brings to life what has been linked since the last time, in order: start functions, relocations,
  // constructors. The program's own constructors are the business of its entry point.
  std::vector<StartStep> planStart();

  struct OpenRequest {
    std::string name;
    std::string libraryPath;
    uint32_t flags;
  };
  // The library's handle. It is linked, and what planStart() says must follow.
  guest::Expected<uint32_t> open(Process &process, const OpenRequest &request);

  bool isHandle(uint32_t handle) const { return handle >= kProgramHandle && handle <= modules.size(); }
  // The table index of a function, or the address of data. Requires: isHandle or kEverything.
  guest::Expected<uint32_t> findSymbol(uint32_t handle, std::string_view name);

  static constexpr size_t kMostModules = 1000;  // with the program, and with those that failed
  static constexpr uint32_t kEverything = 0;    // RTLD_DEFAULT
  static constexpr uint32_t kProgramHandle = 1; // the others follow
  static constexpr uint32_t kNoHandle = ~0u;

  // The table that holds the functions of all modules, and the global that holds the pointer to the stack in
  // linear memory. Null when the program does not say which they are.
  guest::Table *functionTable() const { return table.get(); }
  guest::Value *stackPointer() const { return pointerToStack; }

  // A copy for a forked process, whose store is `copy`.
  std::unique_ptr<DynamicLinker> fork(guest::Store &copy) const;

private:
  using Exports = std::unordered_map<std::string_view, const abi::ImageExport *>;

  // One linked module; its instance has the same number.
  struct Module {
    std::shared_ptr<const guest::Image> image;
    ImageCache::Key key{};
    std::string path;
    uint32_t memoryBase = 0;
    uint32_t tableBase = 0;
    bool isGlobal = false; // its symbols serve everybody
    bool isStarted = false;
    std::vector<uint32_t> needed = {};
    std::shared_ptr<const Exports> exports = {};
  };
  struct Definition {
    uint32_t module;
    const abi::ImageExport *item;
  };
  // A cell of the global offset table that waits for its value.
  struct Cell {
    guest::Value *value;
    uint32_t module;
    std::string_view name;
    bool isFunction;
    bool isWeak;
  };

  guest::Instance &instance(uint32_t module) const { return *store.get().instances()[module]; }

  // Gathering a group: the number of the module, new or not.
  uint32_t addModule(LibraryFile file);
  std::optional<uint32_t> findModule(const ImageCache::Key &key) const;
  guest::Expected<std::monostate> addNeeded(Process &process, uint32_t first, std::string_view libraryPath);
  guest::Expected<std::monostate> addNeededOf(Process &process, uint32_t module,
                                              std::string_view libraryPath);

  // Placing.
  guest::Expected<std::monostate> placeProgram();
  guest::Expected<std::monostate> placeLibrary(uint32_t module);
  guest::Expected<uint32_t> allocateMemory(uint32_t size, uint32_t alignment);
  guest::Expected<std::monostate> growMemory(uint64_t bytes);
  void adoptStorage();
  guest::Value *findStackPointer() const;

  // Linking.
  guest::Expected<std::monostate> linkGroup(Process &process, uint32_t first);
  // Runs none of them, and gives nothing of them to anybody.
  guest::Expected<std::monostate> instantiateGroup(Process &process, uint32_t first);
  guest::Expected<std::monostate> instantiate(Process &process, uint32_t module);
  guest::Expected<guest::External> resolve(Process &process, uint32_t module, const abi::ImageImport &import,
                                           bool isWeak);
  guest::External resolveFunction(Process &process, std::string_view from, std::string_view name) const;
  guest::Expected<guest::External> resolveGlobal(uint32_t module, const abi::ImageImport &import,
                                                 bool isWeak);
  guest::External resolveTag(const guest::Image &image, const abi::ImageImport &import);
  guest::GlobalExternal ownGlobal(bool isMutable, uint32_t value);
  guest::Expected<std::monostate> fillCells();

  // Looking up.
  std::vector<uint32_t> scopeOf(uint32_t module) const;
  void addWithNeeded(uint32_t module, std::vector<uint32_t> &scope) const;
  std::optional<Definition> find(std::span<const uint32_t> scope, std::string_view name) const;
  guest::Expected<uint32_t> valueOf(const Definition &definition);
  guest::Expected<uint32_t> tableIndex(const abi::FunctionDescriptor *function);
  void noteElements(uint32_t module);
  std::optional<uint32_t> layoutSymbol(std::string_view name) const;

  bool planCall(std::vector<StartStep> &steps, uint32_t module, std::string_view name) const;
  void planStartOf(std::vector<StartStep> &steps, uint32_t module) const;
  void planConstructors(std::vector<StartStep> &steps, uint32_t module,
                        std::vector<bool> &isConstructed) const;

  std::reference_wrapper<guest::Store> store;
  std::vector<Module> modules;
  std::vector<Cell> cells;     // of the group that is being linked
  std::vector<uint32_t> scope; // of the module of it that is being linked

  std::shared_ptr<guest::LinearMemory> memory; // the program's
  std::shared_ptr<guest::Table> table;
  guest::Value *pointerToStack = nullptr;
  uint32_t stackLow = 0, stackHigh = 0, heapBase = 0;
  uint64_t freeBegin = 0, freeEnd = 0; // of the memory that was allocated for libraries last
  bool isDeep = false;                 // the group prefers its own symbols (RTLD_DEEPBIND)

  std::map<std::string, std::shared_ptr<guest::Tag>, std::less<>> tags;
  std::unordered_map<const abi::FunctionDescriptor *, uint32_t> tableIndices;
};

} // namespace wasixc
