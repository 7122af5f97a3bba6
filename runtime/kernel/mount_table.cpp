// See mount_table.h.
#include "runtime/kernel/mount_table.h"

#include "runtime/base/descriptor_name.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <climits>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace wasixc {

namespace {

std::string_view takeWord(std::string_view &rest, char separator) {
  const size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return word;
}

uint64_t number(std::string_view text) {
  uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

bool isOctal(char c) { return c >= '0' && c <= '7'; }

// White space and backslashes are written as three octal digits.
std::string unescape(std::string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 3 < text.size() && isOctal(text[i + 1]) && isOctal(text[i + 2]) &&
        isOctal(text[i + 3])) {
      result += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'));
      i += 3;
    } else {
      result += text[i];
    }
  }
  return result;
}

// "id parent major:minor root point flags tags... - type source options"
std::optional<Mount> parseLine(std::string_view line) {
  Mount mount;
  mount.id = number(takeWord(line, ' '));
  mount.parent = number(takeWord(line, ' '));
  std::string_view device = takeWord(line, ' ');
  const uint64_t major = number(takeWord(device, ':'));
  mount.device = makedev(major, number(device));
  mount.root = unescape(takeWord(line, ' '));
  mount.point = unescape(takeWord(line, ' '));
  const size_t separator = line.find(" - ");
  if (separator == std::string_view::npos)
    return std::nullopt;
  line.remove_prefix(separator + 3);
  mount.type = unescape(takeWord(line, ' '));
  takeWord(line, ' ');
  mount.options = unescape(line);
  return mount;
}

std::string withoutRootSlash(std::string path) { return path == "/" ? std::string() : path; }

// Directories in options are separated by colons, a backslash keeps the next character as it is.
std::vector<std::string> splitLayers(std::string_view text) {
  std::vector<std::string> names(1);
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ':')
      names.emplace_back();
    else
      names.back() += text[text[i] == '\\' && i + 1 < text.size() ? ++i : i];
  }
  return names;
}

std::vector<std::string> splitOptions(std::string_view text) {
  std::vector<std::string> options(1);
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ',') {
      options.emplace_back();
    } else {
      options.back() += text[i];
      if (text[i] == '\\' && i + 1 < text.size())
        options.back() += text[++i];
    }
  }
  return options;
}

} // namespace

std::optional<std::string> pathOf(int file) {
  auto path = hostPathOf(file);
  if (path)
    path = withoutRootSlash(std::move(*path));
  return path;
}

bool isBelow(std::string_view path, std::string_view directory) {
  return path.starts_with(directory) &&
         (path.size() == directory.size() || directory.empty() || path[directory.size()] == '/');
}

bool Location::holds(const Location &other) const {
  return device == other.device && isBelow(other.path, path);
}

MountTable::MountTable(std::string_view text) {
  while (!text.empty())
    if (auto mount = parseLine(takeWord(text, '\n')))
      all.push_back(std::move(*mount));
}

std::optional<MountTable> MountTable::read(int file) {
  constexpr size_t kMostBytes = 64 << 20;
  std::string text;
  char buffer[16384];
  for (;;) {
    const ssize_t size = pread(file, buffer, sizeof buffer, static_cast<off_t>(text.size()));
    if (size < 0 && errno == EINTR)
      continue;
    if (size < 0 || text.size() > kMostBytes)
      return std::nullopt;
    if (size == 0)
      return MountTable(text);
    text.append(buffer, static_cast<size_t>(size));
  }
}

const Mount *MountTable::find(uint64_t id) const {
  const auto found = std::ranges::find(all, id, &Mount::id);
  return found == all.end() ? nullptr : &*found;
}

Location MountTable::inside(const Mount &mount, std::string_view below) {
  return {mount.device, withoutRootSlash(mount.root) + std::string(below)};
}

std::optional<Location> MountTable::locate(int file) const {
  struct stat status;
  const auto path = pathOf(file);
  const Mount *const mount = find(mountOf(file));
  if (!path || !mount || fstat(file, &status) != 0 || status.st_nlink == 0)
    return std::nullopt;
  const std::string point = withoutRootSlash(mount->point);
  if (!isBelow(*path, point) || mount->root.ends_with("//deleted"))
    return std::nullopt;
  return inside(*mount, std::string_view(*path).substr(point.size()));
}

MountTable::Layers MountTable::layersOf(const Mount &overlay) const {
  Layers layers;
  const auto place = [&](const std::string &name) -> std::optional<Location> {
    const UniqueFd directory(open(name.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    return directory ? locate(directory.get()) : std::nullopt;
  };
  for (const std::string &option : splitOptions(overlay.options)) {
    const size_t equals = option.find('=');
    const std::string_view name = std::string_view(option).substr(0, equals);
    if (equals == std::string::npos)
      continue;
    const std::vector<std::string> names = splitLayers(std::string_view(option).substr(equals + 1));
    if (name == "upperdir")
      layers.upper = place(names.front());
    if (!name.starts_with("lowerdir") && !name.starts_with("datadir"))
      continue;
    for (const std::string &layer : names)
      if (auto found = layer.starts_with('/') ? place(layer) : std::nullopt)
        layers.lower.push_back(std::move(*found));
  }
  return layers;
}

// Kernels before 5.8 tell it in a file only (proc(5), /proc/PID/fdinfo).
uint64_t mountOf(int file) {
  struct statx status;
  if (statx(file, "", AT_EMPTY_PATH, STATX_MNT_ID, &status) == 0 && (status.stx_mask & STATX_MNT_ID))
    return status.stx_mnt_id;
  const std::string name = "/proc/self/fdinfo/" + std::to_string(file);
  const UniqueFd information(open(name.c_str(), O_RDONLY | O_CLOEXEC));
  char text[512];
  const ssize_t size = read(information.get(), text, sizeof text);
  const std::string_view found(text, size > 0 ? static_cast<size_t>(size) : 0);
  constexpr std::string_view kField = "mnt_id:\t";
  const size_t at = found.find(kField);
  return at == std::string_view::npos ? 0 : number(found.substr(at + kField.size()));
}

bool isLocal(std::string_view type) {
  constexpr std::string_view kLocal[] = {"bcachefs", "btrfs",     "cgroup",  "cgroup2", "cramfs",   "devpts",
                                         "devtmpfs", "erofs",     "exfat",   "ext2",    "ext3",     "ext4",
                                         "f2fs",     "hugetlbfs", "iso9660", "jfs",     "mqueue",   "msdos",
                                         "nilfs2",   "ntfs3",     "overlay", "proc",    "ramfs",    "rootfs",
                                         "sysfs",    "tmpfs",     "udf",     "vfat",    "squashfs", "xfs"};
  return std::ranges::find(kLocal, type) != std::end(kLocal);
}

} // namespace wasixc
