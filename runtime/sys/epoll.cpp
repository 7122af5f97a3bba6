// fd_event and epoll_*: objects that wake, and sets of what to wait for.
#include "runtime/fs/epoll.h"

#include "runtime/fs/event_counter.h"
#include "runtime/fs/rights.h"
#include "runtime/sys/descriptors.h"
#include "runtime/sys/handlers.h"

namespace wasixc::sys {

namespace {

// A call hands out that many events at most; more of them come with the next one.
constexpr uint32_t kMostEvents = 256;

constexpr uint32_t kEventFlagSemaphore = 1;
constexpr uint32_t kEventFlagNonblock = abi::kFdNonblock; // as the C library passes EFD_NONBLOCK on

// INVAL for another kind of file (Linux epoll_wait).
Result<FileUse> useEpoll(Thread &thread, uint32_t fd) {
  FileUse file = TRY(thread.descriptors().use(fd, 0));
  if (!file->epoll())
    return Errno::INVAL;
  return file;
}

Errno modifyOrAdd(Epoll &set, File &file, uint32_t fd, const abi::EpollEvent &event) {
  const Errno modified = set.modify(file, fd, event).error();
  return modified == Errno::NOENT ? set.add(file, fd, event).error() : modified;
}

} // namespace

Errno fd_event(Thread &thread, uint64_t initial, uint32_t flags, GuestPtr<uint32_t> result) {
  TRY(thread.memory().load(result));
  if ((flags & ~(kEventFlagSemaphore | kEventFlagNonblock)) != 0 || initial == UINT64_MAX)
    return Errno::INVAL;
  auto counter = makeRef<EventCounter>(initial, (flags & kEventFlagSemaphore) != 0);
  TRY(counter->setFlags(flags & kEventFlagNonblock));
  const uint32_t fd = TRY(thread.descriptors().add(descriptorOf(std::move(counter))));
  return thread.memory().store(result, fd).error();
}

Errno epoll_create(Thread &thread, GuestPtr<uint32_t> result) {
  TRY(thread.memory().load(result));
  const uint32_t fd = TRY(thread.descriptors().add(descriptorOf(TRY(Epoll::create()))));
  return thread.memory().store(result, fd).error();
}

Errno epoll_ctl(Thread &thread, uint32_t epollFd, uint32_t operation, uint32_t fd,
                GuestPtr<abi::EpollEvent> event) {
  const FileUse set = TRY(useEpoll(thread, epollFd));
  const FileUse file = TRY(thread.descriptors().use(fd, kRightPollFdReadwrite));
  switch (static_cast<abi::EpollControl>(operation)) {
  case abi::EpollControl::Add:
    return set->epoll()->add(*file, fd, TRY(thread.memory().load(event))).error();
  case abi::EpollControl::Modify:
    return modifyOrAdd(*set->epoll(), *file, fd, TRY(thread.memory().load(event)));
  case abi::EpollControl::ModifyOnly:
    return set->epoll()->modify(*file, fd, TRY(thread.memory().load(event))).error();
  case abi::EpollControl::Delete:
    return set->epoll()->remove(*file, fd).error();
  }
  return Errno::INVAL;
}

Errno epoll_wait(Thread &thread, uint32_t epollFd, GuestPtr<abi::EpollEvent> events, uint32_t most,
                 uint64_t timeout, GuestPtr<uint32_t> count) {
  const GuestMemory memory = thread.memory();
  if (most == 0)
    return Errno::INVAL;
  uint8_t *results = TRY(memory.array(events, most));
  TRY(memory.load(count));
  const FileUse set = TRY(useEpoll(thread, epollFd));
  abi::EpollEvent found[kMostEvents];
  const std::span<abi::EpollEvent> room(found, std::min(most, kMostEvents));
  const size_t size = TRY(set->epoll()->wait(room, blocking::after(timeout, thread.callBegan())));
  memcpy(results, found, size * sizeof(abi::EpollEvent));
  return memory.store(count, static_cast<uint32_t>(size)).error();
}

} // namespace wasixc::sys
