// Users and groups: a guest runs as one user without special rights, named by its environment (USER, HOME,
// SHELL).
#include "internal.h"

#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { User = 1000, Group = 1000 };

uid_t getuid(void) { return User; }
uid_t geteuid(void) { return User; }
gid_t getgid(void) { return Group; }
gid_t getegid(void) { return Group; }

int setuid(uid_t user) { return user == User ? 0 : __wasix_fail(EPERM); }
int seteuid(uid_t user) { return setuid(user); }
int setgid(gid_t group) { return group == Group ? 0 : __wasix_fail(EPERM); }
int setegid(gid_t group) { return setgid(group); }

int getgroups(int size, gid_t list[]) {
  if (size == 0)
    return 1;
  if (size < 1)
    return __wasix_fail(EINVAL);
  list[0] = Group;
  return 1;
}

static char *variable(const char *name, const char *otherwise) {
  char *value = getenv(name);
  return value && *value ? value : (char *)otherwise;
}

static struct passwd *user(void) {
  static struct passwd entry;
  entry.pw_name = variable("USER", "user");
  entry.pw_passwd = (char *)"*";
  entry.pw_uid = User;
  entry.pw_gid = Group;
  entry.pw_gecos = (char *)"";
  entry.pw_dir = variable("HOME", "/");
  entry.pw_shell = variable("SHELL", "/bin/sh");
  return &entry;
}

struct passwd *getpwnam(const char *name) {
  struct passwd *entry = user();
  return strcmp(name, entry->pw_name) == 0 ? entry : NULL;
}

struct passwd *getpwuid(uid_t number) { return number == User ? user() : NULL; }

static struct group *group(void) {
  static char *members[2];
  static struct group entry = {
      .gr_name = (char *)"users", .gr_passwd = (char *)"*", .gr_gid = Group, .gr_mem = members};
  members[0] = user()->pw_name;
  return &entry;
}

struct group *getgrnam(const char *name) { return strcmp(name, "users") == 0 ? group() : NULL; }
struct group *getgrgid(gid_t number) { return number == Group ? group() : NULL; }
