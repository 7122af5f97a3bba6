// The import module wasixc_v1, which only wasixc serves: what a process can learn about itself without a system call
// of the host's kernel (after Plan 9's _tos and privalloc), and what its C library has to tell the host.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define __WASIXC(name) __attribute__((__import_module__("wasixc_v1"), __import_name__(#name))) wasixc_##name

// What the process has used is counted in ticks of the CPU's time stamp counter while one of its threads runs, in
// guest code and in the calls that the guest makes; waiting does not count. The count begins when a program that
// imports `tos` begins; it goes on through exec, and begins at zero in a child.
typedef struct {
  uint32_t pid;
  uint32_t reserved;
  uint64_t frequency;     // ticks per second
  uint64_t cycles;        // used by the process
  uint64_t kernel_cycles; // those among them that were spent in calls to the host
  uint64_t milliseconds;  // a clock that never goes back
} wasixc_tos_t;
_Static_assert(sizeof(wasixc_tos_t) == 40, "layout of tos");

// Fills in the record. Returns an errno: EFAULT.
uint16_t __WASIXC(tos)(wasixc_tos_t *record);

// Words private to each process, even while a child of vfork shares its parent's memory. They begin as zero, a
// forked child has a copy of its parent's, and exec makes them zero again. Return an errno: EINVAL, EFAULT.
enum { WASIXC_PRIVATES = 32 };
uint16_t __WASIXC(private_load)(uint32_t index, uint64_t *value);
uint16_t __WASIXC(private_store)(uint32_t index, uint64_t value);

// After which signals' callback a blocking call that one of them has interrupted is made again, with what is left of
// its time: bit n of the set for signal n. For the others it returns EINTR. The set belongs to the process; at first,
// and after exec, it holds the signals that do nothing by default. A C library that knows its handlers tells EINTR
// that nobody is to see from EINTR that somebody waits for, and asks for all of it with an empty set. Returns an
// errno: EINVAL for bit 0.
uint16_t __WASIXC(signals_restart)(uint32_t set);

// Which signals the process ignores (bit n: signal n), so that a program which it executes finds that so; and whether
// its children leave nothing to wait for when they end, as POSIX has it for a process that ignores SIGCHLD: then a
// wait lasts until all are gone and fails with ECHILD. A child has the same; exec keeps the set only. Returns an
// errno: EINVAL for bit 0.
uint16_t __WASIXC(signals_ignored)(uint32_t set, uint32_t forgets_children);

#undef __WASIXC

#ifdef __cplusplus
}
#endif
