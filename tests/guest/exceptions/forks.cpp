// BUILDS: exceptions
// LIBRARY: wasix
// Forks while exceptions are in flight: in handlers, and in destructors that run while frames are left. Both
// processes go on: throw again, catch in frames that were there before the fork, and throw what is new.
#include "cxx_runtime.h"

#include <cstdio>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

static bool isChild;

// Forks; in the parent, once the child has ended, which makes the order of the output the same every time.
static void forkAndWait(const char *where) {
  std::fflush(stdout);
  const pid_t child = fork();
  isChild = child == 0;
  if (isChild)
    return;
  int status = 0;
  waitpid(child, &status, 0);
  std::printf("%s: child ended with %d\n", where, WEXITSTATUS(status));
}

static void leaveIfChild(int status) {
  if (!isChild)
    return;
  std::fflush(stdout);
  _exit(status);
}

struct ForksWhenLeft {
  double kept = 2.5;
  ~ForksWhenLeft() {
    forkAndWait("destructor");
    std::printf("%s destructor %.1f\n", isChild ? "child" : "parent", kept);
  }
};

[[gnu::noinline]] static int descend(int depth, int value) {
  if (depth == 0)
    throw std::runtime_error("value " + std::to_string(value));
  return descend(depth - 1, value) + depth;
}

[[gnu::noinline]] static void forkInDestructor(int value) {
  const ForksWhenLeft forks;
  descend(5, value);
}

[[gnu::noinline]] static void forkInHandler(int value) {
  try {
    descend(5, value);
  } catch (const std::runtime_error &error) {
    forkAndWait(error.what());
    if (isChild)
      throw std::out_of_range("from the child, after " + std::string(error.what()));
    throw;
  }
}

int main() {
  try {
    forkInDestructor(1);
  } catch (const std::exception &error) {
    std::printf("%s caught %s\n", isChild ? "child" : "parent", error.what());
  }
  leaveIfChild(3);
  try {
    forkInHandler(2);
  } catch (const std::out_of_range &error) {
    std::printf("out of range: %s\n", error.what());
  } catch (const std::exception &error) {
    std::printf("again: %s\n", error.what());
  }
  leaveIfChild(4);
  try {
    forkAndWait("frame");
    if (isChild)
      descend(9, 3);
    std::printf("parent goes on\n");
  } catch (const std::exception &error) {
    std::printf("child threw %s\n", error.what());
  }
  leaveIfChild(5);
}
