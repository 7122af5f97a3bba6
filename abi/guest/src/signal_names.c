// What signals are called.
#include "internal.h"

#include <stdio.h>
#include <string.h>

static const char *const names[32] = {
#define WASIX_SIGNAL(number, name, action, text) [number] = text,
#include "abi/signals.def"
#undef WASIX_SIGNAL
};

char *strsignal(int number) { return (char *)(__wasix_is_signal(number) ? names[number] : "Unknown signal"); }

void psignal(int number, const char *prefix) {
  fprintf(stderr, "%s%s%s\n", prefix ? prefix : "", prefix && *prefix ? ": " : "", strsignal(number));
}
