// The grammar of the options that a program's own start understands (abi/config.h): one parser for the
// compiler's command line, which bakes them into the program, and for the program, which reads them again.
// Header only, so that neither side depends on the other.
#pragma once

#include "abi/network_rules.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wasixc::abi {

struct ProgramOption {
  enum class Kind {
    Directory,
    CurrentDirectory,
    Network,
    Variable,
    InheritEnvironment,
    Compiler,
    AllowedProgram,
    MaxMemory,
    Harden,
    Unconfined
  };

  Kind kind;
  std::string_view host;          // Directory: the host's name. Variable: its name. Compiler: the file
  std::string_view guest;         // Directory, CurrentDirectory: the guest's name. Variable: its value
  std::vector<NetworkRule> rules; // Network
  std::array<uint8_t, 32> digest; // AllowedProgram: SHA-256
  uint64_t bytes = 0;             // MaxMemory
  bool isReadOnly = false;
  bool hasValue = false; // Variable: false when the host's value is meant
};

namespace detail {

// The value of `word` as the option `name`: "--name value" or "--name=value". Takes the words it consists of.
inline bool takeOptionValue(std::span<const std::string_view> &words, std::string_view name,
                            std::string_view &value, const char *&error) {
  const std::string_view word = words.front();
  if (!word.starts_with(name))
    return false;
  if (word.size() > name.size() && word[name.size()] == '=') {
    value = word.substr(name.size() + 1);
  } else if (word.size() != name.size()) {
    return false;
  } else if (words.size() < 2) {
    error = "missing value after";
    return true;
  } else {
    value = words[1];
    words = words.subspan(1);
  }
  words = words.subspan(1);
  return true;
}

// Whether the first word is the option `name`, which has no value. Takes it then.
inline bool takeFlag(std::span<const std::string_view> &words, std::string_view name,
                     ProgramOption::Kind kind, ProgramOption &option) {
  if (words.front() != name)
    return false;
  option.kind = kind;
  words = words.subspan(1);
  return true;
}

inline const char *parseDirectory(std::string_view value, ProgramOption &option) {
  constexpr std::string_view kReadOnly = ":ro", kSeparator = "::";
  option.kind = ProgramOption::Kind::Directory;
  option.isReadOnly = value.ends_with(kReadOnly);
  if (option.isReadOnly)
    value.remove_suffix(kReadOnly.size());
  const size_t separator = value.find(kSeparator);
  option.host = value.substr(0, separator);
  option.guest = separator == std::string_view::npos ? value : value.substr(separator + kSeparator.size());
  return option.host.empty() || option.guest.empty() ? "no directory in the value of" : nullptr;
}

inline const char *parseCurrentDirectory(std::string_view value, ProgramOption &option) {
  option.kind = ProgramOption::Kind::CurrentDirectory;
  option.guest = value;
  return value.empty() ? "no directory in the value of" : nullptr;
}

inline const char *parseVariable(std::string_view value, ProgramOption &option) {
  const size_t equals = value.find('=');
  option.kind = ProgramOption::Kind::Variable;
  option.host = value.substr(0, equals);
  option.hasValue = equals != std::string_view::npos;
  option.guest = option.hasValue ? value.substr(equals + 1) : std::string_view();
  return option.host.empty() ? "no variable in the value of" : nullptr;
}

inline const char *parseNetworkOption(std::string_view value, ProgramOption &option) {
  option.kind = ProgramOption::Kind::Network;
  return parseNetworkRules(value, option.rules);
}

inline const char *parseCompiler(std::string_view value, ProgramOption &option) {
  option.kind = ProgramOption::Kind::Compiler;
  option.host = value;
  return value.empty() ? "no file in the value of" : nullptr;
}

inline int hexDigit(char digit) {
  if (digit >= '0' && digit <= '9')
    return digit - '0';
  const int letter = digit | 0x20;
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

inline const char *parseAllowedProgram(std::string_view value, ProgramOption &option) {
  constexpr const char *kNoDigest = "no SHA-256 in hexadecimal digits in the value of";
  option.kind = ProgramOption::Kind::AllowedProgram;
  if (value.size() != 2 * option.digest.size())
    return kNoDigest;
  for (size_t i = 0; i < option.digest.size(); ++i) {
    const int high = hexDigit(value[2 * i]), low = hexDigit(value[2 * i + 1]);
    if (high < 0 || low < 0)
      return kNoDigest;
    option.digest[i] = static_cast<uint8_t>(high << 4 | low);
  }
  return nullptr;
}

// Digits, and perhaps a power of 1024.
inline const char *parseSize(std::string_view value, uint64_t &bytes) {
  constexpr const char *kNoSize = "no size (like 512M) in the value of";
  constexpr std::string_view kUnits = "KMG";
  uint64_t unit = 1;
  if (const size_t power = value.empty() ? kUnits.npos : kUnits.find(static_cast<char>(value.back() & ~0x20));
      power != kUnits.npos) {
    unit = uint64_t{1} << (10 * (power + 1));
    value.remove_suffix(1);
  }
  const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), bytes);
  if (problem != std::errc() || end != value.data() + value.size() || bytes > INT64_MAX / unit)
    return kNoSize;
  bytes *= unit;
  return nullptr;
}

