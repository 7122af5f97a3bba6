#include "runtime/kernel/library_file.h"

#include <climits>
#include <vector>

namespace wasixc {

namespace {

constexpr std::string_view kOrigin = "$ORIGIN";
constexpr size_t kMostDirectories = 1000; // a library may name as many as it likes

std::string expandOrigin(std::string path, std::string_view origin) {
  const size_t slash = origin.rfind('/');
  const std::string_view directory = slash == std::string_view::npos ? "." : origin.substr(0, slash);
  for (size_t at = 0; path.size() < PATH_MAX && (at = path.find(kOrigin, at)) != std::string::npos;
       at += directory.size())
    path.replace(at, kOrigin.size(), directory);
  return path;
}

// The name itself, and the one that the same library may have in its other form.
std::vector<std::string> spellings(std::string_view name) {
  std::vector<std::string> all{std::string(name)};
  for (const auto &[ending, other] : {std::pair(".so", ".wasm"), std::pair(".wasm", ".so")})
    if (name.ends_with(ending))
      all.push_back(std::string(name.substr(0, name.rfind('.'))) + other);
  return all;
}

std::vector<std::string> directories(std::string_view libraryPath, std::span<const std::string> runtimePaths,
                                     std::string_view origin) {
  std::vector<std::string> all;
  while (!libraryPath.empty() && all.size() < kMostDirectories) {
    const size_t colon = std::min(libraryPath.find(':'), libraryPath.size());
    all.emplace_back(colon == 0 ? "." : libraryPath.substr(0, colon));
    libraryPath.remove_prefix(std::min(colon + 1, libraryPath.size()));
  }
  for (const std::string &path : runtimePaths)
    if (path.size() < PATH_MAX && all.size() < kMostDirectories)
      all.push_back(expandOrigin(path, origin));
  for (const char *path : {"/lib", "/usr/lib", "/usr/local/lib"})
    all.emplace_back(path);
  return all;
}

Result<LibraryFile> load(Process &process, const ImageFile &file, std::string path, std::string &problem) {
  auto image = loadImage(process, file, path, ModuleUse::Library);
  if (!image.ok()) {
    problem =
        path + (image.error() == Errno::ACCES ? ": native code that the program could change is not loaded"
                                              : ": not a library that can be loaded");
    return image.error();
  }
  if (!(*image)->dylink()) {
    problem = path + ": not a shared library";
    return Errno::NOEXEC;
  }
  return LibraryFile{std::move(*image), file.key(ModuleUse::Library), std::move(path)};
}

} // namespace

Result<LibraryFile> findLibrary(Process &process, std::string_view name, std::string_view libraryPath,
                                std::span<const std::string> runtimePaths, std::string_view origin,
                                std::string &problem) {
  std::vector<std::string> prefixes{""};
  if (name.find('/') == std::string_view::npos) {
    prefixes = directories(libraryPath, runtimePaths, origin);
    for (std::string &prefix : prefixes)
      prefix += '/';
  }
  for (const std::string &prefix : prefixes)
    for (const std::string &spelling : spellings(name)) {
      std::string path = prefix + spelling;
      const auto file = openImageFile(process, path);
      if (file.ok())
        return load(process, *file, std::move(path), problem);
    }
  problem = std::string(name) + ": cannot open shared library: no such file";
  return Errno::NOENT;
}

} // namespace wasixc
