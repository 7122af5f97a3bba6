// See output_file.h. The file is written under another name beside its place and renamed at the end. What is
// there already but is no regular file (/dev/null, a pipe) is written in place.
#include "compiler/backend/output_file.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace wasixc {
namespace {

Error failure(std::error_code code, const std::string &path) {
  return createStringError(code, "cannot write '%s': %s", path.c_str(), code.message().c_str());
}

std::error_code writeAll(raw_fd_ostream &stream, StringRef content) {
  stream << content;
  stream.flush();
  const std::error_code code = stream.error();
  stream.clear_error();
  return code;
}

Error writeInPlace(const std::string &path, StringRef content) {
  std::error_code code;
  raw_fd_ostream stream(path, code, sys::fs::OF_None);
  if (!code)
    code = writeAll(stream, content);
  return code ? failure(code, path) : Error::success();
}

} // namespace

Error writeOutput(const std::string &path, StringRef content, bool isExecutable) {
  sys::fs::file_status status;
  if (path == "-" || (!sys::fs::status(path, status) && !sys::fs::is_regular_file(status)))
    return writeInPlace(path, content);
  const unsigned mode = isExecutable ? sys::fs::all_all : sys::fs::all_read | sys::fs::all_write;
  SmallString<128> temporary;
  int descriptor = -1;
  if (std::error_code code =
          sys::fs::createUniqueFile(path + ".%%%%%%", descriptor, temporary, sys::fs::OF_None, mode))
    return failure(code, path);
  FileRemover remover(temporary);
  raw_fd_ostream stream(descriptor, true);
  if (std::error_code code = writeAll(stream, content))
    return failure(code, path);
  stream.close();
  if (std::error_code code = sys::fs::rename(temporary, path))
    return failure(code, path);
  remover.releaseFile();
  return Error::success();
}

} // namespace wasixc
