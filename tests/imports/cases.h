// One call of every import that makes sense, which hostile.c then spoils in every way: what each argument is,
// and what the unspoiled call answers. A row of abi/imports.def without a case here does not compile.
#pragma once

#include "state.h"

typedef enum { NUMBER, POINTER, LENGTH } kind;

typedef struct {
  kind kind;
  uint32_t size; // the bytes that a pointer must lead to; those of an element that a length counts
  uint64_t number;
  const void *pointer;
} argument;

enum { MOST_ARGUMENTS = 14 };

typedef enum {
  SURE = 0,
  WAITS = 1,   // may go on forever
  ENDS = 2,    // may end the process, or has nothing to answer
  REFUSES = 4, // with spoiled lengths, too: they are more than the memory has
  ALIGNS = 8,  // a pointer that is not aligned is INVAL, wherever it leads
} behavior;

typedef struct {
  int result; // an errno, or ANY
  behavior behavior;
  argument arguments[MOST_ARGUMENTS];
} call;

enum { ANY_RESULT = -1 };

#define CALL(handler, ...) static const call case_##handler = {__VA_ARGS__};
#define N(value) {NUMBER, 0, value, 0}
#define F(function) {NUMBER, 0, 0, (const void *)(function)}
#define P(place, bytes) {POINTER, bytes, 0, place}
#define L(count, bytes) {LENGTH, bytes, count, 0}
#define T(text) P(text, sizeof text - 1), L(sizeof text - 1, 1)

// Arguments and environment
CALL(args_get, 0, SURE, {P(space, 4), P(space + 64, 2)})
CALL(args_sizes_get, 0, SURE, {P(space, 4), P(space + 8, 4)})
CALL(environ_get, 0, SURE, {P(space, 4), P(space + 64, 4)})
CALL(environ_sizes_get, 0, SURE, {P(space, 4), P(space + 8, 4)})

// Clocks and randomness
CALL(clock_res_get, 0, SURE, {N(1), P(space, 8)})
CALL(clock_time_get, 0, SURE, {N(1), N(0), P(space, 8)})
CALL(clock_time_set, PERM, SURE, {N(0), N(0)})
CALL(random_get, 0, REFUSES, {P(space, 16), L(16, 1)})

// Descriptors
CALL(fd_advise, 0, SURE, {N(FILE_FD), N(0), N(10), N(0)})
CALL(fd_allocate, 0, SURE, {N(FILE_FD), N(0), N(10)})
CALL(fd_close, 0, SURE, {N(FILE_FD)})
CALL(fd_datasync, 0, SURE, {N(FILE_FD)})
CALL(fd_fdstat_get, 0, SURE, {N(FILE_FD), P(space, 24)})
CALL(fd_fdstat_set_flags, 0, SURE, {N(FILE_FD), N(1)})
CALL(fd_fdstat_set_rights, 0, SURE, {N(FILE_FD), N(2), N(0)})
CALL(fd_filestat_get, 0, SURE, {N(FILE_FD), P(space, 64)})
CALL(fd_filestat_set_size, 0, SURE, {N(FILE_FD), N(5)})
CALL(fd_filestat_set_times, 0, SURE, {N(FILE_FD), N(1), N(2), N(1)})
CALL(fd_pread, 0, REFUSES, {N(FILE_FD), P(vectors, 16), L(2, 8), N(0), P(space, 4)})
CALL(fd_prestat_get, 0, SURE, {N(GRANT), P(space, 8)})
CALL(fd_prestat_dir_name, 0, SURE, {N(GRANT), P(space, 5), L(5, 1)})
CALL(fd_pwrite, 0, REFUSES, {N(FILE_FD), P(vectors, 16), L(2, 8), N(0), P(space, 4)})
CALL(fd_read, 0, REFUSES, {N(FILE_FD), P(vectors, 16), L(2, 8), P(space, 4)})
CALL(fd_readdir, 0, REFUSES, {N(GRANT), P(space, 100), L(100, 1), N(0), P(space + 128, 4)})
CALL(fd_renumber, 0, SURE, {N(FILE_FD), N(PIPE_READ)})
CALL(fd_seek, 0, SURE, {N(FILE_FD), N(1), N(0), P(space, 8)})
CALL(unstable_fd_seek, 0, SURE, {N(FILE_FD), N(1), N(2), P(space, 8)})
CALL(fd_sync, 0, SURE, {N(FILE_FD)})
CALL(fd_tell, 0, SURE, {N(FILE_FD), P(space, 8)})
CALL(fd_write, 0, WAITS | REFUSES, {N(FILE_FD), P(vectors, 16), L(2, 8), P(space, 4)})
CALL(fd_dup, 0, SURE, {N(FILE_FD), P(space, 4)})
CALL(fd_dup2, 0, SURE, {N(FILE_FD), N(40), N(1), P(space, 4)})
CALL(fd_fdflags_get, 0, SURE, {N(FILE_FD), P(space, 2)})
CALL(fd_fdflags_set, 0, SURE, {N(FILE_FD), N(1)})
CALL(fd_event, 0, SURE, {N(1), N(0), P(space, 4)})
CALL(fd_pipe, 0, SURE, {P(space, 4), P(space + 8, 4)})
CALL(unstable_fd_filestat_get, 0, SURE, {N(FILE_FD), P(space, 56)})

