// BUILDS: exceptions
// LIBRARY: wasix
// NATIVE: no
// What a signal handler throws passes the host call that it interrupted, and is caught in the frames below,
// as a jump out of a handler lands there.
#include "cxx_runtime.h"

#include <csignal>
#include <cstdio>
#include <unistd.h>

static void handler(int) {
  try {
    throw 1;
  } catch (int value) {
    std::printf("handler caught %d\n", value);
  }
  throw 2;
}

int main() {
  std::signal(SIGUSR1, handler);
  try {
    std::raise(SIGUSR1);
    std::printf("not here\n");
  } catch (int value) {
    std::printf("caught below: %d\n", value);
  }
  // The mask is as it was in the handler; whoever leaves it like this has to see to it.
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  try {
    std::raise(SIGUSR1);
  } catch (int value) {
    std::printf("again: %d\n", value);
  }
}
