// What an attacker would do who runs native code in the host process. The runner (run.py) writes the code of this file
// over a function of a compiled program, so the first wall is gone, and looks what the second one leaves.
//
// One attempt in each run. Prints what its last system call has returned: a number of Linux's, negative for errors.
// Calls that the filter forbids end the process before.
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>

// The runner fills this in. It finds it by the mark.
struct Orders {
  char mark[16];
  int attempt, otherProcess, port, padding;
  char secret[256];  // a file outside of all grants
  char outside[256]; // a name there that does not exist
  char writable[256], readOnly[256];
  char socket[256]; // of a server of the host
};
__attribute__((section(".text.orders"))) static const volatile struct Orders orders = {"SECOND-WALL-RUN"};

static long call6(long number, long a, long b, long c, long d, long e, long f) {
  register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}
#define CALL(number, a, b, c, d) call6(number, (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)

// The compiler calls it for large objects that begin as zeros.
__attribute__((visibility("hidden"))) void *memset(void *place, int value, size_t size) {
  for (volatile char *byte = place; size > 0; --size)
    *byte++ = (char)value;
  return place;
}

static long openFile(const volatile char *path, int flags) { return CALL(SYS_openat, AT_FDCWD, path, flags, 0644); }

static long connectInet(void) {
  const long fd = CALL(SYS_socket, AF_INET, SOCK_STREAM, 0, 0);
  struct sockaddr_in to = {.sin_family = AF_INET,
                           .sin_port = (unsigned short)(orders.port << 8 | orders.port >> 8),
                           .sin_addr = {0x0100007f}};
  return fd < 0 ? fd : CALL(SYS_connect, fd, &to, sizeof to, 0);
}

static void copyPath(struct sockaddr_un *to, const volatile char *path) {
  to->sun_family = AF_UNIX;
  for (size_t i = 0; i < sizeof to->sun_path - 1 && path[i]; ++i)
    to->sun_path[i] = path[i];
}

static long connectUnix(void) {
  const long fd = CALL(SYS_socket, AF_UNIX, SOCK_STREAM, 0, 0);
  struct sockaddr_un to = {0};
  copyPath(&to, orders.socket);
  return fd < 0 ? fd : CALL(SYS_connect, fd, &to, sizeof to, 0);
}

static long sendByMessage(void) {
  int pair[2];
  char text[] = "x";
  struct sockaddr_un to = {0};
  struct iovec vector = {text, 1};
  struct msghdr message = {.msg_name = &to, .msg_namelen = sizeof to, .msg_iov = &vector, .msg_iovlen = 1};
  copyPath(&to, orders.socket);
  CALL(SYS_socketpair, AF_UNIX, SOCK_DGRAM, 0, pair);
  return CALL(SYS_sendmsg, pair[0], &message, 0, 0);
}

static long throughLink(void) {
  char link[300];
  size_t length = 0;
  for (; orders.writable[length]; ++length)
    link[length] = orders.writable[length];
  for (const char *end = "/way-out"; (link[length] = *end); ++end, ++length)
    continue;
  CALL(SYS_symlinkat, orders.secret, AT_FDCWD, link, 0);
  return openFile(link, O_RDONLY);
}

static long executeMemory(int prot) {
  char name[] = "x";
  const long fd = CALL(SYS_memfd_create, name, 0, 0, 0);
  CALL(SYS_ftruncate, fd, 4096, 0, 0);
  return call6(SYS_mmap, 0, 4096, prot, MAP_PRIVATE, fd, 0);
}

static long execute(void) {
  char path[] = "/bin/true";
  char *arguments[] = {path, 0}, *environment[] = {0};
  return CALL(SYS_execve, path, arguments, environment, 0);
}

static long executeDescriptor(void) {
  char path[] = "/bin/true", empty[] = "";
  char *arguments[] = {path, 0};
  return call6(SYS_execveat, openFile(path, O_RDONLY), (long)empty, (long)arguments, 0, AT_EMPTY_PATH, 0);
}

