// Result<T>: a value or a guest errno, the one way in which runtime code fails. Guests see the errno as it
// is, so the code that meets a Linux error translates it at once (hostError), and only once.
#pragma once

#include "abi/errno.h"

#include <cerrno>
#include <new>
#include <type_traits>
#include <utility>

namespace wasixc {

using abi::Errno;

// errno, read anew each time. The compiler takes the address of errno for a constant of the function, but a
// fiber may have waited in between and go on on another OS thread: where that can be, errno must not be
// named.
int hostErrno();

// The guest's number for a Linux errno value; UNKNOWN for one that WASI has no number for.
Errno fromHostErrno(int error);
inline Errno hostError() { return fromHostErrno(hostErrno()); }

// What an errno means, in words for people.
const char *errnoText(Errno error);

// Results of trivial types are trivial themselves, so that they travel in registers.
template <typename T>
class [[nodiscard]] Result {
  static constexpr bool kTrivial = std::is_trivially_copyable_v<T>;

public:
  Result(Errno error) : failure(error) {}
  template <typename U = T>
    requires(std::is_convertible_v<U &&, T> && !std::is_same_v<std::remove_cvref_t<U>, Errno> &&
             !std::is_same_v<std::remove_cvref_t<U>, Result>)
  Result(U &&value) : failure(Errno::SUCCESS) {
    new (&storage) T(std::forward<U>(value));
  }
  Result(Result &&other)
    requires kTrivial
  = default;
  Result(Result &&other) noexcept : failure(other.failure) {
    if (ok())
      new (&storage) T(std::move(other.storage));
  }
  Result &operator=(Result &&) = delete;
  ~Result()
    requires kTrivial
  = default;
  ~Result() {
    if (ok())
      storage.~T();
  }

  bool ok() const { return failure == Errno::SUCCESS; }
  Errno error() const { return failure; }
  T &operator*() { return storage; }
  const T &operator*() const { return storage; }
  T *operator->() { return &storage; }
  const T *operator->() const { return &storage; }

private:
  union {
    T storage;
  };
  Errno failure;
};

template <>
class [[nodiscard]] Result<void> {
public:
  Result() = default;
  Result(Errno error) : failure(error) {}

  bool ok() const { return failure == Errno::SUCCESS; }
  Errno error() const { return failure; }

private:
  Errno failure = Errno::SUCCESS;
};

namespace detail {

inline void takeValue(Result<void> &) {}
template <typename T>
T takeValue(Result<T> &result) {
  return std::move(*result);
}

} // namespace detail

} // namespace wasixc

// The value of a Result; on failure the enclosing function returns its errno.
#define TRY(expression)                                                                                      \
  ({                                                                                                         \
    auto tryResult = (expression);                                                                           \
    if (!tryResult.ok()) [[unlikely]]                                                                        \
      return tryResult.error();                                                                              \
    ::wasixc::detail::takeValue(tryResult);                                                                  \
  })
