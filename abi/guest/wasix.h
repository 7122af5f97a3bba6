// The imports of WASIX that C programs reach for, as prototypes: the raw calls below the C library.
//
// Every function returns an errno (0 is success) unless it says otherwise. Names, parameters and layouts
// follow abi/imports.def and abi/types.h; a test compares the WebAssembly signature of each prototype with
// its row there. What WASI preview1 already offers is in <wasi/api.h>.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#define _Static_assert static_assert
#endif

#define __WASIX(name) __attribute__((__import_module__("wasix_32v1"), __import_name__(#name))) wasix_##name

typedef uint16_t wasix_errno_t;
typedef uint64_t wasix_timestamp_t; // nanoseconds

enum { WASIX_NONE, WASIX_SOME };

typedef struct {
  uint8_t tag; // WASIX_NONE or WASIX_SOME
  int32_t value;
} wasix_option_pid_t, wasix_option_fd_t;
_Static_assert(sizeof(wasix_option_pid_t) == 8, "layout of option_pid");

typedef struct {
  uint8_t tag;
  wasix_timestamp_t value;
} wasix_option_timestamp_t;
_Static_assert(sizeof(wasix_option_timestamp_t) == 16, "layout of option_timestamp");

// Descriptors

enum { WASIX_FDFLAGSEXT_CLOEXEC = 1 };

wasix_errno_t __WASIX(fd_dup)(int32_t fd, int32_t *copy);
// F_DUPFD: the copy is the lowest free number from `minimum` on.
wasix_errno_t __WASIX(fd_dup2)(int32_t fd, int32_t minimum, int32_t close_on_exec, int32_t *copy);
// dup2: the source stays open.
wasix_errno_t __WASIX(fd_renumber)(int32_t from, int32_t to);
wasix_errno_t __WASIX(fd_fdflags_get)(int32_t fd, uint16_t *flags);
wasix_errno_t __WASIX(fd_fdflags_set)(int32_t fd, uint32_t flags);
wasix_errno_t __WASIX(fd_pipe)(int32_t *reader, int32_t *writer);
wasix_errno_t __WASIX(fd_event)(uint64_t initial, uint32_t flags, int32_t *fd);

// Paths

// *length is the buffer's size on the way in, the path's on the way out; no NUL is counted, nor always
// written.
wasix_errno_t __WASIX(getcwd)(char *path, size_t *length);
wasix_errno_t __WASIX(chdir)(const char *path, size_t length);

// Processes

enum { WASIX_JOIN_NON_BLOCKING = 1, WASIX_JOIN_WAKE_STOPPED = 2 };
enum { WASIX_STATUS_NOTHING, WASIX_STATUS_EXIT_NORMAL, WASIX_STATUS_EXIT_SIGNAL, WASIX_STATUS_STOPPED };

typedef struct {
  uint8_t tag;
  union {
    uint16_t exit_code; // EXIT_NORMAL
    struct {
      uint16_t exit_code;
      uint8_t signal;
    } by_signal;         // EXIT_SIGNAL
    uint8_t stop_signal; // STOPPED
  } u;
} wasix_join_status_t;
_Static_assert(sizeof(wasix_join_status_t) == 6, "layout of join_status");

typedef struct {
  uint8_t signal;
  uint8_t disposition; // WASIX_DISPOSITION_*
} wasix_signal_disposition_t;
enum { WASIX_DISPOSITION_DEFAULT, WASIX_DISPOSITION_IGNORE };

enum { WASIX_SPAWN_CLOSE, WASIX_SPAWN_DUP2, WASIX_SPAWN_OPEN, WASIX_SPAWN_CHDIR, WASIX_SPAWN_FCHDIR };

