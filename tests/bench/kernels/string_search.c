// Text: Horspool's search for many words in a large text.
#include "kernel.h"

#include <stdlib.h>
#include <string.h>

static int count(const char *text, int size, const char *word, int length) {
  int skip[256], found = 0;
  for (int i = 0; i < 256; ++i)
    skip[i] = length;
  for (int i = 0; i < length - 1; ++i)
    skip[(unsigned char)word[i]] = length - 1 - i;
  for (int at = 0; at <= size - length;) {
    int k = length - 1;
    while (k >= 0 && text[at + k] == word[k])
      --k;
    found += k < 0;
    at += skip[(unsigned char)text[at + length - 1]];
  }
  return found;
}

static uint64_t run(void) {
  enum { kSize = 1 << 20 };
  static const char *const kSyllables[] = {"ba", "do", "ri", "ne", "lu", "sto", "ka", " "};
  char *text = malloc(kSize + 8);
  uint64_t state = 71, hash = 0;
  int size = 0;
  while (size < kSize)
    for (const char *c = kSyllables[nextRandom(&state) % 8]; *c; ++c)
      text[size++] = *c;
  for (int round = 0; round < 150; ++round) {
    const int at = (int)(nextRandom(&state) % (kSize - 32)), length = 4 + round % 9;
    char word[16];
    memcpy(word, text + at, (size_t)length);
    hash = hash * 31 + (uint64_t)count(text, size, word, length);
  }
  return hash;
}
