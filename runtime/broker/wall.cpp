// See wall.h.
#include "runtime/broker/wall.h"

#include "runtime/confinement/filter_program.h"
#include "runtime/confinement/landlock.h"
#include "runtime/confinement/privileges.h"

#include <cerrno>
#include <fcntl.h>
#include <sched.h>
#include <sys/syscall.h>

namespace wasixc::broker {

namespace {

using namespace confinement;

constexpr uint64_t kProgramFiles = landlock::kExecute | landlock::kReadFile | landlock::kReadDirectory;
constexpr uint64_t kCacheEntries = landlock::kReadFile | landlock::kReadDirectory | landlock::kWriteFile |
                                   landlock::kTruncate | landlock::kMakeRegular | landlock::kRemoveFile;

// Where programs have their libraries (hier(7)), and what the dynamic loader reads.
constexpr const char *kSystemFiles[] = {"/usr", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache"};

void restrictFiles(const NamedCompiler &compiler, int cacheDirectory) {
  auto rules = LandlockRules::create(landlock::kBindTcp | landlock::kConnectTcp);
  if (!rules.ok())
    return;
  bool isComplete = rules->allow(compiler.file.get(), landlock::kExecute | landlock::kReadFile).ok();
  // An installation elsewhere has its libraries beside its programs.
  const UniqueFd libraries(openat(compiler.directory.get(), "../lib", O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (libraries)
    isComplete = rules->allow(libraries.get(), kProgramFiles).ok() && isComplete;
  for (const char *path : kSystemFiles)
    isComplete = rules->allowNamed(path, kProgramFiles).ok() && isComplete;
  if (cacheDirectory >= 0)
    isComplete = rules->allow(cacheDirectory, kCacheEntries).ok() && isComplete;
  (void)isComplete; // a rule that is missing forbids more, not less
  (void)rules->restrictSelf().ok();
}

// What a compiler has no use for, and would be of use to whoever has taken it over.
constexpr long kForbiddenCalls[] = {
    SYS_socket,
    SYS_socketpair,
    SYS_connect,
    SYS_bind,
    SYS_listen,
    SYS_accept,
    SYS_accept4,
    SYS_sendto,
    SYS_sendmsg,
    SYS_sendmmsg,
    SYS_ptrace,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_kill,
    SYS_tkill,
    SYS_pidfd_send_signal,
    SYS_pidfd_getfd,
    SYS_tgkill,
    SYS_rt_sigqueueinfo,
    SYS_rt_tgsigqueueinfo,
    SYS_process_madvise,
    SYS_setrlimit,
    SYS_setpriority,
    SYS_sched_setparam,
    SYS_sched_setscheduler,
    SYS_sched_setattr,
    SYS_sched_setaffinity,
    SYS_ioprio_set,
    SYS_chmod,
    SYS_fchmodat,
    SYS_chown,
    SYS_lchown,
    SYS_fchown,
    SYS_fchownat,
    SYS_setxattr,
    SYS_lsetxattr,
    SYS_fsetxattr,
    SYS_removexattr,
    SYS_lremovexattr,
    SYS_fremovexattr,
    SYS_utime,
    SYS_utimes,
    SYS_futimesat,
    SYS_utimensat,
    SYS_mknod,
    SYS_mknodat,
    SYS_fsconfig,
    SYS_fsmount,
    SYS_fspick,
    SYS_keyctl,
    SYS_add_key,
    SYS_request_key,
    SYS_bpf,
    SYS_perf_event_open,
    SYS_userfaultfd,
    SYS_io_uring_setup,
    SYS_unshare,
    SYS_setns,
    SYS_mount,
    SYS_umount2,
    SYS_move_mount,
    SYS_open_tree,
    SYS_fsopen,
    SYS_pivot_root,
    SYS_chroot,
    SYS_open_by_handle_at,
    SYS_init_module,
    SYS_finit_module,
    SYS_delete_module,
    SYS_kexec_load,
    SYS_kexec_file_load,
    SYS_reboot,
    SYS_shmget,
    SYS_shmat,
    SYS_msgget,
    SYS_semget,
    SYS_mq_open,
    SYS_acct,
    SYS_swapon,
    SYS_swapoff,
    SYS_sethostname,
    SYS_settimeofday,
    SYS_clock_settime,
    SYS_adjtimex,
    SYS_quotactl,
    SYS_syslog,
    SYS_personality,
    SYS_ioperm,
    SYS_iopl,
    SYS_modify_ldt,
};

// Calls of newer kernels, which older headers do not have. (mount_setattr(2), fchmodat2(2), setxattrat(2),
// removexattrat(2), open_tree_attr(2))
constexpr long kNewerCalls[] = {442, 452, 463, 466, 467};

void restrictCalls() {
  constexpr uint32_t kNamespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
                                   CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;
  FilterProgram filter(FilterProgram::Unnamed::Allowed);
  filter.refuse(kForbiddenCalls, EPERM);
  filter.refuse(kNewerCalls, EPERM);
  filter.refuse(SYS_clone3, ENOSYS); // its flags lie in memory; the C library has the other one
  filter.allowIf(SYS_clone, {{0, {0}, kNamespaces}});
  filter.refuse(SYS_clone, EPERM);
  filter.allowIf(SYS_prlimit64, {{0, {0}}}); // the caller's own limits
  filter.refuse(SYS_prlimit64, EPERM);
  (void)filter.install().ok();
}

} // namespace

void confineBroker(const NamedCompiler &compiler, int cacheDirectory) {
  (void)refuseNewPrivileges().ok();
  (void)dropCapabilities(false).ok();
  restrictFiles(compiler, cacheDirectory);
}

void confineCompiler(const NamedCompiler &compiler) {
  restrictFiles(compiler, -1);
  restrictCalls();
}

} // namespace wasixc::broker
