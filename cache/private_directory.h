// A directory of compiled modules in the user's cache: $XDG_CACHE_HOME/wasixc/NAME, or the same below
// $HOME/.cache.
//
// Entries are native code, so whoever can write one decides what the user runs. The directory and the one
// above it must belong to the user and have mode 0700, and are no symbolic links; they are opened once, and
// everything after that goes through the descriptor. An entry counts only if it is a regular file of the
// user's, which nobody else may write, with one name. All of that is looked at again at each use. Entries are
// named after a hash of all that decides their contents, so that no file's metadata matter; they are written
// under another name and renamed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace wasixc {

class PrivateDirectory {
public:
  // Makes what is missing. Without a value, `problem` says what is wrong.
  static std::optional<PrivateDirectory> open(const std::string &name, std::string &problem);

  PrivateDirectory(PrivateDirectory &&other) noexcept : directory(std::exchange(other.directory, -1)) {}
  PrivateDirectory &operator=(PrivateDirectory &&) = delete;
  ~PrivateDirectory();

  // Of a directory that open() has found to be private.
  explicit PrivateDirectory(int directory) : directory(directory) {}
  int descriptor() const { return directory; }
  int release() { return std::exchange(directory, -1); }

  // The entry's descriptor, for reading; -1 when there is none that counts.
  int find(const std::string &key) const;

  // A new file under a name of its own: its descriptor, or -1.
  int createDraft(std::string &name) const;
  // Makes the draft the entry of that name.
  bool publish(const std::string &draft, const std::string &key) const;
  void discard(const std::string &draft) const;

  // Removes the entries that were not used for the longest time until the rest takes no more than that many
  // bytes, and drafts that somebody has left behind.
  void trim(uint64_t mostBytes) const;

private:
  int directory;
};

// What each such directory may hold.
constexpr uint64_t kMostCachedBytes = 4ull << 30;

} // namespace wasixc
