// Debian's wasi-libc has no setjmp.h, because WebAssembly without exceptions has no non-local jumps. Lua
// includes it before asking whether anything else was chosen, so it gets this empty stand-in; see
// lua_for_wasi.h.
#pragma once
