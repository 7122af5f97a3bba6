// Floating point operations whose result IEEE 754 fixes to the last bit, and conversions at their limits.
// BUILDS: all
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const double kValues[] = {
    0.0, -0.0, 0.5, -0.5, 1.5, 2.5, -2.5, 1e308, -1e-308, 4.9e-324, 4503599627370497.5, 1e17};

static uint64_t bits(double v) {
  uint64_t out;
  memcpy(&out, &v, sizeof out);
  return out;
}

static uint32_t bitsf(float v) {
  uint32_t out;
  memcpy(&out, &v, sizeof out);
  return out;
}

static void rounding(volatile double v) {
  printf("%016llx: floor %016llx ceil %016llx trunc %016llx rint %016llx sqrt %016llx\n",
         (unsigned long long)bits(v), (unsigned long long)bits(floor(v)), (unsigned long long)bits(ceil(v)),
         (unsigned long long)bits(trunc(v)), (unsigned long long)bits(rint(v)),
         (unsigned long long)(v < 0 ? 0 : bits(sqrt(v))));
  const float f = (float)v;
  printf("  float %08x floor %08x ceil %08x rint %08x half %08x\n", bitsf(f), bitsf(floorf(f)),
         bitsf(ceilf(f)), bitsf(rintf(f)), bitsf(f * 0.5f));
}

static void pairs(volatile double a, volatile double b) {
  printf("%g %g: + %016llx * %016llx / %016llx fmod %016llx copysign %016llx < %d == %d\n", a, b,
         (unsigned long long)bits(a + b), (unsigned long long)bits(a * b),
         (unsigned long long)(b == 0 ? 0 : bits(a / b)), (unsigned long long)(b == 0 ? 0 : bits(fmod(a, b))),
         (unsigned long long)bits(copysign(a, b)), a < b, a == b);
}

static void notANumber(void) {
  volatile double nan = NAN, inf = INFINITY;
  printf("%d %d %d %d %d\n", nan == nan, nan<1, nan> 1, isnan(inf - inf) != 0, isnan(nan * 0) != 0);
  printf("%g %g %g %g\n", fmax(nan, 1), fmin(2, nan), fmax(-0.0, 0.0) + 0.0, fmin(inf, 3));
  printf("%d %d %d\n", isinf(inf * 2) != 0, signbit(-0.0) != 0, fpclassify(4.9e-324) == FP_SUBNORMAL);
}

static void conversions(void) {
  volatile double big = 4294967295.0, negative = -2147483648.0, wide = 9007199254740993.0;
  printf("%u %d %lld %llu\n", (unsigned)big, (int)negative, (long long)wide, (unsigned long long)1.8e19);
  volatile uint64_t most = UINT64_MAX;
  volatile int64_t least = INT64_MIN;
  printf("%.1f %.1f %.1f %.1f\n", (double)most, (double)least, (double)(float)most, (double)(float)16777217);
  volatile uint64_t halfway = (UINT64_C(1) << 54) + 3;
  printf("%016llx %08x\n", (unsigned long long)bits((double)halfway), bitsf((float)halfway));
}

int main(void) {
  const int count = sizeof kValues / sizeof *kValues;
  for (int i = 0; i < count; ++i) {
    rounding(kValues[i]);
    pairs(kValues[i], kValues[(i + 3) % count]);
  }
  notANumber();
  conversions();
  int exponent;
  double whole;
  printf("%g %d %g %g %g\n", frexp(1234.5, &exponent), exponent, ldexp(0.7, 40), modf(-3.25, &whole), whole);
  printf("%.17g %.17g %d\n", nextafter(1.0, 2.0), scalbn(1.0, -1074), ilogb(1e-310));
  printf("%.10g %.10g %.10g %.10g\n", sin(1.0), exp(2.0), log(10.0), pow(2.0, 0.5));
}
