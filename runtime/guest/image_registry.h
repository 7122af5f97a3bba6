// Every mapped image, for the fault handler: is this address guest code, and whose?
//
// Lookups take no lock and allocate nothing, so a signal handler may ask. Entries are never freed, only
// reused; a lookup that races with unmapping is the caller's bug, since the code at pc is running.
#pragma once

#include <cstdint>

namespace wasixc::guest {

class Image;
struct RegistryEntry;

RegistryEntry *registerImage(const Image &image, uintptr_t codeBegin, uintptr_t codeEnd);
void unregisterImage(RegistryEntry *entry);

// The image whose code holds `pc`, or null. Safe in signal handlers.
const Image *findImage(uintptr_t pc);

} // namespace wasixc::guest
