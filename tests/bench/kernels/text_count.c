// Bytes: UTF-8 characters, words and lines of a text, one state machine step per byte.
#include "kernel.h"

#include <stdlib.h>

static uint64_t run(void) {
  enum { kSize = 1 << 20 };
  static const char *const kPieces[] = {"word ", "länger ",   "\n", "数字 ",
                                        "a ",    "tab\tbed ", "— ", "sentence. "};
  char *text = malloc(kSize + 16);
  uint64_t state = 31, hash = 0;
  int size = 0;
  while (size < kSize - 16)
    for (const char *piece = kPieces[nextRandom(&state) % 8]; *piece; ++piece)
      text[size++] = *piece;
  for (int round = 0; round < 150; ++round) {
    uint32_t characters = 0, words = 0, lines = 0;
    int inside = 0;
    for (int i = 0; i < size; ++i) {
      const unsigned char c = (unsigned char)text[i];
      characters += (c & 0xc0) != 0x80;
      if (c == ' ' || c == '\n' || c == '\t') {
        inside = 0;
        lines += c == '\n';
      } else if (!inside) {
        inside = 1;
        ++words;
      }
    }
    text[round * 1000] = ' ';
    hash = hash * 31 + characters + words * 7u + lines;
  }
  return hash;
}
