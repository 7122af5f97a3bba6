// Variable arguments: every promoted type in turn, va_copy, passing a list on, and a home-made formatter.
// BUILDS: all
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

struct Pair {
  int64_t first;
  double second;
};

static double mixed(const char *kinds, ...) {
  va_list list, again;
  double total = 0;
  va_start(list, kinds);
  va_copy(again, list);
  for (int pass = 0; pass < 2; ++pass) {
    for (const char *k = kinds; *k; ++k) {
      va_list *from = pass ? &again : &list;
      switch (*k) {
      case 'i':
        total += va_arg(*from, int);
        break;
      case 'l':
        total += (double)va_arg(*from, int64_t);
        break;
      case 'd':
        total += va_arg(*from, double);
        break;
      case 's':
        total += va_arg(*from, const char *)[0];
        break;
      case 'p': {
        const struct Pair pair = va_arg(*from, struct Pair);
        total += pair.first + pair.second;
        break;
      }
      }
    }
  }
  va_end(list);
  va_end(again);
  return total;
}

static int logLine(const char *format, ...) {
  va_list list;
  va_start(list, format);
  printf("log: ");
  const int size = vprintf(format, list);
  va_end(list);
  return size;
}

int main(void) {
  printf("%.3f\n", mixed("idlsp", 1, 2.5, INT64_C(1) << 33, "A", (struct Pair){3, 4.5}));
  printf("%.3f\n", mixed("iiiiiiiiiiiidddddddddddd", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1.5, 2.5, 3.5,
                         4.5, 5.5, 6.5, 7.5, 8.5, 9.5, 10.5, 11.5, 12.5));
  printf("%.3f\n", mixed(""));
  printf("%d\n", logLine("%s=%d %c %llx %.2f\n", "key", -5, '!', 0xfeedfacecafebeefull, 2.718));
  printf("%.3f\n", mixed("ppi", (struct Pair){1, 2}, (struct Pair){3, 4}, (signed char)-9));
}
