// The mounts of the host as the kernel tells of them (proc(5), /proc/PID/mountinfo), and where in which file
// system a file lies.
//
// The same directory can be reached under several names: through bind mounts, and through overlays that show
// it as one of their layers. So a file's place is not its path but the file system and the path inside of it:
// two files are in one tree exactly when one such path begins with the other.
#pragma once

#include "runtime/base/unique_fd.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wasixc {

// A place in a file system.
struct Location {
  uint64_t device;
  std::string path; // "" for the root, else it begins with a slash

  bool holds(const Location &other) const;
};

struct Mount {
  uint64_t id, parent;
  uint64_t device;
  std::string root;  // the path inside the file system that is mounted
  std::string point; // where
  std::string type, options;
};

class MountTable {
public:
  // From the text of the kernel's table.
  explicit MountTable(std::string_view text);
  // `file` is a descriptor of that table, which is read again. Without a value when that fails.
  static std::optional<MountTable> read(int file);

  const std::vector<Mount> &mounts() const { return all; }
  const Mount *find(uint64_t id) const;

  // Where an open file lies. None when it has no name any more, or lies beyond what this process can see.
  std::optional<Location> locate(int file) const;
  static Location inside(const Mount &mount, std::string_view below);

  // The directories that an overlay shows, from its options: what of them is visible here.
  struct Layers {
    std::optional<Location> upper;
    std::vector<Location> lower;
  };
  Layers layersOf(const Mount &overlay) const;

private:
  std::vector<Mount> all;
};

// An open file's path; "" for the root. None when it has none, or lies beyond what this process can see.
std::optional<std::string> pathOf(int file);

// Whether `path` is `directory` or below it, both written as above.
bool isBelow(std::string_view path, std::string_view directory);

// The number of the mount that an open file was reached through; 0 when the kernel does not tell.
uint64_t mountOf(int file);

// Whether the kernel alone decides what files of this type of file system contain: others are served by a
// program or another machine, and may show the same files as any other.
bool isLocal(std::string_view type);

} // namespace wasixc
