// Arguments or environment: strings one behind the other, each with its NUL, exactly as args_get and
// environ_get hand them to a guest. There is one NUL for each string: a text ends at its first one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wasixc {

class StringList {
public:
  void add(std::string_view text) {
    storage.append(text.substr(0, text.find('\0')));
    storage.push_back('\0');
    ++count;
  }

  // NAME=VALUE, in place of an earlier value of the same name.
  void setVariable(std::string_view name, std::string_view value) {
    StringList others;
    forEach([&](std::string_view entry, uint32_t) {
      if (entry.substr(0, entry.find('=')) != name)
        others.add(entry);
    });
    others.add(std::string(name).append("=").append(value));
    *this = std::move(others);
  }

  // The value of NAME=VALUE.
  std::optional<std::string> variable(std::string_view name) const {
    std::optional<std::string> value;
    forEach([&](std::string_view entry, uint32_t) {
      if (entry.size() > name.size() && entry.starts_with(name) && entry[name.size()] == '=')
        value = entry.substr(name.size() + 1);
    });
    return value;
  }

  uint32_t size() const { return count; }
  std::string_view bytes() const { return storage; }

  // Calls visit(text, offset of its first byte) for each string.
  template <typename Visit>
  void forEach(Visit visit) const {
    for (size_t offset = 0; offset < storage.size();) {
      const std::string_view text = storage.c_str() + offset;
      visit(text, static_cast<uint32_t>(offset));
      offset += text.size() + 1;
    }
  }

private:
  std::string storage;
  uint32_t count = 0;
};

} // namespace wasixc
