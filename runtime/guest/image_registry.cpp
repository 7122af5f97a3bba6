// A list of code ranges that only ever grows in front.
#include "runtime/guest/image_registry.h"

#include <atomic>

namespace wasixc::guest {

struct RegistryEntry {
  std::atomic<bool> isUsed{true};
  std::atomic<uintptr_t> begin{0};
  std::atomic<uintptr_t> end{0};
  std::atomic<const Image *> image{nullptr};
  RegistryEntry *next = nullptr;
};

namespace {

std::atomic<RegistryEntry *> firstEntry{nullptr};

RegistryEntry *takeEntry() {
  for (RegistryEntry *entry = firstEntry.load(); entry; entry = entry->next) {
    bool isUsed = false;
    if (entry->isUsed.compare_exchange_strong(isUsed, true))
      return entry;
  }
  auto *entry = new RegistryEntry();
  entry->next = firstEntry.load();
  while (!firstEntry.compare_exchange_weak(entry->next, entry)) {
  }
  return entry;
}

} // namespace

RegistryEntry *registerImage(const Image &image, uintptr_t codeBegin, uintptr_t codeEnd) {
  RegistryEntry *entry = takeEntry();
  entry->image = &image;
  entry->begin = codeBegin;
  entry->end = codeEnd; // last: an entry with begin >= end matches nothing
  return entry;
}

void unregisterImage(RegistryEntry *entry) {
  entry->end = 0;
  entry->begin = 0;
  entry->image = nullptr;
  entry->isUsed = false;
}

const Image *findImage(uintptr_t pc) {
  for (const RegistryEntry *entry = firstEntry.load(); entry; entry = entry->next)
    if (pc >= entry->begin && pc < entry->end)
      return entry->image;
  return nullptr;
}

} // namespace wasixc::guest
