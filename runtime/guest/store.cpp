// Linking instances with each other.
#include "runtime/guest/store.h"

#include "abi/type_id.h"
#include "runtime/base/accountant.h"
#include "runtime/guest/calling_convention.h"
#include "runtime/guest/forked_storage.h"

#include <algorithm>
#include <cstring>

namespace wasixc::guest {

namespace {

arch::CrossFunctionDescriptor crossDescriptor(const Image &image, uint32_t ordinal, uint64_t calleeIndex,
                                              const void *place) {
  const abi::ImageType &type = image.types()[image.descriptorTypes()[ordinal]];
  arch::CrossFunctionDescriptor cross{};
  cross.function.typeId = type.id;
  cross.function.code = reinterpret_cast<int64_t>(&wasixcCrossGate) - reinterpret_cast<int64_t>(place);
  cross.callee = &image.descriptors()[ordinal];
  cross.calleeIndex = calleeIndex;
  cross.stackArgumentBytes = stackArgumentBytes(image.list<abi::ValueKind>(type.parameters));
  cross.resultSlots = type.results.count > abi::kRegisterResults ? type.results.count : 0;
  return cross;
}

constexpr uint64_t kBytesPerType = 256; // of the text of a type, with its place in a map, about

std::span<const uint8_t> bytesOf(const std::vector<Value> &values) {
  return {reinterpret_cast<const uint8_t *>(values.data()), values.size() * sizeof(Value)};
}

} // namespace

Store::Store(GuestStack stack, Linking linking) : guestStack(std::move(stack)), linking(linking) {
  if (linking == Linking::ManyInstances)
    for (const abi::KnownType &type : {abi::kCoroutineEntryType, abi::kClosureBackingType})
      admitType(type.id, type.canonical);
}

Expected<Instance *> Store::link(std::shared_ptr<const Image> image, std::span<const External> imports) {
  if (linking == Linking::OneInstance && !linked.empty())
    return Error{abi::Errno::INVAL, "this store holds one instance"};
  const uint64_t index = linked.size();
  const bool isAnnounced = references.size() > index;
  if (!isAnnounced)
    if (auto announced = announce(*image); !announced)
      return announced.error();
  const abi::FunctionDescriptor *const *own =
      references[index] ? references[index]->pointers->data() : image->ownReferences();
  auto instance = Instance::create(*this, std::move(image), imports, own);
  if (!instance) {
    if (!isAnnounced) // else others may refer to it: see unlink
      unlink(index);
    return instance.error();
  }
  linked.push_back(std::move(*instance));
  publishContexts();
  return linked.back().get();
}

Expected<uint64_t> Store::announce(const Image &image) {
  const uint64_t index = references.size();
  if (linking == Linking::OneInstance) {
    references.emplace_back();
    return index;
  }
  auto made = makeReferences(image, index);
  if (!made)
    return Error{abi::Errno::NOMEM, "no memory for references to functions"};
  if (!admitTypes(image, made->types)) {
    removeTypes(made->types);
    return Error{abi::Errno::NOEXEC, "two types of linked images have the same id"};
  }
  references.push_back(std::move(made));
  return index;
}

void Store::unlink(uint64_t first) {
  for (uint64_t i = first; i < references.size(); ++i)
    if (references[i])
      removeTypes(references[i]->types);
  references.resize(std::min<uint64_t>(references.size(), first));
  linked.resize(std::min<uint64_t>(linked.size(), first));
  while (!ownGlobals.empty() && ownGlobals.back().instances >= first)
    ownGlobals.pop_back(); // made for the imports of those instances
  publishContexts();
}

std::shared_ptr<Store::References> Store::makeReferences(const Image &image, uint64_t index) {
  auto made = std::make_shared<References>();
  const size_t count = image.descriptors().size();
  auto *descriptors = made->descriptors.add<arch::CrossFunctionDescriptor>(count);
  if (!descriptors)
    return nullptr;
  std::vector<const abi::FunctionDescriptor *> pointers;
  for (uint32_t ordinal = 0; ordinal < count; ++ordinal) {
    arch::CrossFunctionDescriptor &cross = descriptors[ordinal];
    cross = crossDescriptor(image, ordinal, index, &cross);
    pointers.push_back(&cross.function);
  }
  made->descriptors.seal();
  made->pointers = FunctionList::make(pointers);
  return made->pointers ? made : nullptr;
}

// Generated code compares type ids where types must be equal. Within an image this is the same, as its check
// has made sure; two images may have different types with one identifier.
bool Store::admitTypes(const Image &image, std::vector<uint64_t> &added) {
  for (const abi::ImageType &type : image.types()) {
    if (!canonicalTypes.contains(type.id))
      added.push_back(type.id);
    if (!admitType(type.id, image.string(type.canonical)))
      return false;
  }
  return true;
}

void Store::removeTypes(std::span<const uint64_t> added) {
  for (const uint64_t id : added)
    canonicalTypes.erase(id);
}

bool Store::admitType(uint64_t id, std::string_view canonical) {
  return canonicalTypes.try_emplace(id, canonical).first->second == canonical;
}

void Store::publishContexts() {
  contexts.clear();
  for (const auto &instance : linked)
    contexts.push_back({&instance->context(), instance->scratch()});
  for (const auto &instance : linked) {
    abi::Context &context = instance->context();
    context.contexts = contexts.data();
    context.guestStackLow = guestStack.low();
    context.guestStackHigh = guestStack.high();
    context.thread = thread;
  }
}

Value *Store::addGlobals(size_t count) {
  return ownGlobals.emplace_back(GlobalBlock{linked.size(), std::vector<Value>(count)}).values.data();
}

std::vector<std::shared_ptr<LinearMemory>> Store::memories() const {
  std::vector<std::shared_ptr<LinearMemory>> all;
  for (const auto &instance : linked)
    for (const auto &memory : instance->allMemories())
      if (std::ranges::find(all, memory) == all.end())
        all.push_back(memory);
  return all;
}

Expected<std::unique_ptr<Store>> Store::copy(GuestStack stack, void *newThread, Memories kind) const {
  if (!accountant::canAllocate(exceptions.bytes() + canonicalTypes.size() * kBytesPerType))
    return Error{abi::Errno::NOMEM, "no memory for a copy of exceptions and types"};
  auto copy = std::make_unique<Store>(std::move(stack), linking);
  copy->thread = newThread;
  copy->references = references;
  copy->exceptions = exceptions;
  copy->canonicalTypes = canonicalTypes;
  copy->ownGlobals = ownGlobals;
  ForkedStorage storage(kind);
  for (size_t i = 0; i < ownGlobals.size(); ++i)
    storage.addGlobals(bytesOf(ownGlobals[i].values), bytesOf(copy->ownGlobals[i].values));
  for (const auto &original : linked) {
    auto instance = original->fork(*copy, storage);
    if (!instance)
      return instance.error();
    copy->linked.push_back(std::move(*instance));
  }
  for (const auto &instance : copy->linked)
    instance->finishFork(storage);
  copy->publishContexts();
  return copy;
}

Expected<std::unique_ptr<Store>> Store::fork(GuestStack stack, void *newThread, Memories kind,
                                             uint64_t caller) const {
  auto forked = copy(std::move(stack), newThread, kind);
  if (!forked)
    return forked;
  const abi::Context &from = linked[caller]->context();
  const uint64_t bytes = from.guestStackHigh - from.guestStackPointer;
  abi::Context &to = (*forked)->linked[caller]->context();
  to.guestStackPointer = to.guestStackHigh - bytes;
  memcpy(reinterpret_cast<void *>(to.guestStackPointer), reinterpret_cast<void *>(from.guestStackPointer),
         bytes);
  return forked;
}

Expected<std::unique_ptr<Store>> Store::forThread(GuestStack stack, void *newThread) const {
  return copy(std::move(stack), newThread, Memories::Shared);
}

void Store::setThread(void *newThread) {
  thread = newThread;
  for (const auto &instance : linked)
    instance->context().thread = thread;
}

} // namespace wasixc::guest
