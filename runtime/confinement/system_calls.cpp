// See system_calls.h. The list is what the runtime, the C library in it and c-ares were seen to call and are
// written to call; the test suite runs under this filter, so a call that is missing here ends a test.
//
// Two kinds are looked at closer than by their numbers: calls that could bring in other code (nothing may be
// mapped writable and executable, nothing executed, and no processes begun), and calls that name other
// processes or sockets.
#include "runtime/confinement/system_calls.h"
#include "runtime/confinement/filter_program.h"

#include "runtime/fs/socket_address.h"
#include "runtime/guest/page_scan.h"

#include <cerrno>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

namespace wasixc::confinement {

namespace {

// Not in older headers.
constexpr long kEpollWaitPrecise = 441; // epoll_pwait2
constexpr int kSetName = PR_SET_NAME,
              kSetMappingName = 0x53564d41;                  // PR_SET_VMA: the C library names its memory
constexpr uint32_t kGetGsBase = 0x1004, kSetGsBase = 0x1001; // arch_prctl(2)

constexpr uint32_t kNetlinkAddressBytes = sizeof(sockaddr_nl);
constexpr uint32_t kSocketTypes = 0xf; // the type without SOCK_NONBLOCK and the like

// None that takes a program for the kernel (SO_ATTACH_FILTER).
constexpr uint32_t kSocketOptions[] = {SO_REUSEPORT, SO_REUSEADDR, SO_DONTROUTE, SO_BROADCAST,
                                       SO_KEEPALIVE, SO_OOBINLINE, SO_RCVBUF,    SO_SNDBUF,
                                       SO_RCVLOWAT,  SO_LINGER,    SO_PASSCRED};
constexpr uint32_t kInet4Options[] = {IP_TTL, IP_MULTICAST_TTL, IP_MULTICAST_LOOP, IP_ADD_MEMBERSHIP,
                                      IP_DROP_MEMBERSHIP};
constexpr uint32_t kInet6Options[] = {IPV6_V6ONLY,         IPV6_UNICAST_HOPS, IPV6_MULTICAST_HOPS,
                                      IPV6_MULTICAST_LOOP, IPV6_JOIN_GROUP,   IPV6_LEAVE_GROUP};

void allowFiles(FilterProgram &filter, const SystemCallNeeds &needs) {
  // Else another socket could get the number of a helper's, and with it the right to send messages.
  for (const int helper : needs.helpers)
    filter.forbidIf(SYS_close, {{0, {static_cast<uint32_t>(helper)}}});
  filter.allow({SYS_close});
  filter.allow({SYS_read,       SYS_write,     SYS_readv,      SYS_writev,    SYS_pread64,
                SYS_pwrite64,   SYS_preadv,    SYS_pwritev,    SYS_preadv2,   SYS_pwritev2,
                SYS_lseek,      SYS_fstat,     SYS_newfstatat, SYS_statx,     SYS_openat,
                SYS_openat2,    SYS_readlink,  SYS_readlinkat, SYS_faccessat, SYS_faccessat2,
                SYS_getdents64, SYS_fstatfs,   SYS_fsync,      SYS_fdatasync, SYS_fadvise64,
                SYS_ftruncate,  SYS_fallocate, SYS_flock,      SYS_sendfile,  SYS_memfd_create});
  filter.allowIf(
      SYS_fcntl,
      {{1, {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_ADD_SEALS, F_GET_SEALS}}});
  // A number that a descriptor is put on may be that of one in use: the host's streams only.
  filter.allowIf(SYS_dup2, {{1, {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}}});
  filter.allowIf(SYS_dup3, {{1, {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}}});
  filter.allowIf(SYS_utimensat, {ArgumentIs::null(1)}); // without a name: of an open file, such as stdout
  if (needs.changesFiles)
    filter.allow(
        {SYS_mkdirat, SYS_unlinkat, SYS_renameat, SYS_renameat2, SYS_linkat, SYS_symlinkat, SYS_utimensat});
}

// None of TIOCSTI, which types into terminals, and its like.
void allowDevices(FilterProgram &filter) {
  filter.allowIf(
      SYS_ioctl,
      {{1, {FIONREAD, TCGETS, TCSETS, TCSETSW, TCSETSF, TIOCGWINSZ, TIOCGPGRP, guest::pageScanRequest()}}});
}

void allowMemory(FilterProgram &filter, const SystemCallNeeds &needs) {
  filter.allow({SYS_munmap, SYS_mremap, SYS_madvise, SYS_brk, SYS_membarrier, SYS_mincore});
  // Code comes from the files of images alone, and is never writable where it can be executed.
  filter.allowIf(SYS_mmap, {{2, {0}, PROT_EXEC}});
  if (needs.mapsImages)
    filter.allowIf(SYS_mmap, {{2, {PROT_EXEC}, PROT_EXEC | PROT_WRITE}});
  filter.allowIf(SYS_mprotect, {{2, {0}, PROT_EXEC}});
}

// Threads, but no processes and no namespaces. The C library falls back from clone3, whose flags lie in
// memory.
void allowThreads(FilterProgram &filter) {
  constexpr uint32_t kThread = CLONE_VM | CLONE_THREAD;
  constexpr uint32_t kNamespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
                                   CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;
  filter.refuse(SYS_clone3, ENOSYS);
  filter.allowIf(SYS_clone, {{0, {kThread}, kThread | kNamespaces}});
  filter.allow({SYS_futex, SYS_exit, SYS_exit_group, SYS_gettid, SYS_getpid, SYS_set_robust_list, SYS_rseq,
                SYS_sched_yield, SYS_sched_getaffinity, SYS_restart_syscall});
  filter.allowIf(SYS_prctl, {{0, {PR_SET_TIMERSLACK, kSetName, static_cast<uint32_t>(kSetMappingName)}}});
  filter.allowIf(SYS_arch_prctl, {{0, {kGetGsBase, kSetGsBase}}});
}

// Signals to this process alone.
void allowSignals(FilterProgram &filter) {
  const auto self = static_cast<uint32_t>(getpid());
  filter.allow({SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_sigaltstack});
  filter.allowIf(SYS_tgkill, {{0, {self}}});
  filter.allowIf(SYS_kill, {{0, {self}}});
}

void allowTime(FilterProgram &filter) {
  filter.allow({SYS_poll, SYS_ppoll, SYS_epoll_create1, SYS_epoll_ctl, SYS_epoll_wait, SYS_epoll_pwait,
                kEpollWaitPrecise, SYS_eventfd2, SYS_pipe2, SYS_nanosleep, SYS_clock_nanosleep,
                SYS_clock_gettime, SYS_clock_getres, SYS_gettimeofday, SYS_time, SYS_getrandom});
}

// What the C library asks about the process and the machine.
void allowQuestions(FilterProgram &filter) {
  filter.allow(
      {SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid, SYS_getppid, SYS_uname, SYS_sysinfo, SYS_getrusage});
  // Of this process, and without a new limit, which would lie behind the third argument.
  filter.allowIf(SYS_prlimit64, {{0, {0, static_cast<uint32_t>(getpid())}}, ArgumentIs::null(2)});
  filter.allow({SYS_getrlimit});
}

// Where a socket leads to is written in memory, but how long the address is can be seen. Names that the
// kernel has chosen, which sockets of guests in memory have, take 8 bytes, and so few hold no path of the
// host's worth the name; 2 stand for no address. Addresses of the network take 16 and 28, netlink's, with
// which the C library lists the interfaces, 12.
std::vector<uint32_t> addressSizes(const SystemCallNeeds &needs) {
  std::vector<uint32_t> sizes = {0, sizeof(sa_family_t), kAutomaticNameBytes};
  if (needs.usesNetwork)
    sizes.insert(sizes.end(), {sizeof(sockaddr_in), sizeof(sockaddr_in6), kNetlinkAddressBytes});
  return sizes;
}

void allowSockets(FilterProgram &filter, const SystemCallNeeds &needs) {
  filter.allow({SYS_accept4, SYS_getsockname, SYS_getpeername, SYS_getsockopt, SYS_listen, SYS_shutdown,
                SYS_recvfrom, SYS_recvmsg});
  filter.allowIf(SYS_setsockopt, {{1, {SOL_SOCKET}}, {2, std::span(kSocketOptions)}});
  filter.allowIf(SYS_setsockopt, {{1, {IPPROTO_TCP}}, {2, {TCP_NODELAY}}});
  filter.allowIf(SYS_setsockopt, {{1, {IPPROTO_IP}}, {2, std::span(kInet4Options)}});
  filter.allowIf(SYS_setsockopt, {{1, {IPPROTO_IPV6}}, {2, std::span(kInet6Options)}});
  for (const int helper : needs.helpers)
    filter.allowIf(SYS_sendmsg, {{0, {static_cast<uint32_t>(helper)}}});
  filter.allowIf(SYS_socketpair, {{0, {AF_UNIX}}});
  filter.allowIf(SYS_socket, {{0, {AF_UNIX}}});
  if (needs.usesNetwork) {
    filter.allowIf(SYS_socket, {{0, {AF_INET, AF_INET6}}, {1, {SOCK_STREAM, SOCK_DGRAM}, kSocketTypes}});
    filter.allowIf(SYS_socket, {{0, {AF_NETLINK}}, {2, {NETLINK_ROUTE}}});
  }
  if (needs.usesUnixNames) {
    filter.allow({SYS_connect, SYS_bind, SYS_sendto});
  } else {
    const std::vector<uint32_t> sizes = addressSizes(needs);
    filter.allowIf(SYS_connect, {{2, std::span(sizes)}});
    filter.allowIf(SYS_bind, {{2, std::span(sizes)}});
    filter.allowIf(SYS_sendto, {{5, std::span(sizes)}});
  }
}

} // namespace

Result<void> filterSystemCalls(const SystemCallNeeds &needs) {
  FilterProgram filter(FilterProgram::Unnamed::Killed);
  allowFiles(filter, needs);
  allowDevices(filter);
  allowMemory(filter, needs);
  allowThreads(filter);
  allowSignals(filter);
  allowTime(filter);
  allowQuestions(filter);
  allowSockets(filter, needs);
  return filter.install();
}

} // namespace wasixc::confinement
