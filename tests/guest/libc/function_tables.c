// Calls through function pointers: dispatch tables, many signatures, recursion through a pointer, structs by
// value.
// BUILDS: all
#include <stdint.h>
#include <stdio.h>

struct Point {
  double x, y;
};
struct Wide {
  int64_t values[6];
};

static int add(int a, int b) { return a + b; }
static int sub(int a, int b) { return a - b; }
static int mul(int a, int b) { return a * b; }
static int rem_(int a, int b) { return b ? a % b : 0; }
static int (*const binary[])(int, int) = {add, sub, mul, rem_};

static int64_t widen(int8_t a, uint16_t b, int64_t c) { return a + b + c; }
static double blend(float a, double b, int c) { return a + b * c; }
static struct Point mirror(struct Point p) { return (struct Point){p.y, -p.x}; }
static struct Wide shift(struct Wide w, int by) {
  for (int i = 0; i < 6; ++i)
    w.values[i] <<= by;
  return w;
}
static int many(int a, int b, int c, int d, int e, int f, int g, int h, double i, double j, double k, float l,
                int64_t m) {
  return (int)(a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + i + j * 2 + k * 3 + l + m);
}

typedef struct Machine Machine;
typedef void (*State)(Machine *);
struct Machine {
  State state;
  int counter;
  char trace[40];
  int length;
};
static void odd(Machine *m);
static void even(Machine *m) {
  m->trace[m->length++] = 'e';
  m->counter = m->counter / 2;
  m->state = m->counter == 1 ? NULL : m->counter % 2 ? odd : even;
}
static void odd(Machine *m) {
  m->trace[m->length++] = 'o';
  m->counter = m->counter * 3 + 1;
  m->state = m->counter % 2 ? odd : even;
}

static int apply(int (*self)(void *, int), void *data, int n) { return n <= 1 ? 1 : n * self(data, n - 1); }
static int factorial(void *data, int n) {
  ++*(int *)data;
  return apply(factorial, data, n);
}

int main(void) {
  int value = 1;
  for (int i = 0; i < 40; ++i)
    value = binary[(i * 7 + 3) % 4](value, i + 2) % 100000;
  printf("dispatched %d\n", value);

  int64_t (*volatile pWiden)(int8_t, uint16_t, int64_t) = widen;
  double (*volatile pBlend)(float, double, int) = blend;
  struct Point (*volatile pMirror)(struct Point) = mirror;
  struct Wide (*volatile pShift)(struct Wide, int) = shift;
  int (*volatile pMany)(int, int, int, int, int, int, int, int, double, double, double, float, int64_t) =
      many;
  const struct Point p = pMirror((struct Point){1.5, 2.5});
  const struct Wide w = pShift((struct Wide){{1, 2, 3, -4, 5, INT64_C(1) << 40}}, 7);
  printf("%lld %g %g %g %lld %lld %d\n", (long long)pWiden(-5, 65535, INT64_C(1) << 50),
         pBlend(0.5f, 0.25, 9), p.x, p.y, (long long)w.values[3], (long long)w.values[5],
         pMany(1, 2, 3, 4, 5, 6, 7, 8, 9.5, 10.5, 11, 12, 13));

  Machine machine = {even, 12, "", 0};
  while (machine.state)
    machine.state(&machine);
  printf("%s\n", machine.trace);
  int calls = 0;
  printf("%d %d\n", factorial(&calls, 10), calls);
  printf("same pointers %d %d\n", binary[0] == add, binary[1] == add);
}
