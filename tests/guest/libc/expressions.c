// A calculator: recursive descent into byte code, then a stack machine with one big switch to run it.
// BUILDS: all
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum Op {
  kEnd,
  kNumber,
  kAdd,
  kSub,
  kMul,
  kDiv,
  kMod,
  kNegate,
  kAnd,
  kOr,
  kXor,
  kNot,
  kLess,
  kEqual,
  kSelect,
  kLoad
};

static const char *cursor;
static int64_t code[256];
static int length;

static void emit(int64_t word) { code[length++] = word; }

static int accept(const char *token) {
  while (*cursor == ' ')
    ++cursor;
  const size_t size = strlen(token);
  if (strncmp(cursor, token, size) != 0)
    return 0;
  cursor += size;
  return 1;
}

static void choice(void);

static void primary(void) {
  if (accept("(")) {
    choice();
    accept(")");
  } else if (accept("-")) {
    primary();
    emit(kNegate);
  } else if (accept("~")) {
    primary();
    emit(kNot);
  } else if (islower((unsigned char)*cursor)) {
    emit(kLoad);
    emit(*cursor++ - 'a');
  } else {
    int64_t value = 0;
    while (isdigit((unsigned char)*cursor))
      value = value * 10 + *cursor++ - '0';
    emit(kNumber);
    emit(value);
  }
}

static const struct {
  const char *token;
  enum Op op;
} kLevels[][4] = {{{"|", kOr}, {"^", kXor}},
                  {{"&", kAnd}},
                  {{"==", kEqual}, {"<", kLess}},
                  {{"+", kAdd}, {"-", kSub}},
                  {{"*", kMul}, {"/", kDiv}, {"%", kMod}}};

static void level(int depth) {
  if (depth == 5) {
    primary();
    return;
  }
  level(depth + 1);
  for (int i = 0; i < 4 && kLevels[depth][i].token; ++i) {
    if (accept(kLevels[depth][i].token)) {
      level(depth + 1);
      emit(kLevels[depth][i].op);
      i = -1;
    }
  }
}

static void choice(void) {
  level(0);
  if (accept("?")) {
    choice();
    accept(":");
    choice();
    emit(kSelect);
  }
}

static int64_t run(const int64_t *variables) {
  int64_t stack[64], a, b;
  int top = 0;
#define BINARY(expression) b = stack[--top], a = stack[--top], stack[top++] = (expression)
  for (const int64_t *pc = code;;) {
    switch ((enum Op) * pc++) {
    case kEnd:
      return stack[0];
    case kNumber:
      stack[top++] = *pc++;
      break;
    case kLoad:
      stack[top++] = variables[*pc++];
      break;
    case kAdd:
      BINARY(a + b);
      break;
    case kSub:
      BINARY(a - b);
      break;
    case kMul:
      BINARY((int64_t)((uint64_t)a * (uint64_t)b));
      break;
    case kDiv:
      BINARY(b ? a / b : 0);
      break;
    case kMod:
      BINARY(b ? a % b : 0);
      break;
    case kAnd:
      BINARY(a & b);
      break;
    case kOr:
      BINARY(a | b);
      break;
    case kXor:
      BINARY(a ^ b);
      break;
    case kLess:
      BINARY(a < b);
      break;
    case kEqual:
      BINARY(a == b);
      break;
    case kNegate:
      stack[top - 1] = -stack[top - 1];
      break;
    case kNot:
      stack[top - 1] = ~stack[top - 1];
      break;
    case kSelect:
      top -= 2, stack[top - 1] = stack[top - 1] ? stack[top] : stack[top + 1];
      break;
    }
  }
}

int main(void) {
  static const char *const kLines[] = {"1 + 2 * 3",
                                       "(1 + 2) * -3",
                                       "100 / 7 % 4",
                                       "~0 & 255 ^ 16 | 1",
                                       "n * (n + 1) / 2",
                                       "n % 3 == 0 ? n / 3 : n * 7 + 1",
                                       "1 < 2 ? 10 : 20",
                                       "a == b ? 1 : a < b ? 2 : 3",
                                       "((((((((((x))))))))))",
                                       "x * x * x - 3 * x * y + z % 17"};
  for (size_t i = 0; i < sizeof kLines / sizeof *kLines; ++i) {
    cursor = kLines[i], length = 0;
    choice();
    emit(kEnd);
    uint64_t mix = 0;
    int64_t variables[26] = {0};
    for (int round = 0; round < 20000; ++round) {
      for (int v = 0; v < 26; ++v)
        variables[v] = variables[v] * 5 % 10007 + v + round;
      mix = mix * 31 + (uint64_t)run(variables);
    }
    printf("%s: %lld, %d words, %016llx\n", kLines[i], (long long)run(variables), length,
           (unsigned long long)mix);
  }
}
