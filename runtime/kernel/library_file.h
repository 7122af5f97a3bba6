// From a library's name to its image: where the dynamic linker looks (WASIX semantics 15).
#pragma once

#include "runtime/kernel/image_file.h"

#include <span>
#include <string>

namespace wasixc {

struct LibraryFile {
  std::shared_ptr<const guest::Image> image;
  ImageCache::Key key;
  std::string path;
};

// A name with a slash is a path; others are looked for in the directories of `libraryPath` (separated by
// colons), in `runtimePaths`, where $ORIGIN stands for the directory of `origin`, and in /lib, /usr/lib and
// /usr/local/lib. Where there is no x.so, x.wasm will do, and the other way round. On failure, `problem` says
// what is wrong.
Result<LibraryFile> findLibrary(Process &process, std::string_view name, std::string_view libraryPath,
                                std::span<const std::string> runtimePaths, std::string_view origin,
                                std::string &problem);

} // namespace wasixc
