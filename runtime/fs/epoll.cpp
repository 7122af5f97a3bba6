// The set: what is in it, and how items come and go.
#include "runtime/fs/epoll_nesting.h"

#include "runtime/fs/guest_descriptor.h"
#include "runtime/fs/host_stat.h"
#include "runtime/fs/rights.h"

#include <fcntl.h>
#include <sys/epoll.h>

namespace wasixc {

namespace {

// A file and an instance can go at the same time.
Mutex &links() { return EpollLinks::get().lock; }

constexpr struct {
  uint32_t guest, host;
} kBits[] = {
    {abi::kEpollIn, EPOLLIN},
    {abi::kEpollOut, EPOLLOUT},
    {abi::kEpollReadHangup, EPOLLRDHUP},
    {abi::kEpollPriority, EPOLLPRI},
    {abi::kEpollError, EPOLLERR},
    {abi::kEpollHangup, EPOLLHUP},
    {abi::kEpollEdgeTriggered, EPOLLET},
    {abi::kEpollOneShot, EPOLLONESHOT},
};

uint32_t hostEvents(uint32_t guest) {
  uint32_t events = 0;
  for (const auto &bit : kBits)
    events |= guest & bit.guest ? bit.host : 0;
  return events;
}

} // namespace

uint32_t guestEpollEvents(uint32_t host) {
  uint32_t events = 0;
  for (const auto &bit : kBits)
    events |= host & bit.host ? bit.guest : 0;
  return events;
}

void EpollReadyList::push(EpollItem &item) {
  item.isQueued = true;
  item.next = nullptr;
  item.previous = last;
  (last ? last->next : first) = &item;
  last = &item;
  ++count;
}

void EpollReadyList::remove(EpollItem &item) {
  (item.previous ? item.previous->next : first) = item.next;
  (item.next ? item.next->previous : last) = item.previous;
  item.isQueued = false;
  --count;
}

void EpollItem::notify(uint32_t events) {
  if ((events & interest()) == 0)
    return;
  MutexLock guard(owner.readyLock);
  if (!isQueued)
    owner.ready.push(*this);
  owner.observers.notifyAll(abi::kEpollIn);
}

Epoll::Epoll(UniqueFd host) : File(FileType::Unknown), host(std::move(host)) {}

Result<Ref<Epoll>> Epoll::create() {
  return makeRef<Epoll>(TRY(forGuest(UniqueFd(epoll_create1(EPOLL_CLOEXEC)))));
}

Epoll::~Epoll() {
  MutexLock linksGuard(links());
  MutexLock guard(lock);
  while (!items.empty())
    detach(*items.begin()->second);
}

void File::destroy() {
  if (epollItems.load(std::memory_order_acquire))
    Epoll::forget(*this);
  RefCounted::destroy();
}

void Epoll::forget(File &file) {
  MutexLock linksGuard(links());
  while (EpollItem *item = file.epollItems.load(std::memory_order_relaxed)) {
    MutexLock guard(item->owner.lock);
    item->owner.detach(*item);
  }
}

EpollItem *Epoll::find(File &file, uint32_t fd) {
  const auto found = items.find({fd, &file});
  return found == items.end() ? nullptr : found->second.get();
}

Result<void> Epoll::changeInHost(EpollItem &item, int operation) {
  epoll_event event = {};
  event.events = hostEvents(item.event.events);
  event.data.ptr = &item;
  if (epoll_ctl(host.get(), operation, item.hostFd, &event) != 0)
    return hostError();
  return {};
}

Result<void> Epoll::addToHost(EpollItem &item) {
  item.hostFd = item.file.pollDescriptor();
  if (item.hostFd < 0)
    return {};
  auto added = changeInHost(item, EPOLL_CTL_ADD);
  if (!added.ok() && added.error() == Errno::EXIST) {
    item.duplicate = TRY(forGuest(UniqueFd(fcntl(item.hostFd, F_DUPFD_CLOEXEC, 0))));
    item.hostFd = item.duplicate.get();
    added = changeInHost(item, EPOLL_CTL_ADD);
  }
  TRY(std::move(added));
  hostItems.fetch_add(1, std::memory_order_relaxed);
  return {};
}

// Requires: the links' lock. Ends the item.
void Epoll::detach(EpollItem &item) {
  if (item.file.isWatchable())
    item.file.unwatch(item);
  {
    MutexLock guard(readyLock);
    if (item.isQueued)
      ready.remove(item);
  }
  if (item.hostFd >= 0) {
    epoll_ctl(host.get(), EPOLL_CTL_DEL, item.hostFd, nullptr);
    hostItems.fetch_sub(1, std::memory_order_relaxed);
  }
  if (item.previousOfFile)
    item.previousOfFile->nextOfFile = item.nextOfFile;
  else
    item.file.epollItems.store(item.nextOfFile, std::memory_order_release);
  if (item.nextOfFile)
    item.nextOfFile->previousOfFile = item.previousOfFile;
  items.erase({item.fd, &item.file});
}

// Lets the next wait look at the item, whatever has been reported of it.
void Epoll::requeue(EpollItem &item) {
  if (item.file.isWatchable())
    item.notify(item.interest());
}

// Those who sleep for the old set must wait for the new one.
void Epoll::wakeWaiters() {
  MutexLock guard(readyLock);
  observers.notifyAll(abi::kEpollIn);
}

Result<void> Epoll::add(File &file, uint32_t fd, const abi::EpollEvent &event) {
  if (&file == this)
    return Errno::INVAL;
  if (!file.isWatchable() && file.pollDescriptor() < 0)
    return Errno::PERM;
  EpollLinks &all = EpollLinks::get();
  MutexLock linksGuard(all.lock);
  TRY(Nesting::check(*this, file, all));
  {
    MutexLock guard(lock);
    if (find(file, fd))
      return Errno::EXIST;
    auto item = std::make_unique<EpollItem>(*this, file, fd, event);
    TRY(addToHost(*item));
    EpollItem &added = *item;
    items.emplace(Key(fd, &file), std::move(item));
    added.nextOfFile = file.epollItems.load(std::memory_order_relaxed);
    if (added.nextOfFile)
      added.nextOfFile->previousOfFile = &added;
    file.epollItems.store(&added, std::memory_order_release);
    if (file.isWatchable())
      file.watch(added);
    requeue(added);
  }
  wakeWaiters();
  return {};
}

Result<void> Epoll::modify(File &file, uint32_t fd, const abi::EpollEvent &event) {
  {
    MutexLock guard(lock);
    EpollItem *item = find(file, fd);
    if (!item)
      return Errno::NOENT;
    const abi::EpollEvent before = item->event;
    item->change(event);
    if (item->hostFd >= 0) {
      if (const auto changed = changeInHost(*item, EPOLL_CTL_MOD); !changed.ok()) {
        item->change(before);
        return changed.error();
      }
    }
    item->isDisabled = false;
    requeue(*item);
  }
  wakeWaiters();
  return {};
}

Result<void> Epoll::remove(File &file, uint32_t fd) {
  MutexLock linksGuard(links());
  MutexLock guard(lock);
  EpollItem *item = find(file, fd);
  if (!item)
    return Errno::NOENT;
  detach(*item);
  return {};
}

Result<abi::FileStat> Epoll::stat() { return statOfObject(type(), inode); }

uint64_t Epoll::possibleRights() const { return kRightPollFdReadwrite | kRightFdFilestatGet; }

void Epoll::watch(Observer &observer) {
  MutexLock guard(readyLock);
  observers.add(observer);
}

void Epoll::unwatch(Observer &observer) {
  MutexLock guard(readyLock);
  observers.remove(observer);
}

} // namespace wasixc
