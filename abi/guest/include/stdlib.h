// Adds temporary files and canonical paths to Debian's header.
#pragma once

#include_next <stdlib.h>

#ifdef __cplusplus
extern "C" {
#endif

int mkstemp(char *);
int mkostemp(char *, int);
char *mkdtemp(char *);
char *realpath(const char *__restrict, char *__restrict);

#ifdef __cplusplus
}
#endif
