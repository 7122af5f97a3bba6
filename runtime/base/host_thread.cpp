#include "runtime/base/host_thread.h"

#include "abi/stack.h"

#include <pthread.h>

namespace wasixc {

bool startHostThread(void *(*main)(void *), void *argument) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setguardsize(&attributes, abi::kStackGuardSize);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_t thread;
  const bool isStarted = pthread_create(&thread, &attributes, main, argument) == 0;
  pthread_attr_destroy(&attributes);
  return isStarted;
}

} // namespace wasixc
