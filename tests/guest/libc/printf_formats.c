// Every printf conversion with the flags, widths and precisions that meet it in practice.
// BUILDS: all
#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>

static void integers(void) {
  static const long long values[] = {0,         1,        -1, 42, -128, 65535, 2147483647LL, -2147483648LL,
                                     INT64_MAX, INT64_MIN};
  for (size_t i = 0; i < sizeof values / sizeof *values; ++i) {
    const long long v = values[i];
    printf("[%lld|%+lld|% lld|%20lld|%-20lld|%020lld]\n", v, v, v, v, v, v);
    printf("[%llu|%llx|%#llX|%#llo|%.5lld|%12.7llx]\n", v, v, v, v, v, v);
    printf("[%d|%hd|%hhd|%ju|%td|%zu]\n", (int)v, (short)v, (signed char)v, (uintmax_t)v, (ptrdiff_t)(int)v,
           (size_t)(unsigned)v);
  }
  printf("[%.0d|%5.0d|%*d|%-*d|%.*d]\n", 0, 0, 7, 12, 7, 12, 4, 12);
  printf("[%" PRId32 "|%" PRIu64 "|%" PRIx16 "]\n", INT32_C(-7), UINT64_C(18446744073709551615),
         (uint16_t)0xbeef);
}

static void floats(void) {
  static const double values[] = {0.0,  -0.0,       1.0,     -1.5,      0.1,      2.0 / 3,
                                  1e10, 123456.789, 1e-10,   1e300,     1e-300,   5e-324,
                                  0.5,  1.5,        2.5,     9.9999995, 1e15,     12345678901234567.0,
                                  1e22, 1e23,       3.14159, 99.5,      0.000123, 1.7976931348623157e308};
  for (size_t i = 0; i < sizeof values / sizeof *values; ++i) {
    const double v = values[i];
    printf("[%f|%.0f|%.3f|%+.2f|%015.4f|%#.0f]\n", v, v, v, v, v, v);
    printf("[%e|%.0e|%.15e|%E|%-20.3e]\n", v, v, v, v, v);
    printf("[%g|%.17g|%.3g|%#g|%G|% .1g]\n", v, v, v, v, v, v);
  }
  printf("[%a|%a|%a|%A|%.2a]\n", 1.0, -0.1, 1e100, 255.5, 1.999);
  printf("[%f|%F|%e|%g|%10f|%-10f|%010f]\n", INFINITY, -INFINITY, INFINITY, -INFINITY, INFINITY, -INFINITY,
         INFINITY);
  printf("[%f|%5.1f|%G]\n", (double)NAN, (double)NAN, (double)NAN);
  printf("[%f|%g]\n", (double)0.1f, (double)16777217.0f);
}

static void text(void) {
  int seen = 0;
  printf("[%s|%10s|%-10s|%.3s|%10.2s|%c|%5c|%%|%-3c]\n", "text", "text", "text", "text", "text", 'x', 'y',
         'z');
  printf("[%2$s %1$d %2$s]\n", 7, "positional");
  printf("counted%n", &seen);
  printf(" %d\n", seen);
  char small[8];
  printf("%d ", snprintf(small, sizeof small, "%d-%s", 12345, "overflows"));
  printf("[%s]\n", small);
  printf("%d\n", snprintf(NULL, 0, "%0200d", 5));
}

int main(void) {
  integers();
  floats();
  text();
}
