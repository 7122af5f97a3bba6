// What system calls need to know of signals, in a file of its own: programs without signals are linked with
// this only.
#include "internal.h"

volatile uint32_t __wasix_handlers_run;
volatile uint32_t __wasix_interruptions;
