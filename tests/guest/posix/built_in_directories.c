// LIBRARY: wasix
// SELF: /bin/self
// NATIVE: no
// STDIN: typed\n
// /dev and /tmp without a grant, across fork and exec.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void show(const char *what, long value) {
  printf("%s: %ld%s\n", what, value, value < 0 ? " failed" : "");
}

static void list(const char *path) {
  DIR *directory = opendir(path);
  printf("%s:", path);
  for (struct dirent *entry; directory && (entry = readdir(directory));)
    printf(" %s", entry->d_name);
  printf("\n");
  if (directory)
    closedir(directory);
}

static int isCharacterDevice(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 && S_ISCHR(status.st_mode);
}

static void devices(void) {
  char bytes[16];
  int fd = open("/dev/null", O_RDWR | O_CREAT | O_TRUNC, 0666);
  show("null write", write(fd, "gone", 4));
  show("null read", read(fd, bytes, sizeof bytes));
  show("null seek", lseek(fd, 100, SEEK_SET));
  show("null is a terminal", isatty(fd));
  close(fd);
  show("null is a character device", isCharacterDevice("/dev/null"));

  fd = open("/dev/zero", O_RDONLY);
  memset(bytes, 1, sizeof bytes);
  show("zero read", read(fd, bytes, sizeof bytes));
  show("zero byte", bytes[15]);
  close(fd);

  fd = open("/dev/full", O_WRONLY);
  show("full write", write(fd, "x", 1));
  show("full is ENOSPC", errno == ENOSPC);
  close(fd);

  char other[sizeof bytes];
  fd = open("/dev/urandom", O_RDONLY);
  show("urandom read", read(fd, bytes, sizeof bytes) + read(fd, other, sizeof other));
  show("urandom repeats", memcmp(bytes, other, sizeof bytes) == 0);
  close(fd);

  fd = open("/dev/stdin", O_RDONLY);
  const ssize_t size = read(fd, bytes, sizeof bytes);
  printf("stdin: %.*s", (int)size, bytes);
  close(fd);
  fd = open("/dev/stdout", O_WRONLY);
  show("stdout write", write(fd, "to stdout\n", 10));
  close(fd);
  show("tty", open("/dev/tty", O_RDWR));
  show("tty is ENXIO", errno == ENXIO);
  show("new", open("/dev/new", O_CREAT | O_WRONLY, 0666));
  show("new is EACCES", errno == EACCES);
  show("unlink", unlink("/dev/null"));
  show("missing", open("/dev/sda", O_RDONLY));
  list("/dev");
}

static void temporaryFiles(void) {
  mkdir("/tmp/d", 0777);
  FILE *file = fopen("/tmp/d/file", "w");
  fprintf(file, "content\n");
  fclose(file);
  show("rename", rename("/tmp/d/file", "/tmp/d/moved"));
  show("link", symlink("d/moved", "/tmp/link"));
  list("/tmp/d");
  show("chdir", chdir("/tmp/d"));
  show("relative", access("moved", R_OK));
  char name[] = "/tmp/XXXXXX";
  const int fd = mkstemp(name);
  show("mkstemp", fd >= 0 && unlink(name) == 0);
  close(fd);
  FILE *unnamed = tmpfile();
  show("tmpfile", unnamed && fputs("x", unnamed) >= 0);
}

int main(int argc, char **argv) {
  setvbuf(stdout, NULL, _IONBF, 0);
  if (argc > 1) {
    char text[20] = "";
    FILE *file = fopen("/tmp/link", "r");
    printf("%s reads %s", argv[1], file && fgets(text, sizeof text, file) ? text : "nothing\n");
    show("null in the program", open("/dev/null", O_WRONLY) >= 0);
    return 0;
  }
  devices();
  temporaryFiles();
  if (fork() == 0) {
    FILE *file = fopen("/tmp/link", "w");
    fputs("from the child\n", file);
    fclose(file);
    execl("/bin/self", "self", "the program", (char *)NULL);
    _exit(1);
  }
  wait(NULL);
  char text[20] = "";
  fgets(text, sizeof text, fopen("moved", "r"));
  printf("parent reads %s", text);
  return 0;
}
