// LIBRARY: wasix
// DIR: .
// Process numbers, users, limits and temporary files: what holds wherever the program runs.
#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  const pid_t self = getpid();
  printf("stable: %d\n", getpid() == self && self > 0);
  if (fork() == 0)
    _exit(getppid() == self && getpid() != self && getpgrp() == getpgid(0));
  int status;
  wait(&status);
  printf("child agrees: %d\n", WEXITSTATUS(status));
  printf("unknown group: %d %d\n", getpgid(INT_MAX), errno == ESRCH);
  printf("user: %d %d\n", getuid() == geteuid(), getgid() == getegid());
  const struct passwd *user = getpwuid(getuid());
  printf("entry: %d\n", user && user->pw_uid == getuid() && user->pw_dir);
  printf("nobody: %d\n", getpwnam("no such user") == NULL);

  const mode_t before = umask(022);
  printf("umask: %o\n", umask(before));
  struct rlimit limit;
  printf("files: %d\n", getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur > 100);
  printf("same again: %d\n", setrlimit(RLIMIT_NOFILE, &limit));
  printf("bad limit: %d %d\n", getrlimit(1000, &limit), errno == EINVAL);
  printf("processors: %d, ticks %ld\n", sysconf(_SC_NPROCESSORS_ONLN) >= 1, sysconf(_SC_CLK_TCK));
  struct tms used;
  printf("times: %d\n", times(&used) != -1 && used.tms_utime >= 0);
  printf("not a terminal: %d %d\n", (int)tcgetpgrp(0), errno == ENOTTY);

  char name[] = "fileXXXXXX", other[] = "fileXXXXXX", directory[] = "folderXXXXXX", bad[] = "XXXX";
  const int fd = mkstemp(name);
  printf("mkstemp: %d %d\n", fd >= 0 && mkstemp(other) >= 0, strcmp(name, other) != 0);
  printf("mkdtemp: %d\n", mkdtemp(directory) == directory);
  printf("template: %d %d\n", mkstemp(bad), errno == EINVAL);
  struct stat entry;
  printf("kinds: %d %d\n", stat(name, &entry) == 0 && S_ISREG(entry.st_mode),
         stat(directory, &entry) == 0 && S_ISDIR(entry.st_mode));
  return 0;
}