// Paths
CALL(path_create_directory, 0, REFUSES, {N(GRANT), T("new")})
CALL(path_filestat_get, 0, REFUSES, {N(GRANT), N(1), T("file"), P(space, 64)})
CALL(unstable_path_filestat_get, 0, REFUSES, {N(GRANT), N(1), T("file"), P(space, 56)})
CALL(path_filestat_set_times, 0, REFUSES, {N(GRANT), N(1), T("file"), N(1), N(2), N(5)})
CALL(path_link, 0, REFUSES, {N(GRANT), N(0), T("file"), N(GRANT), T("new")})
CALL(path_open, 0, REFUSES, {N(GRANT), N(1), T("file"), N(1), N(RIGHTS), N(RIGHTS), N(0), P(space, 4)})
CALL(path_open2, 0, REFUSES, {N(GRANT), N(1), T("file"), N(1), N(RIGHTS), N(RIGHTS), N(0), N(1), P(space, 4)})
CALL(path_readlink, 0, REFUSES, {N(GRANT), T("link"), P(space, 16), L(16, 1), P(space + 64, 4)})
CALL(path_remove_directory, 0, REFUSES, {N(GRANT), T("directory")})
CALL(path_rename, 0, REFUSES, {N(GRANT), T("file"), N(GRANT), T("new")})
CALL(path_symlink, 0, REFUSES, {T("file"), N(GRANT), T("new")})
CALL(path_unlink_file, 0, REFUSES, {N(GRANT), T("file")})
CALL(getcwd, 0, SURE, {P(space, 64), P(&cwd_length, 4)})
CALL(chdir, 0, REFUSES, {T("/data")})

// Polling
CALL(poll_oneoff, 0, WAITS | REFUSES, {P(&subscription, 48), P(space, 32), L(1, 32), P(space + 64, 4)})
CALL(unstable_poll_oneoff, 0, WAITS | REFUSES,
     {P(&old_subscription, 56), P(space, 32), L(1, 32), P(space + 64, 4)})
CALL(epoll_create, 0, SURE, {P(space, 4)})
CALL(epoll_ctl, 0, SURE, {N(EPOLL), N(0), N(PIPE_WRITE), P(&interest, 32)})
CALL(epoll_wait, 0, WAITS | REFUSES, {N(EPOLL), P(space, 32), L(1, 32), N(0), P(space + 64, 4)})

// Processes and signals
CALL(proc_exit, 0, ENDS, {N(0)})
CALL(proc_exit2, 0, ENDS, {N(0)})
CALL(proc_raise, 0, ENDS | WAITS, {N(0)})
CALL(proc_fork, 0, SURE, {N(1), P(space, 4)})
CALL(proc_fork_env, 0, SURE, {P(space, 4)})
CALL(proc_join, CHILD, WAITS, {P(space, 8), N(1), P(space + 16, 6)})
CALL(proc_signal, SRCH, ENDS | WAITS, {N(0x7ffffff0), N(0)})
CALL(proc_signals_get, 0, SURE, {P(space, 2)})
CALL(proc_signals_sizes_get, 0, SURE, {P(space, 4)})
CALL(proc_exec, ANY_RESULT, ENDS, {T("/data/none"), T("one\ntwo")})
CALL(proc_exec2, ANY_RESULT, ENDS, {T("/data/none"), T("one\ntwo"), T("A=B")})
CALL(proc_exec3, NOENT, REFUSES, {T("/data/none"), T("one\ntwo"), T("A=B"), N(1), T("/data")})
CALL(proc_exec4, NOENT, REFUSES,
     {T("/data/none"), P(strings, 8), L(2, 4), P(variables, 4), L(1, 4), N(1), T("/data")})
