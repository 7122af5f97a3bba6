// Adds processes, users and pipes to Debian's header.
#pragma once

#include_next <unistd.h>

#ifdef __cplusplus
extern "C" {
#endif

extern char **environ;

#define _POSIX_SAVED_IDS 1
#define _POSIX_SHELL 1
#define _POSIX_SPAWN _POSIX_VERSION

int pipe(int[2]);
int pipe2(int[2], int);
int dup(int);
int dup2(int, int);
int dup3(int, int, int);
int fchdir(int);
char *get_current_dir_name(void);

pid_t fork(void) __attribute__((__returns_twice__));
pid_t vfork(void) __attribute__((__returns_twice__));
int execve(const char *, char *const[], char *const[]);
int execv(const char *, char *const[]);
int execvp(const char *, char *const[]);
int execvpe(const char *, char *const[], char *const[]);
int execl(const char *, const char *, ...);
int execle(const char *, const char *, ...);
int execlp(const char *, const char *, ...);

pid_t getppid(void);
pid_t gettid(void);
pid_t getpgrp(void);
pid_t getpgid(pid_t);
pid_t getsid(pid_t);
int setpgid(pid_t, pid_t);
int setpgrp(void);
pid_t setsid(void);
pid_t tcgetpgrp(int);
int tcsetpgrp(int, pid_t);
char *ttyname(int);
int ttyname_r(int, char *, size_t);

uid_t getuid(void);
uid_t geteuid(void);
gid_t getgid(void);
gid_t getegid(void);
int setuid(uid_t);
int seteuid(uid_t);
int setgid(gid_t);
int setegid(gid_t);
int getgroups(int, gid_t[]);
int chown(const char *, uid_t, gid_t);
int fchown(int, uid_t, gid_t);
int lchown(const char *, uid_t, gid_t);

unsigned alarm(unsigned);
unsigned ualarm(unsigned, unsigned);
int pause(void);
int nice(int);
void sync(void);
int getpagesize(void);
int getdtablesize(void);

long sysconf(int) __asm__("__wasix_sysconf");

#ifdef __cplusplus
}
#endif
