// Linux's error numbers as the guest's, expanded from abi/errno.def.
#include "runtime/base/result.h"

#include <array>

namespace wasixc {

namespace {

constexpr int kHostErrnoLimit = 256;

constexpr auto kFromHost = [] {
  std::array<Errno, kHostErrnoLimit> table{};
  table.fill(Errno::UNKNOWN);
#define WASIX_ERRNO(number, name, host, text)                                                                \
  if (host != 0)                                                                                             \
    table[host] = Errno::name;
#include "abi/errno.def"
#undef WASIX_ERRNO
  table[0] = Errno::SUCCESS;
  // Linux errors without a number of their own in WASI, as the nearest one that POSIX allows for the call.
  table[ENOTBLK] = Errno::INVAL;
  table[EPFNOSUPPORT] = Errno::AFNOSUPPORT;
  table[ESOCKTNOSUPPORT] = Errno::PROTONOSUPPORT;
  table[EUSERS] = Errno::MFILE;
  table[EREMOTEIO] = Errno::IO;
  table[ENOKEY] = Errno::ACCES;
  return table;
}();

} // namespace

__attribute__((noinline)) int hostErrno() { return errno; }

Errno fromHostErrno(int error) {
  return error >= 0 && error < kHostErrnoLimit ? kFromHost[error] : Errno::UNKNOWN;
}

const char *errnoText(Errno error) {
  switch (error) {
#define WASIX_ERRNO(number, name, host, text)                                                                \
  case Errno::name:                                                                                          \
    return text;
#include "abi/errno.def"
#undef WASIX_ERRNO
  }
  return "Unknown error";
}

} // namespace wasixc
