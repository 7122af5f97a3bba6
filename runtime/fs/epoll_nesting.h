// Which epoll instances may be in one another. The rules are Linux's (fs/eventpoll.c, EP_MAX_NESTS and
// path_limits): at most five in a row, none that comes to watch itself, and a limit on the ways that an event of
// a file can take through nested instances, because it has to go all of them.
//
// A check looks at each instance and each link at most once, however they are tied together: it leaves marks.
#pragma once

#include "runtime/fs/epoll.h"

namespace wasixc {

// What belongs to all instances together.
struct EpollLinks {
  Mutex lock; // guards every File::epollItems and the graph of instances in one another
  uint64_t checks GUARDED_BY(lock) = 0;

  static EpollLinks &get();
};

class Epoll::Nesting {
public:
  // Whether `outer` may take in `file`: LOOP, INVAL.
  static Result<void> check(Epoll &outer, File &file, EpollLinks &links) REQUIRES(links.lock);

private:
  Nesting(Epoll &outer, Epoll *inner, uint64_t number) : outer(outer), inner(inner), number(number) {}

  const Levels &above(Epoll &instance);
  void countWays(Epoll &owner, Levels &levels);
  const Levels &below(Epoll &instance);
  bool hasFewWays(File &file);
  bool haveFilesFewWays(Epoll &instance);

  Epoll &outer;
  Epoll *const inner; // the file that is to be added, if it is one
  const uint64_t number; // of this check
};

} // namespace wasixc
