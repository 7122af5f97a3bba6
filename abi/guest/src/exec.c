// The exec family, over proc_exec4: the variant that takes lists of strings and returns when it fails.
#include "internal.h"

#include <limits.h>
#include <paths.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static size_t count(char *const *list) {
  size_t entries = 0;
  while (list && list[entries])
    ++entries;
  return entries;
}

int execve(const char *path, char *const arguments[], char *const environment[]) {
  static char *const nothing[] = {NULL};
  if (!environment)
    environment = nothing;
  return __wasix_result(wasix_proc_exec4(path, strlen(path), arguments, count(arguments), environment,
                                         count(environment), 0, NULL, 0));
}

int execv(const char *path, char *const arguments[]) { return execve(path, arguments, environ); }

// POSIX: a file that is no program is given to the shell.
static int exec_or_interpret(const char *path, char *const arguments[], char *const environment[]) {
  execve(path, arguments, environment);
  if (errno != ENOEXEC)
    return -1;
  const size_t entries = count(arguments);
  char *shell_arguments[entries + 3];
  size_t i = 0;
  shell_arguments[i++] = "sh";
  shell_arguments[i++] = (char *)path;
  for (size_t j = 1; j < entries; ++j)
    shell_arguments[i++] = arguments[j];
  shell_arguments[i] = NULL;
  execve(_PATH_BSHELL, shell_arguments, environment);
  return __wasix_fail(ENOEXEC);
}

int execvpe(const char *name, char *const arguments[], char *const environment[]) {
  if (!*name)
    return __wasix_fail(ENOENT);
  if (strchr(name, '/'))
    return exec_or_interpret(name, arguments, environment);
  const char *path = getenv("PATH");
  if (!path)
    path = _PATH_DEFPATH;
  // EACCES for one candidate is reported only when no other one works.
  int denied = 0;
  for (const char *end;; path = end + 1) {
    end = path + strcspn(path, ":");
    char candidate[PATH_MAX];
    const size_t length = end - path;
    if (length + strlen(name) + 2 <= sizeof candidate) {
      memcpy(candidate, path, length);
      candidate[length] = '/';
      // An empty element is the working directory.
      strcpy(candidate + length + (length != 0), name);
      exec_or_interpret(candidate, arguments, environment);
      if (errno == EACCES)
        denied = 1;
      else if (errno != ENOENT && errno != ENOTDIR)
        return -1;
    }
    if (!*end)
      break;
  }
  return __wasix_fail(denied ? EACCES : ENOENT);
}

int execvp(const char *name, char *const arguments[]) { return execvpe(name, arguments, environ); }

// The list of an execl call as an array of the caller's: its first element, then what `rest` holds, NULL
// included.
static size_t list_length(va_list rest) {
  size_t entries = 1;
  while (va_arg(rest, char *))
    ++entries;
  return entries + 1;
}

#define COLLECT(arguments, first)                                                                            \
  va_list rest;                                                                                              \
  va_start(rest, first);                                                                                     \
  const size_t entries = first ? list_length(rest) : 1;                                                      \
  va_end(rest);                                                                                              \
  char *arguments[entries];                                                                                  \
  arguments[0] = (char *)first;                                                                              \
  va_start(rest, first);                                                                                     \
  for (size_t i = 1; i < entries; ++i)                                                                       \
  arguments[i] = va_arg(rest, char *)

int execl(const char *path, const char *first, ...) {
  COLLECT(arguments, first);
  va_end(rest);
  return execv(path, arguments);
}

int execlp(const char *name, const char *first, ...) {
  COLLECT(arguments, first);
  va_end(rest);
  return execvp(name, arguments);
}

int execle(const char *path, const char *first, ...) {
  COLLECT(arguments, first);
  char *const *environment = va_arg(rest, char *const *);
  va_end(rest);
  return execve(path, arguments, environment);
}
