// Numbers from text: bases, signs, overflow, what is left over, and floating point rounded correctly.
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void integer(const char *text, int base) {
  char *end;
  errno = 0;
  const long long value = strtoll(text, &end, base);
  printf("%s/%d: %lld rest [%s] range %d", text, base, value, end, errno == ERANGE);
  errno = 0;
  printf(" unsigned %llu range %d\n", strtoull(text, NULL, base), errno == ERANGE);
}

static void real(const char *text) {
  char *end;
  errno = 0;
  const double value = strtod(text, &end);
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  printf("%s: %.17g %016" PRIx64 " rest [%s] range %d float %.9g\n", text, value, bits, end,
         // Whether a subnormal result is a range error is left to the library.
         errno == ERANGE && (value == 0 || value > 1e308), (double)strtof(text, NULL));
}

int main(void) {
  integer("42", 10), integer("  -17rest", 10), integer("0x1F", 0), integer("0x1F", 16), integer("0755", 0);
  integer("zz", 36), integer("9223372036854775807", 10), integer("9223372036854775808", 10),
      integer("-9223372036854775809", 0);
  integer("", 10), integer("+", 10), integer("18446744073709551616", 10), integer("1010102", 2);
  real("3.14159"), real("-1e-5x"), real("1e400"), real("1e-400"), real("4.9e-324"),
      real("2.2250738585072011e-308");
  real("9007199254740993"), real("0.1"), real("123456789012345678901234567890"), real("inf"), real("0x1.8p3"),
      real("-.5e+2");
  real("8.5e-320"), real("1.7976931348623159e308"), real("179769313486231580793e289"), real(".");
  int a, b, count;
  char word[16], set[16];
  double d;
  count = sscanf("12 ab34 word 5.5 [abc]xyz", "%d ab%d %15s %lf [%15[a-c]]", &a, &b, word, &d, set);
  printf("%d: %d %d %s %g %s\n", count, a, b, word, d, set);
  unsigned hex;
  printf("%d", sscanf("0xff,077", "%x,%o", &hex, (unsigned *)&a));
  printf(" %u %d\n", hex, a);
  printf("%d %d\n", sscanf("none", "%d", &a), sscanf("", "%d", &a));
}
