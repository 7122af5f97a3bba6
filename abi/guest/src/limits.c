// Resource limits, processor times and sysconf: what is known, as numbers that do not change.
#include "internal.h"

#include <limits.h>
#include <sys/resource.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

// Where the linker put the stack of the program: it ends at __stack_high, or at the data that follows it.
extern char __stack_low, __stack_high;

enum { OpenFiles = 1024, TicksPerSecond = 100 };

int getrlimit(int resource, struct rlimit *limit) {
  if (resource < 0 || resource >= RLIM_NLIMITS)
    return __wasix_fail(EINVAL);
  rlim_t value = RLIM_INFINITY;
  if (resource == RLIMIT_STACK)
    value = &__stack_high - &__stack_low;
  else if (resource == RLIMIT_NOFILE)
    value = OpenFiles;
  else if (resource == RLIMIT_CORE)
    value = 0;
  limit->rlim_cur = limit->rlim_max = value;
  return 0;
}

// Only what is already so can be set.
int setrlimit(int resource, const struct rlimit *limit) {
  struct rlimit current;
  if (getrlimit(resource, &current) != 0)
    return -1;
  return limit->rlim_cur == current.rlim_cur && limit->rlim_max == current.rlim_max ? 0 : __wasix_fail(EPERM);
}

int getpriority(int which, id_t who) {
  (void)which, (void)who;
  return 0;
}

int setpriority(int which, id_t who, int priority) {
  (void)which, (void)who;
  return priority == 0 ? 0 : __wasix_fail(EACCES);
}

clock_t clock(void) {
  struct timespec now;
  if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) != 0)
    return -1;
  return now.tv_sec * CLOCKS_PER_SEC + now.tv_nsec;
}

int getrusage(int who, struct rusage *usage) {
  if (who != RUSAGE_SELF && who != RUSAGE_CHILDREN)
    return __wasix_fail(EINVAL);
  *usage = (struct rusage){0};
  struct timespec now = {0};
  if (who == RUSAGE_SELF && clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) != 0)
    return -1;
  usage->ru_utime.tv_sec = now.tv_sec;
  usage->ru_utime.tv_usec = now.tv_nsec / 1000;
  return 0;
}

static clock_t ticks(clockid_t clock) {
  struct timespec now;
  if (clock_gettime(clock, &now) != 0)
    return -1;
  return now.tv_sec * TicksPerSecond + now.tv_nsec / (1000000000 / TicksPerSecond);
}

clock_t times(struct tms *used) {
  *used = (struct tms){.tms_utime = ticks(CLOCK_PROCESS_CPUTIME_ID)};
  return ticks(CLOCK_MONOTONIC);
}

int getpagesize(void) { return sysconf(_SC_PAGESIZE); }
int getdtablesize(void) { return OpenFiles; }

long plain_sysconf(int) __asm__("sysconf");

long sysconf(int name) {
  size_t processors = 1;
  switch (name) {
  case _SC_CLK_TCK:
    return TicksPerSecond;
  case _SC_OPEN_MAX:
    return OpenFiles;
  case _SC_NPROCESSORS_CONF:
  case _SC_NPROCESSORS_ONLN:
    return wasix_thread_parallelism(&processors) == 0 ? (long)processors : 1;
  case _SC_CHILD_MAX:
  case _SC_JOB_CONTROL:
    return -1;
  case _SC_SAVED_IDS:
  case _SC_SHELL:
    return 1;
  case _SC_SPAWN:
    return _POSIX_VERSION;
  case _SC_ARG_MAX:
    return ARG_MAX;
  case _SC_NGROUPS_MAX:
    return NGROUPS_MAX;
  case _SC_GETPW_R_SIZE_MAX:
  case _SC_GETGR_R_SIZE_MAX:
    return 1024;
  case _SC_LOGIN_NAME_MAX:
    return LOGIN_NAME_MAX;
  default:
    return plain_sysconf(name);
  }
}
