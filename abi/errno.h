// The guest's error numbers as a type. Zero is success; every system call handler returns one of these.
#pragma once

#include <cstdint>

namespace wasixc::abi {

enum class Errno : uint16_t {
#define WASIX_ERRNO(number, name, host, text) name = number,
#include "abi/errno.def"
#undef WASIX_ERRNO
};

constexpr uint16_t kErrnoCount = 81;
static_assert(static_cast<uint16_t>(Errno::PENDING) + 1 == kErrnoCount);

} // namespace wasixc::abi
