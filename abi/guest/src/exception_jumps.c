// What clang turns setjmp and longjmp into under -fwasm-exceptions -mllvm -wasm-enable-sjlj: a jump is an
// exception that the calling function catches. Programs built without these flags jump with jumps.c.
#include <setjmp.h>
#include <stdint.h>

typedef struct {
  // Which activation of which function called setjmp, and where in it.
  void *invocation;
  uint32_t label;
  // What is thrown is the address of these two.
  struct {
    void *buffer;
    int value;
  } thrown;
} record;

_Static_assert(sizeof(record) <= sizeof(jmp_buf), "room for the record");

void __wasm_setjmp(record *buffer, uint32_t label, void *invocation);
uint32_t __wasm_setjmp_test(const record *buffer, const void *invocation);
_Noreturn void __wasm_longjmp(record *buffer, int value);

void __wasm_setjmp(record *buffer, uint32_t label, void *invocation) {
  buffer->invocation = invocation;
  buffer->label = label;
}

// The label to go on at, or 0 when the jump is for somebody else.
uint32_t __wasm_setjmp_test(const record *buffer, const void *invocation) {
  return buffer->invocation == invocation ? buffer->label : 0;
}

__attribute__((__target__("exception-handling"))) _Noreturn void __wasm_longjmp(record *buffer, int value) {
  buffer->thrown.buffer = buffer;
  buffer->thrown.value = value ? value : 1;
  enum { JumpTag = 1 }; // clang's number for __c_longjmp
  __builtin_wasm_throw(JumpTag, &buffer->thrown);
}
