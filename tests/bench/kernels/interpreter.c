// Indirect calls: a stack machine whose instructions are functions in a table.
#include "kernel.h"

typedef struct Machine Machine;
typedef void (*Handler)(Machine *, int32_t);
struct Machine {
  int64_t stack[32], registers[8];
  int top, pc;
};

static void push(Machine *m, int32_t value) { m->stack[m->top++] = value; }
static void load(Machine *m, int32_t index) { m->stack[m->top++] = m->registers[index]; }
static void store(Machine *m, int32_t index) { m->registers[index] = m->stack[--m->top]; }
static void add(Machine *m, int32_t unused) { --m->top, m->stack[m->top - 1] += m->stack[m->top]; }
static void multiply(Machine *m, int32_t unused) {
  --m->top;
  m->stack[m->top - 1] = (int64_t)((uint64_t)m->stack[m->top - 1] * (uint64_t)m->stack[m->top]);
}
static void exclusiveOr(Machine *m, int32_t unused) { --m->top, m->stack[m->top - 1] ^= m->stack[m->top]; }
static void shift(Machine *m, int32_t by) {
  m->stack[m->top - 1] = (int64_t)((uint64_t)m->stack[m->top - 1] >> by);
}
static void jumpIfNot(Machine *m, int32_t target) {
  if (m->stack[--m->top] == 0)
    m->pc = target;
}
static void jump(Machine *m, int32_t target) { m->pc = target; }

enum { kPush, kLoad, kStore, kAdd, kMultiply, kXor, kShift, kJumpIfNot, kJump, kHalt };
static Handler handlers[] = {push, load, store, add, multiply, exclusiveOr, shift, jumpIfNot, jump};

// Counts register 0 down to zero and mixes each value into register 1.
static const struct {
  int32_t op, operand;
} kProgram[] = {
    {kLoad, 0},  {kJumpIfNot, 17}, {kLoad, 1},  {kPush, 31}, {kMultiply, 0}, {kLoad, 0},  {kXor, 0},
    {kStore, 1}, {kLoad, 1},       {kShift, 7}, {kLoad, 1},  {kAdd, 0},      {kStore, 1}, {kLoad, 0},
    {kPush, -1}, {kAdd, 0},        {kJump, 18}, {kHalt, 0},  {kStore, 0},    {kJump, 0},
};

// volatile: a compiler that can see the whole table turns the indirect calls, which are the point here, into
// a switch.
static Handler *volatile table = handlers;

static uint64_t run(void) {
  Handler *const dispatch = table;
  Machine machine = {.registers = {6000000, 1}};
  while (kProgram[machine.pc].op != kHalt) {
    const int at = machine.pc++;
    dispatch[kProgram[at].op](&machine, kProgram[at].operand);
  }
  return (uint64_t)machine.registers[1];
}
