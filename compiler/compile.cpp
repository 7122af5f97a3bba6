// The pipeline on one screen: read, validate, lower, optimize, emit, link. See compile.h.
//
// After validation the module is only read, so its functions are compiled in parallel: shards of them, whose
// number depends on the module alone, never on the number of threads, so that the output does not either.
#include "compiler/compile.h"

#include "compiler/backend/continuation_check.h"
#include "compiler/backend/emit.h"
#include "compiler/backend/link.h"
#include "compiler/backend/optimize.h"
#include "compiler/backend/output_file.h"
#include "compiler/backend/target.h"
#include "compiler/diagnostic.h"
#include "compiler/imports.h"
#include "compiler/lower/command_exports.h"
#include "compiler/lower/image_metadata.h"
#include "compiler/lower/module_lowering.h"
#include "compiler/lower/program_config.h"
#include "compiler/lower/supported.h"
#include "compiler/lower/tier.h"
#include "compiler/phase_timer.h"
#include "compiler/support/support_object.h"
#include "compiler/wasm/limits.h"
#include "compiler/wasm/reader.h"
#include "compiler/wasm/validator.h"

#include "llvm/Support/ThreadPool.h"

using namespace llvm;

namespace wasixc {
namespace {

// Large enough that most calls stay within a shard, where they can be inlined.
constexpr size_t kShardBytes = 256 * 1024;
constexpr size_t kValidationBatch = 512;

struct Shard {
  Tier tier = Tier::Optimized;
  std::vector<uint32_t> functions;
  bool isRest = false; // of another shard, which has been counted
};

Expected<std::vector<ObjectBytes>> toVector(Expected<ObjectBytes> object) {
  if (!object)
    return object.takeError();
  std::vector<ObjectBytes> objects;
  objects.push_back(std::move(*object));
  return objects;
}

class Compilation {
public:
  Compilation(const CompileOptions &options, const std::string &outputPath)
      : options(options), outputPath(outputPath), pool(hardware_concurrency(options.jobs)) {}

  Expected<CompileReport> run(ArrayRef<uint8_t> bytes);

private:
  bool isLinked() const {
    return options.output == OutputKind::Executable || options.output == OutputKind::Image ||
           options.output == OutputKind::Library;
  }
  bool isOptimizing() const { return options.optimizationLevel > 0 && !options.baseline; }
  void nameExportedFunctions();
  Error validate();
  Error compileShards();
  Error writeSingleFile();
  Error checkSizes(ArrayRef<wasm::FunctionSize> sizes) const;
  Expected<std::vector<ObjectBytes>> compileShard(const Shard &shard);
  Expected<std::vector<ObjectBytes>> compileMetadata();
  std::unique_ptr<Module> lowerShard(LLVMContext &context, const Shard &shard);
  static void prepare(Module &llvmModule, TargetMachine &machine);
  Expected<ObjectBytes> emitModule(Module &llvmModule, TargetMachine &machine);
  std::vector<Shard> splitFunctions() const;
  void addShards(Tier tier, std::vector<Shard> &shards) const;
  void advance(const Shard &shard);
  void noteUnoptimized(const Shard &shard);

