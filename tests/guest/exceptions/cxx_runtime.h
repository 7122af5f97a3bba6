// What a C++ program needs to throw and catch with -fwasm-exceptions: Debian's libc++abi for WASI has none of
// it. A program includes this once; natively it is empty.
//
// The compiler catches every C++ exception under one tag, fills in __wasm_lpad_context, calls
// _Unwind_CallPersonality, and reads the number of the matching clause from there. Types match if they are
// equal or derive by single, public inheritance.
#pragma once
#ifdef __wasm__

#include <cstdint>
#include <cstdlib>
#include <typeinfo>

__asm__(".globl __cpp_exception\n.tagtype __cpp_exception i32\n__cpp_exception:\n"
        ".globl __c_longjmp\n.tagtype __c_longjmp i32\n__c_longjmp:\n");

extern "C" {
struct LandingPadContext {
  uintptr_t landingPad;
  const uint8_t *table;
  uintptr_t selector;
};
LandingPadContext __wasm_lpad_context;
extern const uintptr_t singleInheritance[] __asm__("_ZTVN10__cxxabiv120__si_class_type_infoE");
}

namespace cxx_runtime {

struct Header {
  const std::type_info *type;
  void *(*destroy)(void *); // destructors return the object, in the ABI for WebAssembly
  Header *next;             // in the stack of caught ones
  int handlers;
  bool isRethrown;
  alignas(16) char object[];
};

inline Header *caught = nullptr;

inline Header *headerOf(void *object) {
  return reinterpret_cast<Header *>(static_cast<char *>(object) - offsetof(Header, object));
}

inline uint32_t readUleb(const uint8_t *&at) {
  uint32_t value = 0;
  for (unsigned shift = 0;; shift += 7) {
    value |= uint32_t(*at & 0x7f) << shift;
    if ((*at++ & 0x80) == 0)
      return value;
  }
}

inline int32_t readSleb(const uint8_t *&at) {
  int32_t value = 0;
  for (unsigned shift = 0;;) {
    const uint8_t byte = *at++;
    value |= int32_t(byte & 0x7f) << shift;
    shift += 7;
    if ((byte & 0x80) == 0)
      return byte & 0x40 && shift < 32 ? value | -(int32_t(1) << shift) : value;
  }
}

inline bool matches(const std::type_info *wanted, const std::type_info *thrown) {
  for (;;) {
    if (*wanted == *thrown)
      return true;
    const auto *words = reinterpret_cast<const uintptr_t *>(thrown); // vtable, name, base
    if (words[0] != reinterpret_cast<uintptr_t>(singleInheritance + 2))
      return false;
    thrown = reinterpret_cast<const std::type_info *>(words[2]);
  }
}

// The clause of landing pad number `pad` that takes the type; 0 if none does.
inline uint32_t findClause(const uint8_t *table, uintptr_t pad, const std::type_info *thrown) {
  ++table; // the base of landing pads: omitted
  const uint8_t typeEncoding = *table++;
  const uint8_t *typesEnd = nullptr;
  if (typeEncoding != 0xff) {
    const uint32_t offset = readUleb(table);
    typesEnd = table + offset;
  }
  ++table; // encoding of the sites: ULEB
  const uint32_t siteBytes = readUleb(table);
  const uint8_t *actions = table + siteBytes;
  uint32_t action = 0;
  for (uintptr_t i = 0; i <= pad; ++i) {
    readUleb(table);
    action = readUleb(table);
  }
  const uint8_t *at = action ? actions + action - 1 : nullptr;
  while (at) {
    const int32_t number = readSleb(at);
    const uint8_t *link = at;
    const int32_t distance = readSleb(at);
    if (number > 0) {
      const auto *wanted = reinterpret_cast<const std::type_info *const *>(typesEnd)[-number];
      if (!wanted || matches(wanted, thrown))
        return uint32_t(number);
    }
    at = distance ? link + distance : nullptr;
  }
  return 0;
}

} // namespace cxx_runtime

extern "C" {

inline void *__cxa_allocate_exception(size_t size) noexcept {
  auto *header = static_cast<cxx_runtime::Header *>(calloc(1, offsetof(cxx_runtime::Header, object) + size));
  return header->object;
}

inline void __cxa_free_exception(void *object) noexcept { free(cxx_runtime::headerOf(object)); }

inline void __cxa_throw(void *object, std::type_info *type, void (*destroy)(void *)) {
  cxx_runtime::headerOf(object)->type = type;
  cxx_runtime::headerOf(object)->destroy = reinterpret_cast<void *(*)(void *)>(destroy);
  __builtin_wasm_throw(0, object);
}

inline int _Unwind_CallPersonality(void *object) {
  __wasm_lpad_context.selector = cxx_runtime::findClause(
      __wasm_lpad_context.table, __wasm_lpad_context.landingPad, cxx_runtime::headerOf(object)->type);
  return 0;
}

inline void *__cxa_begin_catch(void *object) noexcept {
  cxx_runtime::Header *header = cxx_runtime::headerOf(object);
  header->isRethrown = false;
  if (header->handlers++ == 0) {
    header->next = cxx_runtime::caught;
    cxx_runtime::caught = header;
  }
  return object;
}

inline void __cxa_end_catch() {
  cxx_runtime::Header *header = cxx_runtime::caught;
  if (--header->handlers > 0)
    return;
  cxx_runtime::caught = header->next;
  if (header->isRethrown)
    return;
  if (header->destroy)
    header->destroy(header->object);
  free(header);
}

inline void __cxa_rethrow() {
  cxx_runtime::caught->isRethrown = true;
  __builtin_wasm_throw(0, cxx_runtime::caught->object);
}

// Keeps the above, which only the compiler calls.
[[gnu::used]] static void *const keptFunctions[] = {(void *)&__cxa_allocate_exception,
                                                    (void *)&__cxa_free_exception,
                                                    (void *)&__cxa_throw,
                                                    (void *)&_Unwind_CallPersonality,
                                                    (void *)&__cxa_begin_catch,
                                                    (void *)&__cxa_end_catch,
                                                    (void *)&__cxa_rethrow};

} // extern "C"

#endif
