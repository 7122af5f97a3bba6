// Linking instances with each other.
#include "runtime/guest/store.h"

#include <algorithm>
#include <cstring>

namespace wasixc::guest {

namespace {

arch::CrossFunctionDescriptor crossDescriptor(const Image &image, uint32_t ordinal, uint64_t calleeIndex) {
  const abi::ImageType &type = image.types()[image.descriptorTypes()[ordinal]];
  arch::CrossFunctionDescriptor cross{};
  cross.function.typeId = type.id;
  cross.callee = &image.descriptors()[ordinal];
  cross.calleeIndex = calleeIndex;
  cross.stackArgumentBytes = stackArgumentBytes(image.list<abi::ValueKind>(type.parameters));
  cross.resultSlots = type.results.count > abi::kRegisterResults ? type.results.count : 0;
  return cross;
}

} // namespace

Expected<Instance *> Store::link(std::shared_ptr<const Image> image, std::span<const External> imports) {
  if (linking == Linking::OneInstance && !linked.empty())
    return Error{abi::Errno::INVAL, "this store holds one instance"};
  if (std::string wrong = checkTypeIds(*image); !wrong.empty())
    return Error{abi::Errno::NOEXEC, std::move(wrong)};
  const uint64_t index = linked.size();
  const abi::FunctionDescriptor *const *own = makeReferences(*image, index);
  auto instance = Instance::create(*this, std::move(image), imports, own);
  if (!instance) {
    references.resize(index);
    return instance.error();
  }
  linked.push_back(std::move(*instance));
  publishContexts();
  return linked.back().get();
}

const abi::FunctionDescriptor *const *Store::makeReferences(const Image &image, uint64_t index) {
  if (linking == Linking::OneInstance) {
    references.push_back(nullptr);
    return image.ownReferences();
  }
  auto made = std::make_shared<References>();
  for (uint32_t ordinal = 0; ordinal < image.descriptors().size(); ++ordinal)
    made->descriptors.push_back(crossDescriptor(image, ordinal, index));
  for (arch::CrossFunctionDescriptor &cross : made->descriptors) {
    // Relative to the descriptor, so only now that it stays where it is.
    cross.function.code = reinterpret_cast<int64_t>(&wasixcCrossGate) - reinterpret_cast<int64_t>(&cross);
    made->pointers.push_back(&cross.function);
  }
  references.push_back(made);
  return made->pointers.data();
}

// Generated code compares type ids where types must be equal. Within an image the compiler has made sure that
// this is the same; two images may have different types whose ids collide by accident.
std::string Store::checkTypeIds(const Image &image) {
  if (linked.empty())
    return "";
  const auto collides = [&](const Image &other) {
    for (const abi::ImageType &type : other.types()) {
      const auto [known, isNew] = canonicalTypes.try_emplace(type.id, other.string(type.canonical));
      if (!isNew && known->second != other.string(type.canonical))
        return true;
    }
    return false;
  };
  if (canonicalTypes.empty() && collides(linked.front()->image()))
    return "two types of the image have the same id";
  return collides(image) ? "two types of linked images have the same id" : "";
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

Expected<std::unique_ptr<Store>> Store::copy(GuestStack stack, void *newThread, Memories kind) const {
  auto copy = std::make_unique<Store>(std::move(stack), linking);
  copy->thread = newThread;
  copy->references = references;
  copy->exceptions = exceptions;
  auto instance = linked.front()->fork(*copy, kind);
  if (!instance)
    return instance.error();
  copy->linked.push_back(std::move(*instance));
  copy->publishContexts();
  return copy;
}

Expected<std::unique_ptr<Store>> Store::fork(GuestStack stack, void *newThread) const {
  auto forked = copy(std::move(stack), newThread, Memories::Copied);
  if (!forked)
    return forked;
  const abi::Context &from = linked.front()->context();
  const uint64_t bytes = from.guestStackHigh - from.guestStackPointer;
  abi::Context &to = (*forked)->linked.front()->context();
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
