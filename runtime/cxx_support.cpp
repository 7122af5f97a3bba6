// What the C++ library does by throwing exceptions, done without: a program's own runtime has none, so its
// failures end it. With these here, the linker finds no reason to take in the library's exceptions with all
// they bring (unwinder, demangler, locale-aware messages), which a small program would pay for at each start.
//
// Part of compiled programs only; tests and tools use the library's own.
#include <cstdlib>
#include <new>
#include <unistd.h>

namespace {

[[noreturn]] void fail() {
  constexpr char kMessage[] = "wasixc: the runtime is out of memory or failed a check of its own\n";
  // There is no one to tell when this fails as well.
  if (write(STDERR_FILENO, kMessage, sizeof kMessage - 1) < 0)
    _exit(EXIT_FAILURE);
  abort();
}

void *allocate(size_t size) {
  if (void *memory = malloc(size != 0 ? size : 1))
    return memory;
  fail();
}

void *allocate(size_t size, std::align_val_t alignment) {
  const size_t unit = static_cast<size_t>(alignment);
  if (void *memory = aligned_alloc(unit, (size + unit - 1) / unit * unit))
    return memory;
  fail();
}

} // namespace

void *operator new(size_t size) { return allocate(size); }
void *operator new[](size_t size) { return allocate(size); }
void *operator new(size_t size, std::align_val_t alignment) { return allocate(size, alignment); }
void *operator new[](size_t size, std::align_val_t alignment) { return allocate(size, alignment); }
void *operator new(size_t size, const std::nothrow_t &) noexcept { return malloc(size != 0 ? size : 1); }
void operator delete(void *memory) noexcept { free(memory); }
void operator delete[](void *memory) noexcept { free(memory); }
void operator delete(void *memory, size_t) noexcept { free(memory); }
void operator delete[](void *memory, size_t) noexcept { free(memory); }
void operator delete(void *memory, std::align_val_t) noexcept { free(memory); }
void operator delete[](void *memory, std::align_val_t) noexcept { free(memory); }
void operator delete(void *memory, size_t, std::align_val_t) noexcept { free(memory); }
void operator delete[](void *memory, size_t, std::align_val_t) noexcept { free(memory); }
void operator delete(void *memory, const std::nothrow_t &) noexcept { free(memory); }

extern "C" [[noreturn]] void __cxa_pure_virtual() { fail(); }

namespace std {

[[noreturn]] void __throw_bad_alloc() { fail(); }
[[noreturn]] void __throw_bad_array_new_length() { fail(); }
[[noreturn]] void __throw_bad_cast() { fail(); }
[[noreturn]] void __throw_bad_function_call() { fail(); }
[[noreturn]] void __throw_length_error(const char *) { fail(); }
[[noreturn]] void __throw_logic_error(const char *) { fail(); }
[[noreturn]] void __throw_invalid_argument(const char *) { fail(); }
[[noreturn]] void __throw_out_of_range(const char *) { fail(); }
[[noreturn]] void __throw_out_of_range_fmt(const char *, ...) { fail(); }
[[noreturn]] void __throw_system_error(int) { fail(); }

} // namespace std