CALL(proc_raise_interval, 0, ENDS | WAITS, {N(28), N(0), N(0)})
CALL(proc_snapshot, NOTSUP, SURE, {N(0)})
CALL(proc_spawn, NOENT, REFUSES,
     {T("/data/none"), N(0), T("one"), N(0), N(0), N(0), N(2), N(1), T("/data"), P(space, 28)})
CALL(proc_spawn2, NOENT, REFUSES,
     {T("/data/none"), T("one"), T("A=B"), P(&operation, 56), L(1, 56), P(disposition, 2), L(1, 2), N(1),
      T("/data"), P(space, 4)})
CALL(proc_spawn3, NOENT, REFUSES,
     {T("/data/none"), P(strings, 8), L(2, 4), P(variables, 4), L(1, 4), P(&operation, 56), L(1, 56),
      P(disposition, 2), L(1, 2), N(1), T("/data"), P(space, 4)})
CALL(proc_id, 0, SURE, {P(space, 4)})
CALL(proc_parent, BADF, SURE, {N(0x7ffffff0), P(space, 4)})
CALL(callback_signal, 0, ENDS, {T("handler")})

// Threads: this module has none.
CALL(sched_yield, 0, SURE, {N(0)})
CALL(thread_spawn, NOTCAPABLE, SURE, {P(space, 64)})
CALL(thread_spawn_v2, NOTCAPABLE, SURE, {P(space, 64), P(space + 64, 4)})
CALL(thread_sleep, 0, WAITS, {N(1)})
CALL(thread_id, 0, SURE, {P(space, 4)})
CALL(thread_signal, 0, ENDS | WAITS, {N(0x7ffffff0), N(0)})
CALL(thread_join, 0, WAITS, {N(0x7ffffff0)})
CALL(thread_parallelism, 0, SURE, {P(space, 4)})
CALL(thread_exit, 0, ENDS, {N(0)})
CALL(stack_checkpoint, 0, SURE, {P(space, 24), P(space + 32, 8)})
CALL(stack_restore, ANY_RESULT, ENDS, {P(space, 24), N(1)})
CALL(context_create, 0, SURE, {P(space, 8), F(coroutine)})
CALL(context_switch, INVAL, SURE, {N(77)})
CALL(context_destroy, 0, SURE, {N(77)})
CALL(futex_wait, 0, WAITS | ALIGNS, {P(space, 4), N(1), P(&short_time, 16), P(space + 8, 1)})
CALL(futex_wake, 0, ALIGNS, {P(space, 4), P(space + 8, 1)})
CALL(futex_wake_all, 0, ALIGNS, {P(space, 4), P(space + 8, 1)})

// Terminal: standard streams are none.
CALL(tty_get, NOTSUP, SURE, {P(space, 24)})
CALL(tty_set, NOTSUP, SURE, {P(space, 24)})

// Sockets
CALL(preview1_sock_accept, 0, WAITS, {N(LISTENER), N(0), P(space, 4)})
CALL(sock_accept_v2, 0, WAITS, {N(LISTENER), N(0), P(space, 4), P(space + 16, 110)})
CALL(sock_recv, 0, WAITS | REFUSES, {N(SOCKET), P(vectors, 16), L(2, 8), N(0), P(space, 4), P(space + 8, 2)})
CALL(sock_recv_from, 0, WAITS | REFUSES,
     {N(SOCKET), P(vectors, 16), L(2, 8), N(0), P(space, 4), P(space + 8, 2), P(space + 16, 110)})
CALL(sock_send, 0, WAITS | REFUSES, {N(SOCKET), P(vectors, 16), L(2, 8), N(0), P(space, 4)})
CALL(sock_send_to, 0, WAITS | REFUSES,
     {N(DATAGRAMS), P(vectors, 16), L(2, 8), N(0), P(&datagram_address, 2), P(space, 4)})
