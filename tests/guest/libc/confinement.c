// Nothing outside the granted folder can be reached: not by `..`, not by an absolute path, not through a
// link.
// DIR: /box
// NATIVE: no
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void attempt(const char *path) {
  const int fd = open(path, O_RDONLY);
  printf("%s: %s\n", path, fd < 0 ? "refused" : "reached");
  close(fd);
}

int main(void) {
  chdir("/box");
  mkdir("inside", 0755);
  attempt("inside/../inside");
  attempt("..");
  attempt("../..");
  attempt("inside/../..");
  attempt("../../../../../../etc/passwd");
  symlink("../../../../../../../../etc/passwd", "climb");
  symlink("/etc/passwd", "absolute");
  symlink("..", "up");
  symlink("inside/..", "around");
  attempt("climb");
  attempt("absolute");
  attempt("up");
  attempt("up/etc");
  attempt("around");
  printf("create outside: %d\n", open("../made-by-a-guest", O_CREAT | O_WRONLY, 0644) < 0);
  printf("rename outside: %d\n", rename("inside", "../stolen") < 0);
  printf("mkdir outside: %d\n", mkdir("../made-by-a-guest", 0755) < 0);
  printf("link outside: %d\n", link("/etc/passwd", "copy") < 0);
}
