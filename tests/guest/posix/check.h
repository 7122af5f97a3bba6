// Ends the program with a line that says which condition does not hold, and why.
#pragma once

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                                                     \
  do {                                                                                                       \
    if (!(condition)) {                                                                                      \
      printf("line %d: %s: %s\n", __LINE__, #condition, strerror(errno));                                    \
      exit(1);                                                                                               \
    }                                                                                                        \
  } while (0)