// Less than that is not enough to begin with.
constexpr uint64_t kLeastMaxMemory = 4 << 20;

inline const char *parseMaxMemory(std::string_view value, ProgramOption &option) {
  option.kind = ProgramOption::Kind::MaxMemory;
  if (const char *error = parseSize(value, option.bytes))
    return error;
  return option.bytes < kLeastMaxMemory ? "less than 4M in the value of" : nullptr;
}

} // namespace detail

// Takes one option off the front of `words` (which must not be empty). Returns null, or what is wrong with
// that option, to be followed by it in a message: "unknown option", "missing value after", ...
inline const char *parseProgramOption(std::span<const std::string_view> &words, ProgramOption &option) {
  option = {};
  std::string_view value;
  const char *error = nullptr;
  if (detail::takeFlag(words, "--inherit-env", ProgramOption::Kind::InheritEnvironment, option) ||
      detail::takeFlag(words, "--harden", ProgramOption::Kind::Harden, option) ||
      detail::takeFlag(words, "--unconfined", ProgramOption::Kind::Unconfined, option))
    return nullptr;
  if (detail::takeOptionValue(words, "--dir", value, error))
    return error ? error : detail::parseDirectory(value, option);
  if (detail::takeOptionValue(words, "--cwd", value, error))
    return error ? error : detail::parseCurrentDirectory(value, option);
  if (detail::takeOptionValue(words, "--net", value, error))
    return error ? error : detail::parseNetworkOption(value, option);
  if (detail::takeOptionValue(words, "--env", value, error))
    return error ? error : detail::parseVariable(value, option);
  if (detail::takeOptionValue(words, "--compiler", value, error))
    return error ? error : detail::parseCompiler(value, option);
  if (detail::takeOptionValue(words, "--allow-program", value, error))
    return error ? error : detail::parseAllowedProgram(value, option);
  if (detail::takeOptionValue(words, "--max-memory", value, error))
    return error ? error : detail::parseMaxMemory(value, option);
  return "unknown option";
}

// The words of an options variable: separated by white space; a backslash keeps the next character as it is.
inline std::vector<std::string> splitOptionWords(std::string_view text) {
  std::vector<std::string> words;
  bool inWord = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool isEscaped = text[i] == '\\' && i + 1 < text.size();
    if (!isEscaped && std::string_view(" \t\r\n\v\f").find(text[i]) != std::string_view::npos) {
      inWord = false;
      continue;
    }
    if (!inWord)
      words.emplace_back();
    inWord = true;
    words.back() += text[isEscaped ? ++i : i];
  }
  return words;
}

} // namespace wasixc::abi