  const CompileOptions &options;
  const std::string &outputPath;
  DefaultThreadPool pool;
  PhaseTimers timers;
  wasm::Module module;
  Target target;
  std::optional<TailCallSet> tailCalls;
  std::vector<Tier> tiers; // per function
  std::optional<ProgramInfo> program;
  std::vector<ObjectBytes> objects;
  std::mutex progressMutex;             // for what follows
  std::vector<std::string> unoptimized; // of a compilation that optimizes
  size_t compiledBytes = 0;
  size_t totalBytes = 0;
};

Expected<CompileReport> Compilation::run(ArrayRef<uint8_t> bytes) {
  auto chosen = chooseTarget(options.march, options.optimizationLevel);
  if (!chosen)
    return chosen.takeError();
  target = std::move(*chosen);

  auto read = timers.measure("read", [&] { return wasm::readModule(bytes, options.features); });
  if (!read)
    return read.takeError();
  module = std::move(*read);
  if (options.output == OutputKind::Library && !module.dylink)
    return makeDiagnostic(0, "not a shared library: the module has no 'dylink.0' section");
  nameExportedFunctions();
  if (Error error = timers.measure("validate", [&] { return validate(); }))
    return std::move(error);
  unwrapCommandExports(module);
  auto unserved = checkImports(module, options);
  if (!unserved)
    return unserved.takeError();
  auto analyzed =
      analyzeProgram(module,
                     {target.cpu, target.features, target.requiredFeatures, options.optimizationLevel,
                      options.debugInfo, options.sourceName, options.spectre},
                     tailCalls->take());
  if (!analyzed)
    return analyzed.takeError();
  program.emplace(std::move(*analyzed));

  if (Error error = isLinked() ? compileShards() : writeSingleFile())
    return std::move(error);
  if (isLinked()) {
    const StringRef runtime = options.output == OutputKind::Executable ? options.runtimeObject : StringRef();
    const StringRef support = supportObject(program->options.hasCpuFeature("avx"));
    if (Error error =
            timers.measure("link", [&] { return linkObjects(support, objects, runtime, outputPath); }))
      return std::move(error);
  }
  llvm::sort(unoptimized);
  return CompileReport{timers.phases(), timers.wallSeconds(), uint32_t(module.functions.size()),
                       std::move(*unserved), std::move(unoptimized)};
}

// A function that the name section does not name is called as it is exported, in messages and symbols.
void Compilation::nameExportedFunctions() {
  for (const wasm::Export &item : module.exports)
    if (item.kind == wasm::ExternalKind::Function && item.index < module.functions.size() &&
        module.functions[item.index].name.empty())
      module.functions[item.index].name = item.name;
}

// The first error in file order is the one reported, whatever the threads do.
Error Compilation::validate() {
  if (Error error = wasm::validateModule(module))
    return error;
  if (Error error = checkModuleSupported(module))
    return error;
  const uint32_t count = module.functions.size();
  tailCalls.emplace(count);
  std::vector<wasm::FunctionSize> sizes(count);
  std::vector<std::optional<Error>> errors(count / kValidationBatch + 1);
  for (uint32_t begin = module.importedFunctionCount; begin < count; begin += kValidationBatch)
    pool.async([this, begin, count, &sizes, &error = errors[begin / kValidationBatch]] {
      for (uint32_t i = begin; i < std::min<uint32_t>(begin + kValidationBatch, count) && !error; ++i) {
        auto size = wasm::validateFunction(module, i);
        Error result = size ? checkFunctionSupported(module, i, *tailCalls) : size.takeError();
        if (result)
          error.emplace(std::move(result));
        else
          sizes[i] = *size;
      }
    });
  pool.wait();
  Error first = Error::success();
  for (std::optional<Error> &error : errors) {
    if (!error)
      continue;
    if (first)
      consumeError(std::move(*error));
    else
      first = std::move(*error);
  }
  if (first)
    return first;
  const bool isQuick = !isOptimizing();
  for (const wasm::FunctionSize &size : sizes)
    tiers.push_back(isQuick ? Tier::Baseline : chooseTier(size));
  return checkSizes(sizes);
}

// Each function may move some operands whatever its size; very many small functions may not.
Error Compilation::checkSizes(ArrayRef<wasm::FunctionSize> sizes) const {
  uint64_t limit = wasm::kFreeMovedValuesOfModule, moved = 0;
  for (auto [i, size] : enumerate(sizes)) {
    limit += wasm::kMovedValuesPerByte * size.bytes;
    moved += size.movedValues;
  }
  if (moved <= limit)
    return Error::success();
  return makeDiagnostic(0, "too many operands: blocks, branches and calls of a module may move " +
                               Twine(wasm::kMovedValuesPerByte) + " for each byte of its functions and " +
                               Twine(wasm::kFreeMovedValuesOfModule) + " more");
}

// Functions of one tier share shards, which both tiers have of their own: code is generated for a whole
// shard.
std::vector<Shard> Compilation::splitFunctions() const {
  std::vector<Shard> shards;
  addShards(Tier::Optimized, shards);
  addShards(Tier::Baseline, shards);
  return shards;
}

void Compilation::addShards(Tier tier, std::vector<Shard> &shards) const {
  size_t bytes = kShardBytes;
  for (uint32_t i = module.importedFunctionCount; i < module.functions.size(); ++i) {
    if (tiers[i] != tier)
      continue;
    if (bytes >= kShardBytes) {
      shards.push_back({tier, {}, false});
      bytes = 0;
    }
    bytes += module.functions[i].body.size();
    shards.back().functions.push_back(i);
  }
}

Error Compilation::compileShards() {
  const std::vector<Shard> shards = splitFunctions();
  for (const wasm::Function &function : module.functions)
    totalBytes += function.body.size();
  std::vector<std::optional<Expected<std::vector<ObjectBytes>>>> results(shards.size() + 1);
  pool.async([this, &result = results.back()] { result.emplace(compileMetadata()); });
  for (size_t i = 0; i < shards.size(); ++i)
    pool.async([this, &shard = shards[i], &result = results[i]] { result.emplace(compileShard(shard)); });
  pool.wait();
  Error errors = Error::success();
  for (auto &result : results) {
    if (*result)
      append_range(objects, make_range(std::make_move_iterator((*result)->begin()),
                                       std::make_move_iterator((*result)->end())));
    else
      errors = joinErrors(std::move(errors), result->takeError());
  }
  return errors;
}

Expected<std::vector<ObjectBytes>> Compilation::compileMetadata() {
  LLVMContext context;
  const std::unique_ptr<TargetMachine> machine = createTargetMachine(target);
  auto metadata =
      timers.measure("lower", [&] { return lowerImageMetadata(context, *program, target.requiredFeatures); });
  if (options.output == OutputKind::Executable)
    defineProgramConfig(*metadata, options.programOptions);
  prepare(*metadata, *machine);
  timers.measure("optimize", [&] {
    if (options.optimizationLevel == 0)
      finishBaseline(*metadata, *machine);
    else
      optimize(*metadata, *machine, options.optimizationLevel);
    return 0;
  });
  return toVector(emitModule(*metadata, *machine));
}

std::unique_ptr<Module> Compilation::lowerShard(LLVMContext &context, const Shard &shard) {
  return timers.measure("lower", [&] {
    ModuleLowering lowering(context, *program, "shard", shard.tier);
    for (uint32_t i : shard.functions)
      lowering.lowerFunction(i);
    return lowering.take();
  });
}

// Its object, and that of the functions which turn out to be ones for the baseline tier.
Expected<std::vector<ObjectBytes>> Compilation::compileShard(const Shard &shard) {
  LLVMContext context;
  context.setDiscardValueNames(options.output != OutputKind::LlvmIr); // nobody else sees them
  const bool isBaseline = shard.tier == Tier::Baseline;
  const std::unique_ptr<TargetMachine> machine = createTargetMachine(target, isBaseline);
  if (isBaseline && isOptimizing())
    noteUnoptimized(shard);
  std::unique_ptr<Module> llvmModule = lowerShard(context, shard);
  prepare(*llvmModule, *machine);
  Shard overgrown{Tier::Baseline, {}, true};
  timers.measure("optimize", [&] {
    if (isBaseline) {
      finishBaseline(*llvmModule, *machine);
      return 0;
    }
    const StringSet<> names = optimize(*llvmModule, *machine, options.optimizationLevel);
    copy_if(shard.functions, std::back_inserter(overgrown.functions),
            [&](uint32_t function) { return names.contains(program->symbol(function)); });
    return 0;
  });
  if (!overgrown.functions.empty() && !isLinked())
    return compileShard({Tier::Baseline, shard.functions, false});
  auto result = toVector(emitModule(*llvmModule, *machine));
  llvmModule.reset();
  if (result && !overgrown.functions.empty()) {
    auto rest = compileShard(overgrown);
    if (!rest)
      return rest;
    result->push_back(std::move(rest->front()));
  }
  if (result)
    advance(shard);
  return result;
}

void Compilation::prepare(Module &llvmModule, TargetMachine &machine) {
  llvmModule.setTargetTriple(machine.getTargetTriple());
  llvmModule.setDataLayout(machine.createDataLayout());
}

Expected<ObjectBytes> Compilation::emitModule(Module &llvmModule, TargetMachine &machine) {
  return timers.measure("emit", [&]() -> Expected<ObjectBytes> {
    if (options.output == OutputKind::LlvmIr) {
      ObjectBytes text;
      raw_svector_ostream stream(text);
      llvmModule.print(stream, nullptr);
      return text;
    }
    if (options.output == OutputKind::Assembly)
      return emitAssembly(llvmModule, machine);
    auto object = emitObject(llvmModule, machine);
    if (object && options.checkContinuations)
      if (Error error = checkContinuations(*object))
        return std::move(error);
    return object;
  });
}

// For inspection: the whole module as one shard, and in the baseline tier if any function is.
Error Compilation::writeSingleFile() {
  Shard all{is_contained(tiers, Tier::Baseline) ? Tier::Baseline : Tier::Optimized, {}, false};
  for (uint32_t i = module.importedFunctionCount; i < module.functions.size(); ++i)
    all.functions.push_back(i);
  auto content = compileShard(all);
  if (!content)
    return content.takeError();
  return writeOutput(outputPath, StringRef(content->front().data(), content->front().size()), false);
}

void Compilation::noteUnoptimized(const Shard &shard) {
  const std::lock_guard lock(progressMutex);
  for (uint32_t i : shard.functions) {
    const StringRef name = module.functions[i].name;
    unoptimized.push_back(name.empty() ? program->symbol(i) : name.str());
  }
}

void Compilation::advance(const Shard &shard) {
  if (!options.progress || shard.isRest)
    return;
  size_t bytes = 0;
  for (uint32_t i : shard.functions)
    bytes += module.functions[i].body.size();
  const std::lock_guard lock(progressMutex);
  compiledBytes += bytes;
  options.progress(double(compiledBytes) / double(std::max<size_t>(totalBytes, 1)));
}

} // namespace

Expected<CompileReport> compile(ArrayRef<uint8_t> module, const CompileOptions &options,
                                const std::string &outputPath) {
  return Compilation(options, outputPath).run(module);
}

} // namespace wasixc
