// BUILDS: all
// 128-bit integers: sums, differences and products as instructions of their own, where the build has them.
#include <stdio.h>

typedef unsigned __int128 u128;
typedef __int128 i128;

static void print(const char *what, u128 value) {
  printf("%s %016llx%016llx\n", what, (unsigned long long)(value >> 64), (unsigned long long)value);
}

// a^n modulo the prime 2^61 - 1
static unsigned long long power(unsigned long long a, unsigned n) {
  const unsigned long long prime = (1ull << 61) - 1;
  unsigned long long result = 1;
  for (; n > 0; n >>= 1) {
    u128 product = (u128)result * a;
    if (n & 1)
      result = (((unsigned long long)product & prime) + (unsigned long long)(product >> 61)) % prime;
    product = (u128)a * a;
    a = (((unsigned long long)product & prime) + (unsigned long long)(product >> 61)) % prime;
  }
  return result;
}

int main(int argc, char **argv) {
  (void)argv;
  const u128 ones = ~(u128)0;
  volatile long long samples[] = {0, 1, -1, 42, -12345678901234567, (long long)(1ull << 63), ~(1ll << 63)};
  for (int i = 0; i < 7; ++i)
    for (int k = 0; k < 7; ++k) {
      const unsigned long long a = samples[i], b = samples[k];
      print("signed", (u128)((i128)samples[i] * samples[k]));
      print("unsigned", (u128)a * b);
      print("sum", (((u128)a << 64) | b) + ((u128)b << 64 | a));
      print("difference", ((u128)a << 64 | b) - ((u128)b << 64 | a) - argc);
    }
  print("carry", ones + (u128)argc);
  u128 fibonacci[2] = {0, 1};
  for (int i = 0; i < 180; ++i)
    fibonacci[i & 1] += fibonacci[~i & 1];
  print("fibonacci", fibonacci[0]);
  printf("power %llu\n", power(3, 1000003));
}
