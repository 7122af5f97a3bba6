// setjmp and longjmp for -mllvm -wasm-enable-sjlj: what Debian's C library for WASI does not have.
//
// Each invocation of a function that calls setjmp has an identity; a jump is an exception with the buffer and
// the value, which every function with a setjmp catches, asks about, and throws on if it is not its own.
#pragma once

#include <stdint.h>

typedef struct {
  void *invocation;
  uint32_t label;
  struct {
    void *environment;
    int value;
  } argument;
} jmp_buf[1];

__asm__(".globl __c_longjmp\n.tagtype __c_longjmp i32\n__c_longjmp:\n");

// The compiler declares these itself, with types of its own, so here they have other names.
__asm__(".globl __wasm_setjmp\n.set __wasm_setjmp, noteJump\n"
        ".globl __wasm_setjmp_test\n.set __wasm_setjmp_test, testJump\n"
        ".globl __wasm_longjmp\n.set __wasm_longjmp, throwJump\n");

int setjmp(jmp_buf buffer) __attribute__((returns_twice));
_Noreturn void longjmp(jmp_buf buffer, int value);

__attribute__((used)) void noteJump(jmp_buf buffer, uint32_t label, void *invocation) {
  buffer->invocation = invocation;
  buffer->label = label;
}

__attribute__((used)) uint32_t testJump(jmp_buf buffer, void *invocation) {
  return buffer->invocation == invocation ? buffer->label : 0;
}

__attribute__((used)) void throwJump(jmp_buf buffer, int value) {
  buffer->argument.environment = buffer;
  buffer->argument.value = value ? value : 1;
  __builtin_wasm_throw(1, &buffer->argument);
}
