// From a program's name to an image that may be run: searching and `#!` lines.
#pragma once

#include "runtime/kernel/image_file.h"

namespace wasixc {

// What exec and spawn are asked for.
struct ProgramRequest {
  std::string name;
  StringList arguments;
  bool searches = false;
  std::string searchPath; // when it searches
};

// What they run.
struct ProgramImage {
  std::shared_ptr<const guest::Image> image;
  StringList arguments;
  std::string path; // for people
};

constexpr std::string_view kDefaultSearchPath = "/usr/local/bin:/bin:/usr/bin";

// NOENT, ACCES, NOEXEC, NOTDIR, NAMETOOLONG, LOOP, 2BIG.
Result<ProgramImage> findProgram(Process &process, ProgramRequest request);

} // namespace wasixc
