// Bytes: base64 both ways, table look-ups and shifts.
#include "kernel.h"

#include <stdlib.h>

static const char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void encode(const unsigned char *in, int triples, char *out) {
  for (int i = 0; i < triples; ++i, in += 3, out += 4) {
    const uint32_t bits = (uint32_t)in[0] << 16 | (uint32_t)in[1] << 8 | in[2];
    out[0] = kDigits[bits >> 18], out[1] = kDigits[bits >> 12 & 63];
    out[2] = kDigits[bits >> 6 & 63], out[3] = kDigits[bits & 63];
  }
}

static void decode(const char *in, int quads, const unsigned char *values, unsigned char *out) {
  for (int i = 0; i < quads; ++i, in += 4, out += 3) {
    const uint32_t bits = (uint32_t)values[(unsigned char)in[0]] << 18 |
                          (uint32_t)values[(unsigned char)in[1]] << 12 |
                          (uint32_t)values[(unsigned char)in[2]] << 6 | values[(unsigned char)in[3]];
    out[0] = (unsigned char)(bits >> 16), out[1] = (unsigned char)(bits >> 8), out[2] = (unsigned char)bits;
  }
}

static uint64_t run(void) {
  enum { kTriples = 300000 };
  static unsigned char values[256];
  unsigned char *bytes = malloc(3 * kTriples);
  char *text = malloc(4 * kTriples);
  uint64_t state = 21, hash = 0;
  for (int i = 0; i < 64; ++i)
    values[(unsigned char)kDigits[i]] = (unsigned char)i;
  for (int i = 0; i < 3 * kTriples; ++i)
    bytes[i] = (unsigned char)nextRandom(&state);
  for (int round = 0; round < 200; ++round) {
    encode(bytes, kTriples, text);
    text[round] = 'A';
    decode(text, kTriples, values, bytes);
    hash = hash * 31 + bytes[round * 100] + (unsigned char)text[round * 7];
  }
  return hash;
}
