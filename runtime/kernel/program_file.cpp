#include "runtime/kernel/program_file.h"

#include "runtime/kernel/argument_budget.h"
#include "runtime/kernel/kernel.h"

#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace wasixc {

namespace {

constexpr int kMostScripts = 4;            // nested `#!`, as Linux
constexpr size_t kLongestScriptLine = 256; // as Linux

bool isScript(const ImageFile &file) {
  char magic[2];
  return pread(file.fd.get(), magic, sizeof magic, 0) == sizeof magic && magic[0] == '#' && magic[1] == '!';
}

// A file that the user may execute. Guests cannot set the permission that says so, so a script that lies
// where they write does without: it is data, and its interpreter is what has to be trusted.
Result<ImageFile> openExecutable(Process &process, const std::string &path) {
  ImageFile file = TRY(openImageFile(process, path));
  const bool mayExecute = faccessat(file.fd.get(), "", X_OK, AT_EMPTY_PATH | AT_EACCESS) == 0;
  if (!mayExecute && (file.isReadOnlyGrant || !isScript(file)))
    return Errno::ACCES;
  return file;
}

class Finder {
public:
  Finder(Process &process, ProgramRequest request) : process(process), request(std::move(request)) {}

  Result<ProgramImage> run() {
    if (request.arguments.size() == 0)
      request.arguments.add(request.name);
    for (int scripts = 0; scripts <= kMostScripts; ++scripts) {
      TRY(ArgumentBudget().take(request.arguments));
      ImageFile file = TRY(locate());
      if (auto image = process.kernel.images.find(file.key(ModuleUse::Program));
          image && file.isReadOnlyGrant)
        return ProgramImage{std::move(image), std::move(request.arguments), std::move(path)};
      char head[kLongestScriptLine];
      const ssize_t size = pread(file.fd.get(), head, sizeof head, 0);
      const std::string_view text(head, size > 0 ? static_cast<size_t>(size) : 0);
      if (text.starts_with("#!")) {
        TRY(enterScript(text.substr(2)));
        continue;
      }
      auto image = loadImage(process, file, path, ModuleUse::Program);
      if (!image.ok())
        return image.error();
      return ProgramImage{std::move(*image), std::move(request.arguments), std::move(path)};
    }
    return Errno::LOOP;
  }

private:
  // A name with a slash is a path; others are searched for, if asked, or belong to the current directory.
  Result<ImageFile> locate() {
    path = request.name;
    if (!request.searches || path.empty() || path.find('/') != std::string::npos)
      return openExecutable(process, path);
    Errno error = Errno::NOENT;
    for (std::string_view rest = request.searchPath;;) {
      const size_t colon = rest.find(':');
      std::string_view directory = rest.substr(0, colon);
      while (directory.size() > 1 && directory.ends_with('/'))
        directory.remove_suffix(1);
      path = directory.empty() ? request.name : std::string(directory) + "/" + request.name;
      auto file = openExecutable(process, path);
      if (file.ok())
        return file;
      if (file.error() == Errno::ACCES)
        error = Errno::ACCES;
      if (colon == std::string_view::npos)
        return error;
      rest.remove_prefix(colon + 1);
    }
  }

  // `#! interpreter [argument]`: the interpreter runs with the argument, the script's path and the rest. A
  // NUL ends the line as well, as on Linux, where the kernel takes it for a string.
  Result<void> enterScript(std::string_view line) {
    const size_t end = line.find_first_of(std::string_view("\n\0", 2));
    if (end == std::string_view::npos && line.size() + 2 >= kLongestScriptLine)
      return Errno::NOEXEC; // cut off: what would run is anybody's guess
    line = line.substr(0, end);
    constexpr std::string_view kBlank = " \t\r";
    line.remove_prefix(std::min(line.find_first_not_of(kBlank), line.size()));
    line = line.substr(0, line.find_last_not_of(kBlank) + 1);
    const size_t blank = std::min(line.find_first_of(kBlank), line.size());
    std::string_view interpreter = line.substr(0, blank);
    std::string_view argument = line.substr(blank);
    argument.remove_prefix(std::min(argument.find_first_not_of(kBlank), argument.size()));
    if (interpreter.empty())
      return Errno::NOEXEC;

    request.searches = interpreter == "/usr/bin/env" && !argument.empty();
    if (request.searches) {
      interpreter = argument;
      argument = {};
      request.searchPath = process.environment.variable("PATH").value_or(std::string(kDefaultSearchPath));
    }
    StringList arguments;
    arguments.add(interpreter);
    if (!argument.empty())
      arguments.add(argument);
    arguments.add(path);
    request.arguments.forEach([&](std::string_view text, uint32_t offset) {
      if (offset > 0)
        arguments.add(text);
    });
    request.name = interpreter;
    request.arguments = std::move(arguments);
    return {};
  }

  Process &process;
  ProgramRequest request;
  std::string path;
};

} // namespace

Result<ProgramImage> findProgram(Process &process, ProgramRequest request) {
  return Finder(process, std::move(request)).run();
}

} // namespace wasixc