CALL(sock_send_file, 0, WAITS, {N(SOCKET), N(FILE_FD), N(0), N(10), P(space, 8)})
CALL(sock_shutdown, 0, SURE, {N(SOCKET), N(1)})
CALL(sock_status, 0, SURE, {N(SOCKET), P(space, 1)})
CALL(sock_addr_local, 0, SURE, {N(LISTENER), P(space, 110)})
CALL(sock_addr_peer, 0, SURE, {N(SOCKET), P(space, 110)})
CALL(sock_open, 0, SURE, {N(INET4), N(STREAM), N(0), P(space, 4)})
CALL(sock_pair, 0, SURE, {N(UNIX), N(STREAM), N(0), P(space, 4), P(space + 8, 4)})
CALL(sock_set_opt_flag, 0, SURE, {N(LISTENER), N(2), N(1)})
CALL(sock_get_opt_flag, 0, SURE, {N(LISTENER), N(2), P(space, 1)})
CALL(sock_set_opt_time, 0, SURE, {N(LISTENER), N(19), P(&short_time, 16)})
CALL(sock_get_opt_time, 0, SURE, {N(LISTENER), N(19), P(space, 16)})
CALL(sock_set_opt_size, 0, SURE, {N(LISTENER), N(15), N(8192)})
CALL(sock_get_opt_size, 0, SURE, {N(LISTENER), N(15), P(space, 8)})
CALL(sock_join_multicast_v4, 0, SURE, {N(DATAGRAMS), P(group, 4), P(loopback_octets, 4)})
CALL(sock_leave_multicast_v4, ADDRNOTAVAIL, SURE, {N(DATAGRAMS), P(group, 4), P(loopback_octets, 4)})
CALL(sock_join_multicast_v6, ANY_RESULT, SURE, {N(DATAGRAMS), P(space, 24), N(1)})
CALL(sock_leave_multicast_v6, ANY_RESULT, SURE, {N(DATAGRAMS), P(space, 24), N(1)})
// How much the host reads of an address depends on its first byte.
CALL(sock_bind, 0, SURE, {N(UNBOUND), P(&any_address, 2)})
CALL(sock_listen, 0, SURE, {N(LISTENER), N(5)})
CALL(sock_connect, 0, WAITS, {N(UNBOUND), P(&listening_address, 2)})
CALL(resolve, 0, WAITS | REFUSES, {T("localhost"), N(80), P(space, 18), L(1, 18), P(space + 64, 4)})
CALL(ws_connect, NOSYS, SURE, {T("url"), P(space, 4)})
CALL(http_request, NOSYS, SURE, {T("url"), T("GET"), T(""), N(0), P(space, 4)})
CALL(http_status, NOSYS, SURE, {N(FILE_FD), P(space, 4)})

// Network interfaces
CALL(port_bridge, NOTSUP, SURE, {T("net"), T("token"), N(1)})
CALL(port_unbridge, NOTSUP, SURE, {N(0)})
CALL(port_dhcp_acquire, NOTSUP, SURE, {N(0)})
CALL(port_addr_add, NOTSUP, SURE, {P(space, 28)})
CALL(port_addr_remove, NOTSUP, SURE, {P(space, 18)})
CALL(port_addr_clear, NOTSUP, SURE, {N(0)})
CALL(port_addr_list, ANY_RESULT, SURE, {P(space, 28), P(&list_length, 4)})
CALL(port_mac, ANY_RESULT, SURE, {P(space, 6)})
CALL(port_gateway_set, NOTSUP, SURE, {P(space, 18)})
CALL(port_route_add, NOTSUP, SURE, {P(space, 28), P(space, 18), P(space, 16), P(space, 16)})
CALL(port_route_remove, NOTSUP, SURE, {P(space, 18)})
CALL(port_route_clear, NOTSUP, SURE, {N(0)})
CALL(port_route_list, ANY_RESULT, SURE, {P(space, 176), P(&list_length, 4)})

// Dynamic linking: this module imports it, and has nothing to load.
CALL(dl_invalid_handle, ANY_RESULT, SURE, {N(77)})
CALL(dlopen, ANY_RESULT, REFUSES, {T("none.so"), N(2), P(space, 64), L(64, 1), T("/data"), P(space + 64, 4)})
CALL(dlsym, ANY_RESULT, REFUSES, {N(77), T("none"), P(space, 64), L(64, 1), P(space + 64, 4)})
CALL(call_dynamic, ANY_RESULT, REFUSES | ENDS,
     {F(coroutine), P(space, 1), L(0, 1), P(space, 1), L(0, 1), N(1)})
CALL(reflect_signature, ANY_RESULT, SURE,
     {F(coroutine), P(space, 4), L(4, 1), P(space + 16, 4), L(4, 1), P(space + 32, 6)})
CALL(closure_allocate, ANY_RESULT, SURE, {P(space, 4)})
CALL(closure_prepare, ANY_RESULT, SURE,
     {F(coroutine), N(77), P(space, 1), L(1, 1), P(space, 1), L(1, 1), N(0)})
CALL(closure_free, ANY_RESULT, SURE, {N(77)})

// This project's own
CALL(tos, 0, SURE, {P(space, 40)})
CALL(private_load, 0, SURE, {N(0), P(space, 8)})
CALL(private_store, 0, SURE, {N(0), N(1)})
CALL(signals_restart, 0, SURE, {N(0)})
CALL(signals_ignored, 0, SURE, {N(0), N(0)})
