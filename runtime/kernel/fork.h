// fork and vfork.
#pragma once

#include "runtime/kernel/thread.h"

namespace wasixc {

// proc_fork(1): a new process that continues where `parent` is, with a copy of everything; its *pid is 0. The
// child runs first. AGAIN when there are too many processes or too little memory; nothing has happened then.
Result<void> forkProcess(Thread &parent, GuestPtr<uint32_t> pid);

// proc_fork(0): the child takes over the thread, and its memory, until it ends or runs a program; then the
// parent goes on. NOTSUP inside of a vfork.
Result<void> vforkProcess(Thread &parent, GuestPtr<uint32_t> pid);

// proc_fork_env: the same, but only the identity changes: the guest saves its frames itself.
Result<void> forkEnvironment(Thread &parent, GuestPtr<uint32_t> pid);

} // namespace wasixc
