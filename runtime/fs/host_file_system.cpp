#include "runtime/fs/host_file_system.h"

#include <algorithm>
#include <iterator>
#include <linux/magic.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

namespace wasixc {

namespace {

// File systems without files of anybody's, by the numbers that linux/magic.h and the file systems' own
// sources give them. File systems on disks, of the network, in memory, and FUSE are not here.
constexpr uint32_t kKernelFileSystems[] = {
    AAFS_MAGIC,      ANON_INODE_FS_MAGIC,  BDEVFS_MAGIC,          BINDERFS_SUPER_MAGIC, BINFMTFS_MAGIC,
    BPF_FS_MAGIC,    CGROUP_SUPER_MAGIC,   CGROUP2_SUPER_MAGIC,
    0x62656570, // configfs
    DEBUGFS_MAGIC,   DEVMEM_MAGIC,         DEVPTS_SUPER_MAGIC,    DMA_BUF_MAGIC,        EFIVARFS_MAGIC,
    0x0a647361, // functionfs
    0x65735543, // fusectl
    0x19800202, // mqueue
    0x6e667364, // nfsd
    NSFS_MAGIC,      OPENPROM_SUPER_MAGIC,
    0x50494446, // pidfs
    PIPEFS_MAGIC,    PSTOREFS_MAGIC,       RDTGROUP_SUPER_MAGIC,
    0x67596969, // rpc_pipefs
    SECRETMEM_MAGIC, SECURITYFS_MAGIC,     SELINUX_MAGIC,         SMACK_MAGIC,          SOCKFS_MAGIC,
    SYSFS_MAGIC,     TRACEFS_MAGIC,        USBDEVICE_SUPER_MAGIC, XENFS_SUPER_MAGIC,
};

constexpr unsigned kMemoryDevices = 1; // the major number
constexpr unsigned kHarmless[] = {3 /* null */, 5 /* zero */, 7 /* full */, 8 /* random */, 9 /* urandom */};

} // namespace

// One that cannot be asked is taken for the worst.
FileSystem fileSystemOf(int fd) {
  struct statfs status;
  if (fstatfs(fd, &status) != 0)
    return FileSystem::Kernel;
  const auto type = static_cast<uint32_t>(status.f_type);
  if (type == PROC_SUPER_MAGIC)
    return FileSystem::Processes;
  if (std::ranges::find(kKernelFileSystems, type) != std::end(kKernelFileSystems))
    return FileSystem::Kernel;
  const bool canHoldDevices = type == TMPFS_MAGIC || type == RAMFS_MAGIC;
  return canHoldDevices && !(status.f_flags & ST_NODEV) ? FileSystem::Devices : FileSystem::Plain;
}

// Its number is always 1 (linux/proc_ns.h: PROC_ROOT_INO).
bool isProcessRoot(const struct stat &status) { return S_ISDIR(status.st_mode) && status.st_ino == 1; }

bool isPublicProcessName(std::string_view name) {
  return std::ranges::find(kPublicProcessNames, name) != std::end(kPublicProcessNames);
}

bool isRefusedDevice(const struct stat &status) {
  if (S_ISBLK(status.st_mode))
    return true;
  return S_ISCHR(status.st_mode) &&
         (major(status.st_rdev) != kMemoryDevices ||
          std::ranges::find(kHarmless, minor(status.st_rdev)) == std::end(kHarmless));
}

} // namespace wasixc