// Opens the secret by the calls of 32-bit programs: open is number 5 there. The name must have an address below 4 GiB.
static long openAs32Bit(void) {
  char *low = (char *)call6(SYS_mmap, 0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
  long result;
  for (size_t i = 0; i < sizeof orders.secret; ++i)
    low[i] = orders.secret[i];
  __asm__ volatile("int $0x80" : "=a"(result) : "a"(5), "b"(low), "c"(0), "d"(0) : "memory", "r8", "r9", "r10", "r11");
  return (int)result;
}

static long byHandle(void) {
  struct {
    struct file_handle handle;
    unsigned char room[128];
  } file = {.handle = {.handle_bytes = 128}};
  char root[] = "/";
  int mount;
  const long status = call6(SYS_name_to_handle_at, AT_FDCWD, (long)orders.secret, (long)&file, (long)&mount, 0, 0);
  return status < 0 ? status : CALL(SYS_open_by_handle_at, openFile(root, O_RDONLY), &file, O_RDONLY, 0);
}

static long readOther(void) {
  char buffer[8];
  struct iovec local = {buffer, sizeof buffer}, remote = {(void *)0x400000, sizeof buffer};
  return call6(SYS_process_vm_readv, orders.otherProcess, (long)&local, 1, (long)&remote, 1, 0);
}

static long openOther(const char *name) {
  char path[64] = "/proc/", digits[12];
  size_t length = 6, count = 0;
  for (int rest = orders.otherProcess; rest > 0; rest /= 10)
    digits[count++] = (char)('0' + rest % 10);
  while (count > 0)
    path[length++] = digits[--count];
  for (; (path[length] = *name); ++name)
    ++length;
  return openFile(path, O_RDONLY);
}

static long mountProc(void) {
  char type[] = "tmpfs", place[] = "/mnt";
  return call6(SYS_mount, (long)type, (long)place, (long)type, 0, 0, 0);
}

static long loadProgram(void) {
  union bpf_attr attributes = {0};
  return CALL(SYS_bpf, BPF_MAP_CREATE, &attributes, sizeof attributes, 0);
}

static long makeWritable(void) {
  const long page = (long)&orders & ~4095L;
  return CALL(SYS_mprotect, page, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, 0);
}

static long typeIntoTerminal(void) {
  char byte = 'x';
  return CALL(SYS_ioctl, 0, TIOCSTI, &byte, 0);
}

// A filter that looks at lower halves of pointers takes an address like this for null.
static void *atLowerHalfZero(void) {
  return (void *)call6(SYS_mmap, 0x700000000000, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1,
                       0);
}

static long limitOther(void) {
  unsigned long *limits = atLowerHalfZero();
  limits[0] = limits[1] = 1;
  return CALL(SYS_prlimit64, orders.otherProcess, RLIMIT_CPU, limits, 0);
}

static long changeTimes(void) {
  struct timespec times[2] = {{1, 0}, {1, 0}};
  char *name = atLowerHalfZero();
  for (size_t i = 0; i < sizeof orders.secret; ++i)
    name[i] = orders.secret[i];
  return CALL(SYS_utimensat, AT_FDCWD, name, times, 0);
}

static long attempt(void) {
  struct timespec times[2] = {{1, 0}, {1, 0}};
  char granted[] = "granted.txt";
  switch (orders.attempt) {
  case 0: return CALL(SYS_openat, CALL(SYS_openat, AT_FDCWD, orders.readOnly, O_PATH, 0), granted, O_RDONLY, 0);
  case 1: return openFile(orders.secret, O_RDONLY);
  case 2: return openFile(orders.secret, O_WRONLY);
  case 3: return openFile(orders.outside, O_CREAT | O_WRONLY);
  case 4: return CALL(SYS_openat, CALL(SYS_openat, AT_FDCWD, orders.readOnly, O_PATH, 0), granted, O_WRONLY, 0);
  case 5: return throughLink();
  case 6: return execute();
  case 7: return executeDescriptor();
  case 8: return CALL(SYS_fork, 0, 0, 0, 0);
  case 9: return CALL(SYS_clone, SIGCHLD, 0, 0, 0);
  case 10: return CALL(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0);
  case 11: return CALL(SYS_unshare, CLONE_NEWNS, 0, 0, 0);
  case 12: return connectInet();
  case 13: return connectUnix();
  case 14: return sendByMessage();
  case 15: return call6(SYS_mmap, 0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  case 16: return makeWritable();
  case 17: return executeMemory(PROT_READ | PROT_EXEC);
  case 18: return CALL(SYS_ptrace, PTRACE_ATTACH, orders.otherProcess, 0, 0);
  case 19: return CALL(SYS_kill, orders.otherProcess, SIGUSR1, 0, 0);
  case 20: return CALL(SYS_tgkill, orders.otherProcess, orders.otherProcess, SIGUSR1, 0);
  case 21: return readOther();
  case 22: return openOther("/environ");
  case 23: return byHandle();
  case 24: return openAs32Bit();
  case 25: return CALL(SYS_openat | 0x40000000, AT_FDCWD, orders.secret, O_RDONLY, 0);
  case 26: return CALL(SYS_chmod, orders.secret, 0666, 0, 0);
  case 27: return CALL(SYS_fchmodat, AT_FDCWD, orders.secret, 0666, 0);
  case 28: return CALL(SYS_chown, orders.secret, 1, 1, 0);
  case 29: return CALL(SYS_truncate, orders.secret, 0, 0, 0);
  case 30: return CALL(SYS_unlinkat, AT_FDCWD, orders.secret, 0, 0);
  case 31: return CALL(SYS_renameat, AT_FDCWD, orders.secret, AT_FDCWD, orders.outside);
  case 32: return CALL(SYS_utimensat, AT_FDCWD, orders.secret, times, 0);
  case 33: return mountProc();
  case 34: return loadProgram();
  case 35: return CALL(SYS_pidfd_open, orders.otherProcess, 0, 0, 0);
  case 36: return CALL(SYS_setuid, 1, 0, 0, 0);
  case 37: return CALL(SYS_userfaultfd, 0, 0, 0, 0);
  case 38: return CALL(425, 1, times, 0, 0); // io_uring_setup
  case 39: return typeIntoTerminal();
  case 40: return CALL(SYS_chdir, "/", 0, 0, 0);
  case 41: return CALL(SYS_linkat, AT_FDCWD, orders.secret, AT_FDCWD, orders.outside);
  case 42: return CALL(SYS_mkdirat, AT_FDCWD, orders.outside, 0755, 0);
  case 43: return limitOther();
  case 44: return changeTimes();
  }
  return -1;
}

__attribute__((section(".text.entry"), noreturn)) void brokenIn(void) {
  char text[24];
  size_t place = sizeof text;
  long result = attempt();
  const int isNegative = result < 0;
  unsigned long rest = isNegative ? -(unsigned long)result : (unsigned long)result;
  text[--place] = '\n';
  do
    text[--place] = (char)('0' + rest % 10);
  while ((rest /= 10) > 0);
  if (isNegative)
    text[--place] = '-';
  CALL(SYS_write, 1, text + place, sizeof text - place, 0);
  for (;;)
    CALL(SYS_exit_group, 0, 0, 0, 0);
}
