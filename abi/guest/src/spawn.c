// posix_spawn over proc_spawn3: the host makes the child, applies the file actions to it and starts the
// program.
#include <spawn.h>

#include "internal.h"

#include <fcntl.h>
#include <paths.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wasi/api.h>

typedef struct action {
  struct action *next;
  wasix_spawn_action_t raw;
  char path[];
} action;

int posix_spawn_file_actions_init(posix_spawn_file_actions_t *actions) {
  *actions = (posix_spawn_file_actions_t){0};
  return 0;
}

int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *actions) {
  for (action *entry = actions->__first, *next; entry; entry = next) {
    next = entry->next;
    free(entry);
  }
  return posix_spawn_file_actions_init(actions);
}

static int append(posix_spawn_file_actions_t *actions, wasix_spawn_action_t raw, const char *path) {
  const size_t length = path ? strlen(path) : 0;
  action *entry = malloc(sizeof *entry + length + 1);
  if (!entry)
    return ENOMEM;
  entry->next = NULL;
  entry->raw = raw;
  if (path) {
    memcpy(entry->path, path, length + 1);
    entry->raw.path = entry->path;
    entry->raw.path_length = length;
  }
  if (actions->__last)
    ((action *)actions->__last)->next = entry;
  else
    actions->__first = entry;
  actions->__last = entry;
  return 0;
}

int posix_spawn_file_actions_addclose(posix_spawn_file_actions_t *actions, int fd) {
  if (fd < 0)
    return EBADF;
  return append(actions, (wasix_spawn_action_t){.command = WASIX_SPAWN_CLOSE, .fd = fd}, NULL);
}

int posix_spawn_file_actions_adddup2(posix_spawn_file_actions_t *actions, int from, int to) {
  if (from < 0 || to < 0)
    return EBADF;
  return append(actions, (wasix_spawn_action_t){.command = WASIX_SPAWN_DUP2, .fd = to, .source_fd = from},
                NULL);
}

// The rights that Debian's open asks for: all but those that the access mode decides, and these as it says.
static uint64_t rights(int flags) {
  const uint64_t reading = __WASI_RIGHTS_FD_READ | __WASI_RIGHTS_FD_READDIR;
  const uint64_t writing = __WASI_RIGHTS_FD_DATASYNC | __WASI_RIGHTS_FD_WRITE | __WASI_RIGHTS_FD_ALLOCATE |
                           __WASI_RIGHTS_FD_FILESTAT_SET_SIZE;
  uint64_t asked = ~(reading | writing);
  if (flags & O_RDONLY)
    asked |= reading;
  if (flags & O_WRONLY)
    asked |= writing;
  return asked & ((1ull << 30) - 1);
}

// The mode is not used: WASI has none.
int posix_spawn_file_actions_addopen(posix_spawn_file_actions_t *restrict actions, int fd,
                                     const char *restrict path, int flags, mode_t mode) {
  (void)mode;
  if (fd < 0)
    return EBADF;
  const wasix_spawn_action_t raw = {
      .command = WASIX_SPAWN_OPEN,
      .fd = fd,
      .lookup_flags = flags & O_NOFOLLOW ? 0 : __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW,
      .open_flags = (flags >> 12) & 0xfff,
      .rights_base = rights(flags),
      .rights_inheriting = rights(O_RDWR),
      .fd_flags = flags & 0xfff,
      .fd_flags_extended = flags & O_CLOEXEC ? WASIX_FDFLAGSEXT_CLOEXEC : 0,
  };
  return append(actions, raw, path);
}

int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *restrict actions,
                                         const char *restrict path) {
  return append(actions, (wasix_spawn_action_t){.command = WASIX_SPAWN_CHDIR}, path);
}

int posix_spawn_file_actions_addfchdir_np(posix_spawn_file_actions_t *actions, int fd) {
  if (fd < 0)
    return EBADF;
  return append(actions, (wasix_spawn_action_t){.command = WASIX_SPAWN_FCHDIR, .fd = fd}, NULL);
}

static size_t count(char *const *list) {
  size_t entries = 0;
  while (list && list[entries])
    ++entries;
  return entries;
}

// What is ignored here stays ignored there, except for the signals that the attributes reset.
static size_t dispositions(const posix_spawnattr_t *attributes, wasix_signal_disposition_t *list) {
  sigset_t ignored = __wasix_ignored_signals ? __wasix_ignored_signals() : (sigset_t){0};
  sigset_t reset = {0};
  if (attributes && (attributes->__flags & POSIX_SPAWN_SETSIGDEF))
    reset = attributes->__default_signals;
  size_t entries = 0;
  for (int number = 1; number < 32; ++number) {
    if (reset.__bits & __wasix_bit(number))
      list[entries++] = (wasix_signal_disposition_t){number, WASIX_DISPOSITION_DEFAULT};
    else if (ignored.__bits & __wasix_bit(number))
      list[entries++] = (wasix_signal_disposition_t){number, WASIX_DISPOSITION_IGNORE};
  }
  return entries;
}

// A mask would have to be known to the host, and groups and other users do not exist: only requests that
// change nothing are granted.
static int unsupported(const posix_spawnattr_t *attributes) {
  if (!attributes)
    return 0;
  if ((attributes->__flags & POSIX_SPAWN_SETPGROUP) && attributes->__group != getpgrp())
    return ENOTSUP;
  if ((attributes->__flags & POSIX_SPAWN_SETSIGMASK) && attributes->__mask.__bits != 0)
    return ENOTSUP;
  return 0;
}

static int spawn(pid_t *pid, const char *name, int search, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *attributes, char *const *arguments, char *const *environment) {
  const int problem = unsupported(attributes);
  if (problem)
    return problem;
  size_t entries = 0;
  for (const action *entry = actions ? actions->__first : NULL; entry; entry = entry->next)
    ++entries;
  wasix_spawn_action_t raw[entries + 1];
  entries = 0;
  for (const action *entry = actions ? actions->__first : NULL; entry; entry = entry->next)
    raw[entries++] = entry->raw;
  static char *const nothing[] = {NULL};
  if (!environment)
    environment = nothing;
  wasix_signal_disposition_t signals[32];
  const size_t signal_count = dispositions(attributes, signals);
  const char *path = getenv("PATH");
  if (!path)
    path = _PATH_DEFPATH;
  int32_t child;
  const wasix_errno_t error =
      wasix_proc_spawn3(name, strlen(name), arguments, count(arguments), environment, count(environment), raw,
                        entries, signals, signal_count, search, path, strlen(path), &child);
  if (!error && pid)
    *pid = child;
  return error;
}

int posix_spawn(pid_t *restrict pid, const char *restrict path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *restrict attributes, char *const *restrict arguments,
                char *const *restrict environment) {
  return spawn(pid, path, 0, actions, attributes, arguments, environment);
}

int posix_spawnp(pid_t *restrict pid, const char *restrict name, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *restrict attributes, char *const *restrict arguments,
                 char *const *restrict environment) {
  return spawn(pid, name, strchr(name, '/') == NULL, actions, attributes, arguments, environment);
}
