// LIBRARY: wasix
// FLAGS: -fwasm-exceptions -mllvm -wasm-enable-sjlj -mllvm -wasm-use-legacy-eh=false
// The same jumps, made by clang out of WebAssembly exceptions.
#include "jumps.c"
