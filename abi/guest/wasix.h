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

// Sockets

enum { WASIX_AF_UNSPEC, WASIX_AF_INET4, WASIX_AF_INET6, WASIX_AF_UNIX };
enum { WASIX_SOCK_STREAM = 1, WASIX_SOCK_DGRAM, WASIX_SOCK_RAW, WASIX_SOCK_SEQPACKET };
enum { WASIX_RECV_PEEK = 1, WASIX_RECV_WAITALL = 2, WASIX_RECV_DATA_TRUNCATED = 4, WASIX_RECV_DONT_WAIT = 8 };
enum { WASIX_RECEIVED_TRUNCATED = 1 };
enum { WASIX_SEND_DONT_WAIT = 1 };
enum {
  WASIX_SO_REUSE_PORT = 1,
  WASIX_SO_REUSE_ADDR,
  WASIX_SO_NO_DELAY,
  WASIX_SO_DONT_ROUTE,
  WASIX_SO_ONLY_V6,
  WASIX_SO_BROADCAST,
  WASIX_SO_MULTICAST_LOOP_V4,
  WASIX_SO_MULTICAST_LOOP_V6,
  WASIX_SO_PROMISCUOUS,
  WASIX_SO_LISTENING,
  WASIX_SO_LAST_ERROR,
  WASIX_SO_KEEP_ALIVE,
  WASIX_SO_LINGER,
  WASIX_SO_OOB_INLINE,
  WASIX_SO_RECV_BUF_SIZE,
  WASIX_SO_SEND_BUF_SIZE,
  WASIX_SO_RECV_LOWAT,
  WASIX_SO_SEND_LOWAT,
  WASIX_SO_RECV_TIMEOUT,
  WASIX_SO_SEND_TIMEOUT,
  WASIX_SO_CONNECT_TIMEOUT,
  WASIX_SO_ACCEPT_TIMEOUT,
  WASIX_SO_TTL,
  WASIX_SO_MULTICAST_TTL_V4,
  WASIX_SO_TYPE,
  WASIX_SO_PROTO,
};

// Ports are numbers, octets in the order of the network.
typedef struct {
  uint8_t family; // WASIX_AF_*
  uint8_t padding;
  union {
    struct {
      uint16_t port;
      uint8_t octets[4];
    } inet4;
    struct {
      uint16_t port;
      uint8_t octets[16];
      uint16_t flow_info1, flow_info0; // the upper half first
      uint16_t scope_id1, scope_id0;
    } inet6;
    char path[108];
  } u;
} wasix_addr_port_t;
_Static_assert(sizeof(wasix_addr_port_t) == 110, "layout of addr_port");

typedef struct {
  uint8_t family, padding;
  uint8_t octets[16];
} wasix_addr_ip_t;
_Static_assert(sizeof(wasix_addr_ip_t) == 18, "layout of addr_ip");

wasix_errno_t __WASIX(sock_open)(int32_t family, int32_t type, int32_t protocol, int32_t *fd);
wasix_errno_t __WASIX(sock_pair)(int32_t family, int32_t type, int32_t protocol, int32_t *first,
                                 int32_t *second);
wasix_errno_t __WASIX(sock_bind)(int32_t fd, const wasix_addr_port_t *address);
wasix_errno_t __WASIX(sock_listen)(int32_t fd, uint32_t backlog);
wasix_errno_t __WASIX(sock_accept_v2)(int32_t fd, uint32_t fd_flags, int32_t *connection,
                                      wasix_addr_port_t *peer);
wasix_errno_t __WASIX(sock_connect)(int32_t fd, const wasix_addr_port_t *address);
wasix_errno_t __WASIX(sock_addr_local)(int32_t fd, wasix_addr_port_t *address);
wasix_errno_t __WASIX(sock_addr_peer)(int32_t fd, wasix_addr_port_t *address);
// `vectors` are arrays of struct iovec.
wasix_errno_t __WASIX(sock_recv_from)(int32_t fd, const void *vectors, size_t count, uint32_t flags,
                                      size_t *size, uint16_t *result_flags, wasix_addr_port_t *peer);
wasix_errno_t __WASIX(sock_send_to)(int32_t fd, const void *vectors, size_t count, uint32_t flags,
                                    const wasix_addr_port_t *peer, size_t *size);
wasix_errno_t __WASIX(sock_send)(int32_t fd, const void *vectors, size_t count, uint32_t flags, size_t *size);
wasix_errno_t __WASIX(sock_shutdown)(int32_t fd, uint32_t directions);
wasix_errno_t __WASIX(sock_set_opt_flag)(int32_t fd, uint32_t option, int32_t value);
wasix_errno_t __WASIX(sock_get_opt_flag)(int32_t fd, uint32_t option, uint8_t *value);
wasix_errno_t __WASIX(sock_set_opt_size)(int32_t fd, uint32_t option, uint64_t value);
wasix_errno_t __WASIX(sock_get_opt_size)(int32_t fd, uint32_t option, uint64_t *value);
wasix_errno_t __WASIX(sock_set_opt_time)(int32_t fd, uint32_t option, const wasix_option_timestamp_t *time);
wasix_errno_t __WASIX(sock_get_opt_time)(int32_t fd, uint32_t option, wasix_option_timestamp_t *time);
wasix_errno_t __WASIX(sock_join_multicast_v4)(int32_t fd, const void *group, const void *interface);
wasix_errno_t __WASIX(sock_leave_multicast_v4)(int32_t fd, const void *group, const void *interface);
wasix_errno_t __WASIX(sock_join_multicast_v6)(int32_t fd, const void *group, uint32_t interface);
wasix_errno_t __WASIX(sock_leave_multicast_v6)(int32_t fd, const void *group, uint32_t interface);
wasix_errno_t __WASIX(resolve)(const char *host, size_t length, uint32_t port, wasix_addr_ip_t *addresses,
                               size_t most, size_t *count);

// Polling

enum {
  WASIX_EPOLL_IN = 1,
  WASIX_EPOLL_OUT = 2,
  WASIX_EPOLL_RDHUP = 4,
  WASIX_EPOLL_PRI = 8,
  WASIX_EPOLL_ERR = 16,
  WASIX_EPOLL_HUP = 32,
  WASIX_EPOLL_ET = 64,
  WASIX_EPOLL_ONESHOT = 128,
};
enum { WASIX_EPOLL_CTL_ADD, WASIX_EPOLL_CTL_MOD, WASIX_EPOLL_CTL_DEL };

// The host gives `pointer`, `fd`, `data1` and `data2` back as they are.
typedef struct {
  uint32_t events;
  uint32_t padding;
  uint32_t pointer, fd, data1;
  uint64_t data2;
} wasix_epoll_event_t;
_Static_assert(sizeof(wasix_epoll_event_t) == 32, "layout of epoll_event");
_Static_assert(offsetof(wasix_epoll_event_t, data2) == 24, "layout of epoll_event");

wasix_errno_t __WASIX(epoll_create)(int32_t *epoll);
wasix_errno_t __WASIX(epoll_ctl)(int32_t epoll, uint32_t operation, int32_t fd,
                                 const wasix_epoll_event_t *event);
// The timeout is in nanoseconds; all ones mean forever.
wasix_errno_t __WASIX(epoll_wait)(int32_t epoll, wasix_epoll_event_t *events, size_t most,
                                  wasix_timestamp_t timeout, size_t *count);

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
