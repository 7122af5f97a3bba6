// Temporary files and directories.
#include "internal.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { Attempts = 100, Suffix = 6 };

// Replaces the end of a template by random characters.
static void fill(char *template) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
  const size_t length = strlen(template);
  unsigned char random[Suffix];
  getentropy(random, sizeof random);
  for (int i = 0; i < Suffix; ++i)
    template[length - Suffix + i] = letters[random[i] % (sizeof letters - 1)];
}

static int is_template(const char *text) {
  const size_t length = strlen(text);
  return length >= Suffix && strcmp(text + length - Suffix, "XXXXXX") == 0;
}

int mkostemp(char *template, int flags) {
  if (!is_template(template))
    return __wasix_fail(EINVAL);
  for (int attempt = 0; attempt < Attempts; ++attempt) {
    fill(template);
    const int fd = open(template, flags | O_RDWR | O_CREAT | O_EXCL);
    if (fd >= 0 || errno != EEXIST)
      return fd;
  }
  return -1;
}

int mkstemp(char *template) { return mkostemp(template, 0); }

char *mkdtemp(char *template) {
  if (!is_template(template)) {
    errno = EINVAL;
    return NULL;
  }
  for (int attempt = 0; attempt < Attempts; ++attempt) {
    fill(template);
    if (mkdir(template, 0700) == 0)
      return template;
    if (errno != EEXIST)
      break;
  }
  return NULL;
}

FILE *tmpfile(void) {
  char name[] = P_tmpdir "/tmp.XXXXXX";
  const int fd = mkstemp(name);
  if (fd < 0)
    return NULL;
  unlink(name);
  return fdopen(fd, "w+");
}
