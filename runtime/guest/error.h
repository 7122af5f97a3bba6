// Failures of loading and linking: an errno for the guest that asked (exec), and one line for people.
#pragma once

#include "abi/errno.h"

#include <string>
#include <utility>
#include <variant>

namespace wasixc::guest {

struct Error {
  abi::Errno code;
  std::string text;
};

// A T, or the reason why there is none. Dereferencing the wrong one is a bug of the caller.
template <typename T>
class [[nodiscard]] Expected {
public:
  Expected(T value) : content(std::in_place_index<0>, std::move(value)) {}
  Expected(Error error) : content(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const { return content.index() == 0; }
  T &operator*() & { return *std::get_if<0>(&content); }
  const T &operator*() const & { return *std::get_if<0>(&content); }
  T &&operator*() && { return std::move(*std::get_if<0>(&content)); }
  T *operator->() { return std::get_if<0>(&content); }
  const T *operator->() const { return std::get_if<0>(&content); }
  Error &error() { return *std::get_if<1>(&content); }
  const Error &error() const { return *std::get_if<1>(&content); }

private:
  std::variant<T, Error> content;
};

} // namespace wasixc::guest
