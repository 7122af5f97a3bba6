// What a guest finds where the host's standard descriptors were, and what it can do to them. Each argument is
// one action; the runner (streams.py) looks at the same from the outside.
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

__attribute__((import_module("wasix_32v1"), import_name("fd_event"))) int fd_event(uint64_t value, int flags,
                                                                                   int *fd);

enum { BYTES = 4096 };

static void show(const char *what, long result) {
  dprintf(2, "%s %ld\n", what, result < 0 ? -errno : result);
}

// A child traps while we have memory and a file whose numbers on the host are the lowest that were free: what
// the runtime says about the child must not come up in either.
static int listen_to_messages(void) {
  static char before[BYTES];
  volatile char *memory = NULL;
  __asm__("" : "+r"(memory));
  volatile char *large = malloc(8 << 20);
  for (int i = 0; i < 8 << 20; i += BYTES)
    large[i] = 1;
  const int file = open("log", O_RDWR | O_CREAT | O_TRUNC, 0666);
  if (file < 0)
    return 10;
  for (int i = 0; i < BYTES; ++i)
    before[i] = memory[i];
  for (int i = 0; i < 3; ++i) {
    if (fork() == 0)
      __builtin_trap();
    wait(NULL);
  }
  for (int i = 0; i < BYTES; ++i)
    if (memory[i] != before[i])
      return 11;
  return lseek(file, 0, SEEK_END) == 0 ? 0 : 12;
}

// The standard descriptors as they are where the host's were closed.
static int use_standard_descriptors(void) {
  char byte;
  struct stat status;
  for (int fd = 0; fd < 3; ++fd)
    if (fstat(fd, &status) != 0)
      return 20 + fd;
  const int opened = open("log", O_RDWR | O_CREAT, 0666);
  if (opened < 3)
    return 23;
  close(opened);
  return read(0, &byte, 1) == 0 ? 0 : 24;
}

static int show_inodes(void) {
  int fds[16], count = 0;
  for (int i = 0; i < 3; ++i, count += 2)
    if (pipe(fds + count) != 0)
      return 30;
  for (int i = 0; i < 2; ++i)
    if (fd_event(0, 0, &fds[count++]) != 0)
      return 33;
  fds[count++] = epoll_create1(0);
  fds[count++] = epoll_create1(0);
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds + count) != 0)
    return 31;
  count += 2;
  for (int i = 0; i < count; ++i) {
    struct stat first, again;
    if (fstat(fds[i], &first) != 0 || fstat(fds[i], &again) != 0 || first.st_ino != again.st_ino)
      return 32;
    printf("%llu %llu\n", (unsigned long long)first.st_dev, (unsigned long long)first.st_ino);
  }
  return 0;
}

static void read_some(int fd) {
  char text[16];
  const ssize_t size = read(fd, text, sizeof text);
  show("read", size);
}

int main(int count, char **arguments) {
  setvbuf(stdout, NULL, _IONBF, 0);
  for (int i = 1; i < count; ++i) {
    const char *action = arguments[i];
    int status = 0;
    if (!strcmp(action, "messages"))
      status = listen_to_messages();
    else if (!strcmp(action, "standard"))
      status = use_standard_descriptors();
    else if (!strcmp(action, "inodes"))
      status = show_inodes();
    else if (!strcmp(action, "flags")) // of standard input and output
      dprintf(2, "flags %x %x\n", fcntl(0, F_GETFL) & (O_NONBLOCK | O_APPEND),
              fcntl(1, F_GETFL) & (O_NONBLOCK | O_APPEND));
    else if (!strcmp(action, "nonblock"))
      for (int fd = 0; fd < 3; ++fd)
        show("set", fcntl(fd, F_SETFL, O_NONBLOCK));
    else if (!strcmp(action, "append"))
      show("set", fcntl(1, F_SETFL, O_APPEND));
    else if (!strcmp(action, "clear"))
      for (int fd = 0; fd < 2; ++fd)
        show("set", fcntl(fd, F_SETFL, 0));
    else if (!strcmp(action, "read"))
      read_some(0);
    else if (!strcmp(action, "times"))
      for (int fd = 0; fd < 2; ++fd)
        show("times", futimens(fd, (struct timespec[2]){{1, 0}, {1, 0}}));
    else if (!strcmp(action, "begin"))
      show("begin", lseek(1, 0, SEEK_SET));
    else if (!strcmp(action, "write"))
      show("write", write(1, "text", 4));
    else if (!strcmp(action, "pwrite"))
      show("pwrite", pwrite(1, "TEXT", 4, 0));
    else if (!strcmp(action, "flood")) {
      static char block[65536];
      while (write(1, block, sizeof block) > 0) {
      }
      show("flood", -1);
    } else if (!strcmp(action, "trap"))
      __builtin_trap();
    else if (!strcmp(action, "wait"))
      pause();
    else
      return 99;
    if (status != 0)
      return status;
  }
  return 0;
}
