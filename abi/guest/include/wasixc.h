// The import module wasixc_v1: what a process can learn about itself without a system call of the host's kernel.
// After Plan 9's _tos and privalloc. Only wasixc serves it.
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

#undef __WASIXC

#ifdef __cplusplus
}
#endif