typedef struct {
  uint8_t command; // WASIX_SPAWN_*
  int32_t fd;
  int32_t source_fd;
  const char *path;
  size_t path_length;
  uint32_t lookup_flags;
  uint16_t open_flags;
  uint64_t rights_base;
  uint64_t rights_inheriting;
  uint16_t fd_flags;
  uint16_t fd_flags_extended;
} wasix_spawn_action_t;
_Static_assert(sizeof(wasix_spawn_action_t) == 56, "layout of proc_spawn_fd_op");
_Static_assert(offsetof(wasix_spawn_action_t, rights_base) == 32, "layout of proc_spawn_fd_op");

// Returns twice: *child is 0 in the child. Without copy_memory it is vfork.
__attribute__((__returns_twice__)) wasix_errno_t __WASIX(proc_fork)(int32_t copy_memory, int32_t *child);
// Arguments and environment are arrays of C strings with their counts. Returns only on failure.
wasix_errno_t __WASIX(proc_exec4)(const char *name, size_t name_length, char *const *arguments,
                                  size_t argument_count, char *const *environment, size_t environment_count,
                                  int32_t search, const char *path, size_t path_length);
wasix_errno_t __WASIX(proc_spawn3)(const char *name, size_t name_length, char *const *arguments,
                                   size_t argument_count, char *const *environment, size_t environment_count,
                                   const wasix_spawn_action_t *actions, size_t action_count,
                                   const wasix_signal_disposition_t *signals, size_t signal_count,
                                   int32_t search, const char *path, size_t path_length, int32_t *child);
wasix_errno_t __WASIX(proc_join)(wasix_option_pid_t *pid, uint32_t flags, wasix_join_status_t *status);
wasix_errno_t __WASIX(proc_id)(int32_t *pid);
wasix_errno_t __WASIX(proc_parent)(int32_t pid, int32_t *parent);
_Noreturn void __WASIX(proc_exit2)(uint32_t code);

// Signals

wasix_errno_t __WASIX(proc_signal)(int32_t pid, uint32_t signal);
wasix_errno_t __WASIX(proc_raise)(uint32_t signal);
wasix_errno_t __WASIX(proc_raise_interval)(uint32_t signal, wasix_timestamp_t interval, int32_t repeat);
wasix_errno_t __WASIX(proc_signals_sizes_get)(size_t *count);
wasix_errno_t __WASIX(proc_signals_get)(wasix_signal_disposition_t *dispositions);
// From now on the exported function `name` of type (i32) -> () gets every signal. Returns nothing.
void __WASIX(callback_signal)(const char *name, size_t length);

// Scheduling

wasix_errno_t __WASIX(futex_wait)(uint32_t *word, uint32_t expected, const wasix_option_timestamp_t *limit,
                                  uint8_t *woken);
wasix_errno_t __WASIX(futex_wake_all)(uint32_t *word, uint8_t *woken);
wasix_errno_t __WASIX(thread_id)(int32_t *tid);
wasix_errno_t __WASIX(thread_parallelism)(size_t *processors);

// Non-local jumps: a checkpoint writes 0 to *value and returns; restoring it writes another number and
// returns from the same checkpoint once more, with the native stack of that moment. Linear memory stays as it
// is.

typedef struct {
  uint64_t opaque[3];
} wasix_stack_snapshot_t;

__attribute__((__returns_twice__)) wasix_errno_t __WASIX(stack_checkpoint)(wasix_stack_snapshot_t *snapshot,
                                                                           uint64_t *value);
_Noreturn void __WASIX(stack_restore)(const wasix_stack_snapshot_t *snapshot, uint64_t value);

// Terminals

typedef struct {
  uint32_t columns, rows, width, height;
  uint8_t stdin_tty, stdout_tty, stderr_tty;
  uint8_t echo, line_buffered, line_feeds;
} wasix_tty_t;
_Static_assert(sizeof(wasix_tty_t) == 24, "layout of tty");

wasix_errno_t __WASIX(tty_get)(wasix_tty_t *state);
wasix_errno_t __WASIX(tty_set)(const wasix_tty_t *state);

#undef __WASIX
#ifdef __cplusplus
#undef _Static_assert
}
#endif
