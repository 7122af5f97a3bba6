// A guest process: everything it owns hangs off this object and goes with it (the kernel has no process state
// in globals). The open file descriptions behind its descriptors may be shared with other processes.
#pragma once

#include "runtime/base/locks.h"
#include "runtime/fs/descriptor_table.h"
#include "runtime/kernel/string_list.h"

#include <cstdint>

namespace wasixc {

using Pid = uint32_t;

// How a process ended, as its parent sees it.
struct ExitStatus {
  uint32_t code = 0;  // of proc_exit
  uint8_t signal = 0; // the signal that ended it, or 0

  // As a shell reports it.
  int hostStatus() const { return signal ? 128 + signal : static_cast<int>(code & 0xff); }
};

// Preview1 and WASIX define a few calls of the same name differently (fd_renumber, closing a preopened
// directory). WASIX's C library imports these from wasi_snapshot_preview1, so the module of the import cannot
// tell: a program that imports anything from wasix_32v1 is a WASIX program, as Wasmer decides it too.
enum class Personality : uint8_t { Preview1, Wasix };

class Kernel;

class Process {
public:
  Process(Kernel &kernel, Pid pid, Process *parent) : kernel(kernel), pid(pid), parentProcess(parent) {}
  Process(const Process &) = delete;
  Process &operator=(const Process &) = delete;

  Kernel &kernel;
  const Pid pid;
  Process *parent() const { return parentProcess; }

  // What messages call it: its first argument.
  std::string_view name() const { return arguments.bytes().substr(0, arguments.bytes().find('\0')); }

  StringList arguments;
  StringList environment;
  DescriptorTable descriptors;
  Personality personality = Personality::Preview1;

  // Decides how the process ends; of several attempts the first one counts.
  void beginExit(ExitStatus status);
  ExitStatus exitStatus();

private:
  Process *const parentProcess;
  Mutex lock;
  bool isExiting GUARDED_BY(lock) = false;
  ExitStatus finalStatus GUARDED_BY(lock);
};

} // namespace wasixc
