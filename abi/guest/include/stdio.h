// Adds pipes to and from commands to Debian's header.
#pragma once

#define tmpfile __wasix_undeclared_tmpfile
#include_next <stdio.h>
#undef tmpfile

#ifdef __cplusplus
extern "C" {
#endif

#define P_tmpdir "/tmp"

FILE *popen(const char *, const char *);
int pclose(FILE *);
FILE *tmpfile(void);

#ifdef __cplusplus
}
#endif
