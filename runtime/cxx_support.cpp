// What the C++ library does by throwing exceptions, done without: a program's own runtime has none, so its
// failures end it. With these here, the linker finds no reason to take in the library's exceptions with all
// they bring (unwinder, demangler, locale-aware messages), which a small program would pay for at each start.
//
// Part of compiled programs only, as is heap.cpp; tests and tools use the library's own.
#include "runtime/heap.h"

#include <cstddef>

using wasixc::heap::fail;

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
