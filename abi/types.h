// Guest-visible types of WASI preview1, WASIX (32-bit) and snapshot0: what lies in a guest's memory when it
// calls an import. Every size and offset is asserted; integers are little-endian, as on the host. Padding is
// named, so that a structure that is copied out never carries bytes of the host's stack.
//
// Enumerations are kept as their guest integers inside structures, because a guest may store any bits there;
// the handlers check them before they become one of the enum classes below.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace wasixc::abi {

#define WASIX_LAYOUT(type, size, alignment)                                                                  \
  static_assert(std::has_unique_object_representations_v<type>, #type " has no padding without a name");     \
  WASIX_UNION_LAYOUT(type, size, alignment)
// With a union inside, whose longest member comes first where the host fills it in: `= {}` clears that one.
#define WASIX_UNION_LAYOUT(type, size, alignment)                                                            \
  static_assert(sizeof(type) == (size) && alignof(type) == (alignment), #type " has the guest's size")
#define WASIX_FIELD(type, field, offset)                                                                     \
  static_assert(offsetof(type, field) == (offset), #type "::" #field " lies where the guest expects it")

// Addresses and sizes in a 32-bit linear memory.
using GuestAddress = uint32_t;
using GuestSize = uint32_t;
using Timestamp = uint64_t; // nanoseconds

// Files

enum class FileType : uint8_t {
  Unknown,
  BlockDevice,
  CharacterDevice,
  Directory,
  RegularFile,
  SocketDatagram,
  SocketStream,
  SymbolicLink,
  SocketRaw,
  SocketSequential,
};

enum class Whence : uint8_t { Set, Current, End };

enum class Advice : uint8_t { Normal, Sequential, Random, WillNeed, DontNeed, NoReuse };

enum class ClockId : uint32_t { Realtime, Monotonic, ProcessCpuTime, ThreadCpuTime };

enum FdFlags : uint16_t { kFdAppend = 1, kFdDsync = 2, kFdNonblock = 4, kFdRsync = 8, kFdSync = 16 };
constexpr uint16_t kFdFlagsMask = 31;

enum FdFlagsExtended : uint16_t { kFdCloseOnExec = 1 };

enum OpenFlags : uint16_t { kOpenCreate = 1, kOpenDirectory = 2, kOpenExclusive = 4, kOpenTruncate = 8 };
constexpr uint16_t kOpenFlagsMask = 15;

enum LookupFlags : uint32_t { kLookupSymlinkFollow = 1 };

enum FileTimeFlags : uint16_t { kAccessTime = 1, kAccessTimeNow = 2, kModifyTime = 4, kModifyTimeNow = 8 };
constexpr uint16_t kFileTimeFlagsMask = 15;

enum Rights : uint64_t {
  kRightFdDatasync = 1ull << 0,
  kRightFdRead = 1ull << 1,
  kRightFdSeek = 1ull << 2,
  kRightFdFdstatSetFlags = 1ull << 3,
  kRightFdSync = 1ull << 4,
  kRightFdTell = 1ull << 5,
  kRightFdWrite = 1ull << 6,
  kRightFdAdvise = 1ull << 7,
  kRightFdAllocate = 1ull << 8,
  kRightPathCreateDirectory = 1ull << 9,
  kRightPathCreateFile = 1ull << 10,
  kRightPathLinkSource = 1ull << 11,
  kRightPathLinkTarget = 1ull << 12,
  kRightPathOpen = 1ull << 13,
  kRightFdReaddir = 1ull << 14,
  kRightPathReadlink = 1ull << 15,
  kRightPathRenameSource = 1ull << 16,
  kRightPathRenameTarget = 1ull << 17,
  kRightPathFilestatGet = 1ull << 18,
  kRightPathFilestatSetSize = 1ull << 19,
  kRightPathFilestatSetTimes = 1ull << 20,
  kRightFdFilestatGet = 1ull << 21,
  kRightFdFilestatSetSize = 1ull << 22,
  kRightFdFilestatSetTimes = 1ull << 23,
  kRightPathSymlink = 1ull << 24,
  kRightPathRemoveDirectory = 1ull << 25,
  kRightPathUnlinkFile = 1ull << 26,
  kRightPollFdReadwrite = 1ull << 27,
  kRightSockShutdown = 1ull << 28,
  kRightSockAccept = 1ull << 29,
};
constexpr uint64_t kAllRights = (1ull << 39) - 1;

struct IoVector {
  GuestAddress buffer;
  GuestSize length;
};
WASIX_LAYOUT(IoVector, 8, 4);
WASIX_FIELD(IoVector, length, 4);

struct FdStat {
  uint8_t fileType;
  uint8_t padding0 = 0;
  uint16_t flags;
  uint32_t padding1 = 0;
  uint64_t rightsBase;
  uint64_t rightsInheriting;
};
WASIX_LAYOUT(FdStat, 24, 8);
WASIX_FIELD(FdStat, flags, 2);
WASIX_FIELD(FdStat, rightsBase, 8);
WASIX_FIELD(FdStat, rightsInheriting, 16);

struct FileStat {
  uint64_t device;
  uint64_t inode;
  uint8_t fileType;
  uint8_t padding[7] = {};
  uint64_t linkCount;
  uint64_t size;
  Timestamp accessTime;
  Timestamp modifyTime;
  Timestamp changeTime;
};
WASIX_LAYOUT(FileStat, 64, 8);
WASIX_FIELD(FileStat, fileType, 16);
WASIX_FIELD(FileStat, linkCount, 24);
WASIX_FIELD(FileStat, size, 32);
WASIX_FIELD(FileStat, changeTime, 56);

// snapshot0 has a 32-bit link count.
struct UnstableFileStat {
  uint64_t device;
  uint64_t inode;
  uint8_t fileType;
  uint8_t padding[3] = {};
  uint32_t linkCount;
  uint64_t size;
  Timestamp accessTime;
  Timestamp modifyTime;
  Timestamp changeTime;
};
WASIX_LAYOUT(UnstableFileStat, 56, 8);
WASIX_FIELD(UnstableFileStat, linkCount, 20);
WASIX_FIELD(UnstableFileStat, size, 24);
WASIX_FIELD(UnstableFileStat, changeTime, 48);

// Followed by nameLength bytes of name; the next record begins right behind them, not aligned.
struct DirectoryEntry {
  uint64_t next;
  uint64_t inode;
  uint32_t nameLength;
  uint8_t fileType;
  uint8_t padding[3] = {};
};
WASIX_LAYOUT(DirectoryEntry, 24, 8);
WASIX_FIELD(DirectoryEntry, nameLength, 16);
WASIX_FIELD(DirectoryEntry, fileType, 20);

struct Prestat {
  uint8_t tag; // 0: a directory, the only kind
  uint8_t padding[3] = {};
  GuestSize nameLength;
};
WASIX_LAYOUT(Prestat, 8, 4);
WASIX_FIELD(Prestat, nameLength, 4);

// Polling

enum class EventType : uint8_t { Clock, FdRead, FdWrite };
enum EventFlags : uint16_t { kEventHangup = 1 };
enum ClockFlags : uint16_t { kClockAbsolute = 1 };

struct SubscriptionClock {
  uint32_t id;
  uint32_t padding0;
  Timestamp timeout;
  Timestamp precision;
  uint16_t flags;
  uint16_t padding1[3];
};

struct Subscription {
  uint64_t userdata;
  uint8_t tag;
  uint8_t padding[7];
  union {
    SubscriptionClock clock;
    uint32_t fd;
  };
};
WASIX_UNION_LAYOUT(Subscription, 48, 8);
WASIX_FIELD(Subscription, tag, 8);
WASIX_FIELD(Subscription, fd, 16);
WASIX_FIELD(Subscription, clock.timeout, 24);
WASIX_FIELD(Subscription, clock.precision, 32);
WASIX_FIELD(Subscription, clock.flags, 40);

struct UnstableSubscriptionClock {
  uint64_t identifier;
  SubscriptionClock clock;
};

struct UnstableSubscription {
  uint64_t userdata;
  uint8_t tag;
  uint8_t padding[7];
  union {
    UnstableSubscriptionClock clock;
    uint32_t fd;
  };
};
WASIX_UNION_LAYOUT(UnstableSubscription, 56, 8);
WASIX_FIELD(UnstableSubscription, fd, 16);
WASIX_FIELD(UnstableSubscription, clock.clock.id, 24);
WASIX_FIELD(UnstableSubscription, clock.clock.timeout, 32);
WASIX_FIELD(UnstableSubscription, clock.clock.flags, 48);

struct Event {
  uint64_t userdata;
  uint16_t error;
  uint8_t type;
  uint8_t padding0[5] = {};
  uint64_t byteCount;
  uint16_t flags;
  uint16_t padding1[3] = {};
};
WASIX_LAYOUT(Event, 32, 8);
WASIX_FIELD(Event, error, 8);
WASIX_FIELD(Event, type, 10);
WASIX_FIELD(Event, byteCount, 16);
WASIX_FIELD(Event, flags, 24);

enum EpollFlags : uint32_t {
  kEpollIn = 1,
  kEpollOut = 2,
  kEpollReadHangup = 4,
  kEpollPriority = 8,
  kEpollError = 16,
  kEpollHangup = 32,
  kEpollEdgeTriggered = 64,
  kEpollOneShot = 128,
};

// As the interface describes them, but for the last one: the C library passes Linux's numbers on, 1 to add, 2
// to delete, 3 to modify. So 1 adds what is not in the set yet (docs/files.md).
enum class EpollControl : uint32_t { Add, Modify, Delete, ModifyOnly };

// The guest's epoll_data_t, member by member instead of a union (types 5).
struct EpollEvent {
  uint32_t events;
  uint32_t padding0 = 0;
  GuestAddress pointer;
  uint32_t fd;
  uint32_t data1;
  uint32_t padding1 = 0;
  uint64_t data2;
};
WASIX_LAYOUT(EpollEvent, 32, 8);
WASIX_FIELD(EpollEvent, pointer, 8);
WASIX_FIELD(EpollEvent, fd, 12);
WASIX_FIELD(EpollEvent, data1, 16);
WASIX_FIELD(EpollEvent, data2, 24);

// Options

struct OptionPid {
  uint8_t tag;
  uint8_t padding[3] = {};
  uint32_t pid;
};
WASIX_LAYOUT(OptionPid, 8, 4);
WASIX_FIELD(OptionPid, pid, 4);

struct OptionFd {
  uint8_t tag;
  uint8_t padding[3] = {};
  uint32_t fd;
};
WASIX_LAYOUT(OptionFd, 8, 4);
WASIX_FIELD(OptionFd, fd, 4);

struct OptionTimestamp {
  uint8_t tag;
  uint8_t padding[7] = {};
  Timestamp value;
};
WASIX_LAYOUT(OptionTimestamp, 16, 8);
WASIX_FIELD(OptionTimestamp, value, 8);

// Processes

enum class StdioMode : uint8_t { Piped, Inherit, Null, Log };

struct ProcessHandles {
  uint32_t pid;
  OptionFd streams[3]; // standard input, output and error
};
WASIX_LAYOUT(ProcessHandles, 28, 4);
WASIX_FIELD(ProcessHandles, streams, 4);

// wasixc_v1.tos: see abi/guest/include/wasixc.h.
struct ProcessRecord {
  uint32_t pid;
  uint32_t reserved;
  uint64_t frequency;
  uint64_t cycles;
  uint64_t kernelCycles;
  uint64_t milliseconds;
};
WASIX_LAYOUT(ProcessRecord, 40, 8);
WASIX_FIELD(ProcessRecord, milliseconds, 32);
constexpr uint32_t kPrivateWords = 32;

enum class SpawnFdCommand : uint8_t { Close, Dup2, Open, ChangeDirectory, ChangeDirectoryFd };

struct SpawnFdOperation {
  uint8_t command;
  uint8_t padding0[3];
  uint32_t fd;
  uint32_t sourceFd;
  GuestAddress path;
  GuestSize pathLength;
  uint32_t lookupFlags;
  uint16_t openFlags;
  uint16_t padding1[3];
  uint64_t rightsBase;
  uint64_t rightsInheriting;
  uint16_t fdFlags;
  uint16_t fdFlagsExtended;
  uint32_t padding2;
};
WASIX_LAYOUT(SpawnFdOperation, 56, 8);
WASIX_FIELD(SpawnFdOperation, path, 12);
WASIX_FIELD(SpawnFdOperation, openFlags, 24);
WASIX_FIELD(SpawnFdOperation, rightsBase, 32);
WASIX_FIELD(SpawnFdOperation, fdFlags, 48);
WASIX_FIELD(SpawnFdOperation, fdFlagsExtended, 50);

enum class JoinTag : uint8_t { Nothing, Exited, Signaled, Stopped };
enum DlFlags : uint32_t {
  kDlLazy = 1,
  kDlNow = 2,
  kDlGlobal = 4,
  kDlNoLoad = 8,
  kDlNoDelete = 16,
  kDlDeepBind = 32,
};

enum JoinFlags : uint32_t { kJoinNonBlocking = 1, kJoinWakeStopped = 2 };

struct JoinStatus {
  uint8_t tag;
  uint8_t padding = 0;
  uint16_t value;     // exit code; the signal when stopped
  uint8_t signal = 0; // when ended by one
  uint8_t reserved = 0;
};
WASIX_LAYOUT(JoinStatus, 6, 2);
WASIX_FIELD(JoinStatus, value, 2);
WASIX_FIELD(JoinStatus, signal, 4);

struct SignalDisposition {
  uint8_t signal;
  uint8_t disposition; // 0 default, 1 ignore
};
WASIX_LAYOUT(SignalDisposition, 2, 1);

struct Tty {
  uint32_t columns;
  uint32_t rows;
  uint32_t width;
  uint32_t height;
  uint8_t stdinIsTty;
  uint8_t stdoutIsTty;
  uint8_t stderrIsTty;
  uint8_t echo;
  uint8_t lineBuffered;
  uint8_t lineFeeds;
  uint8_t padding[2] = {};
};
WASIX_LAYOUT(Tty, 24, 4);
WASIX_FIELD(Tty, stdinIsTty, 16);
WASIX_FIELD(Tty, lineFeeds, 21);

// Threads and stacks

struct ThreadStart {
  GuestAddress stack; // its upper end
  GuestAddress tlsBase;
  uint32_t startFunction;
  uint32_t startArgument;
  uint32_t reserved[10];
  GuestSize stackSize;
  GuestSize guardSize;
};
WASIX_LAYOUT(ThreadStart, 64, 4);
WASIX_FIELD(ThreadStart, reserved, 16);
WASIX_FIELD(ThreadStart, stackSize, 56);
WASIX_FIELD(ThreadStart, guardSize, 60);

struct StackSnapshot {
  uint64_t user;
  uint64_t hashLow;
  uint64_t hashHigh;
};
WASIX_LAYOUT(StackSnapshot, 24, 8);

struct ReflectionResult {
  uint8_t cacheable;
  uint8_t padding = 0;
  uint16_t arguments;
  uint16_t results;
};
WASIX_LAYOUT(ReflectionResult, 6, 2);
WASIX_FIELD(ReflectionResult, results, 4);

// Sockets. Ports are little-endian, addresses in network order (types 10).

enum class AddressFamily : uint8_t { Unspecified, Inet4, Inet6, Unix };
enum class SocketType : uint8_t { Unused, Stream, Datagram, Raw, Sequential };
enum class SocketStatus : uint8_t { Opening, Opened, Closed, Failed };
enum class SocketOption : uint8_t {
  None,
  ReusePort,
  ReuseAddress,
  NoDelay,
  DontRoute,
  OnlyInet6,
  Broadcast,
  MulticastLoopInet4,
  MulticastLoopInet6,
  Promiscuous,
  Listening,
  LastError,
  KeepAlive,
  Linger,
  OutOfBandInline,
  ReceiveBufferSize,
  SendBufferSize,
  ReceiveLowWater,
  SendLowWater,
  ReceiveTimeout,
  SendTimeout,
  ConnectTimeout,
  AcceptTimeout,
  TimeToLive,
  MulticastTimeToLiveInet4,
  Type,
  Protocol,
};
enum ReceiveFlags : uint16_t {
  kReceivePeek = 1,
  kReceiveWaitAll = 2,
  kReceiveTruncated = 4,
  kReceiveDontWait = 8
};
constexpr uint16_t kReceiveFlagsMask = 15;
enum ReceivedFlags : uint16_t { kReceivedTruncated = 1 };
enum SendFlags : uint16_t { kSendDontWait = 1 };
enum ShutdownFlags : uint8_t { kShutdownRead = 1, kShutdownWrite = 2 };

struct AddressPort {
  uint8_t family;
  uint8_t padding = 0;
  union {
    uint8_t path[108];
    struct {
      uint16_t port;
      uint8_t octets[4];
    } inet4;
    struct {
      uint16_t port;
      uint8_t octets[16];
      uint16_t flowInfo1, flowInfo0;
      uint16_t scopeId1, scopeId0;
    } inet6;
  };
};
WASIX_UNION_LAYOUT(AddressPort, 110, 2);
WASIX_FIELD(AddressPort, inet4.octets, 4);
WASIX_FIELD(AddressPort, inet6.octets, 4);
WASIX_FIELD(AddressPort, inet6.flowInfo1, 20);
WASIX_FIELD(AddressPort, inet6.scopeId0, 26);
WASIX_FIELD(AddressPort, path, 2);

struct AddressIp {
  uint8_t family;
  uint8_t padding = 0;
  uint8_t octets[16];
};
static_assert(sizeof(AddressIp) == 18); // the guest's alignment is 2, but it holds bytes only
WASIX_FIELD(AddressIp, octets, 2);

struct AddressInet4 {
  uint8_t octets[4];
};
WASIX_LAYOUT(AddressInet4, 4, 1);

// The guest's holds flow and scope as well, which no call here has a use for.
struct AddressInet6 {
  uint8_t octets[16];
};

struct AddressCidr {
  uint8_t family;
  uint8_t padding = 0;
  union {
    struct {
      uint8_t octets[16];
      uint8_t flowAndScope[8];
      uint8_t prefixLength;
      uint8_t padding;
    } inet6;
    struct {
      uint8_t octets[4];
      uint8_t prefixLength;
    } inet4;
  };
};
static_assert(sizeof(AddressCidr) == 28); // the guest's alignment is 2, but it holds bytes only
WASIX_FIELD(AddressCidr, inet4.prefixLength, 6);
WASIX_FIELD(AddressCidr, inet6.prefixLength, 26);

struct HardwareAddress {
  uint8_t octets[6];
};
WASIX_LAYOUT(HardwareAddress, 6, 1);

struct Route {
  AddressCidr destination;
  AddressPort router; // its port means nothing
  uint8_t padding[6] = {};
  OptionTimestamp preferredUntil;
  OptionTimestamp expiresAt;
};
WASIX_UNION_LAYOUT(Route, 176, 8);
WASIX_FIELD(Route, router, 28);
WASIX_FIELD(Route, preferredUntil, 144);

#undef WASIX_LAYOUT
#undef WASIX_UNION_LAYOUT
#undef WASIX_FIELD

} // namespace wasixc::abi
