// NATIVE: no
// A module of an older generation: preview1's names from wasix_32v1, and names that are no more, with the
// signatures that they had.
#include "wasix.h"

#define OLD(name) __attribute__((import_module("wasix_32v1"), import_name(#name))) old_##name

int OLD(args_sizes_get)(uint32_t *count, uint32_t *size);
int OLD(fd_write)(int fd, const void *vectors, int count, uint32_t *size);
int OLD(clock_time_get)(int clock, uint64_t precision, uint64_t *time);
int OLD(thread_local_create)(uint64_t userdata, uint32_t *key);
int OLD(thread_local_set)(uint32_t key, uint64_t value);
int OLD(bus_open_local)(const char *name, int length, int reuse, uint32_t *handle);
int OLD(bus_poll_once)(uint64_t timeout, void *events, uint32_t *count);
int OLD(proc_vfork)(uint32_t *pid);
void OLD(callback_reactor)(const char *name, int length);
int OLD(proc_snapshot)(void);
int OLD(clock_time_set)(int clock, uint64_t time);
int OLD(ws_connect)(const char *url, int length, uint32_t *fd);
int OLD(http_request)(const char *url, int length, const char *method, int method_length, const char *headers,
                      int headers_length, int compresses, void *handles);
int OLD(http_status)(uint32_t fd, void *status);
_Noreturn void OLD(proc_exit)(int code);

int main(void) {
  uint32_t number = 0, size = 0;
  uint64_t time = 0;
  const struct {
    const char *bytes;
    uint32_t size;
  } vector = {"written through wasix_32v1\n", 27};
  printf("arguments: %d %u\n", old_args_sizes_get(&number, &size), number);
  fflush(stdout);
  printf("write: %d %u\n", old_fd_write(1, &vector, 1, &size), size);
  printf("clock: %d %d\n", old_clock_time_get(1, 0, &time), time != 0);
  printf("thread_local: %d %d\n", old_thread_local_create(1, &number), old_thread_local_set(1, 2));
  printf("bus: %d %d\n", old_bus_open_local("x", 1, 0, &number), old_bus_poll_once(0, 0, &number));
  printf("vfork: %d\n", old_proc_vfork(&number));
  old_callback_reactor("reactor", 7);
  printf("snapshot: %d, setting a clock: %d %d\n", old_proc_snapshot(), old_clock_time_set(0, 1),
         old_clock_time_set(77, 1));
  printf("web: %d %d %d\n", old_ws_connect("url", 3, &number),
         old_http_request("url", 3, "GET", 3, "", 0, 0, &time), old_http_status(3, &time));
  fflush(stdout);
  old_proc_exit(0);
}
