// The error numbers of failing calls, by name: the numbers themselves differ between WASI and Linux.
// DIR: .
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *name(int error) {
  switch (error) {
  case 0:
    return "none";
  case EBADF:
    return "EBADF";
  case ENOENT:
    return "ENOENT";
  case EEXIST:
    return "EEXIST";
  case ENOTDIR:
    return "ENOTDIR";
  case EISDIR:
    return "EISDIR";
  case EINVAL:
    return "EINVAL";
  case ENOTEMPTY:
    return "ENOTEMPTY";
  case ENAMETOOLONG:
    return "ENAMETOOLONG";
  case ELOOP:
    return "ELOOP";
  case ESPIPE:
    return "ESPIPE";
  default:
    return "another";
  }
}

#define TRY(call)                                                                                            \
  do {                                                                                                       \
    errno = 0;                                                                                               \
    const long long result = (long long)(call);                                                              \
    printf("%s: %s %s\n", #call, result < 0 ? "fails" : "works", name(result < 0 ? errno : 0));              \
  } while (0)

int main(void) {
  char byte = 0, longName[300];
  for (int i = 0; i < 299; ++i)
    longName[i] = 'n';
  longName[299] = 0;
  mkdir("folder", 0755);
  const int file = open("file", O_CREAT | O_RDWR, 0644), input = open("file", O_RDONLY),
            output = open("file", O_WRONLY);
  const int folder = open("folder", O_RDONLY | O_DIRECTORY);

  TRY(read(99, &byte, 1));
  TRY(write(99, &byte, 1));
  TRY(close(99));
  TRY(lseek(99, 0, SEEK_SET));
  TRY(ftruncate(99, 0));
  TRY(fsync(99));
  TRY(open("absent", O_RDONLY));
  TRY(open("absent/file", O_CREAT | O_WRONLY, 0644));
  TRY(open("file", O_CREAT | O_EXCL | O_WRONLY, 0644));
  TRY(open("file/below", O_RDONLY));
  TRY(open("file", O_RDONLY | O_DIRECTORY));
  TRY(open("folder", O_WRONLY));
  TRY(open(longName, O_RDONLY));
  TRY(mkdir("folder", 0755));
  TRY(mkdir("absent/folder", 0755));
  TRY(rmdir("absent"));
  TRY(rmdir("file"));
  TRY(unlink("absent"));
  TRY(rename("absent", "other"));
  TRY(rename("file", "absent/other"));
  TRY(rename("file", "folder"));
  TRY(rename("folder", "file"));
  TRY(stat("absent", &(struct stat){0}));
  TRY(stat("file/below", &(struct stat){0}));
  TRY(symlink("target", "file"));
  TRY(readlink("absent", &byte, 1));
  TRY(readlink("file", &byte, 1));
  TRY(link("absent", "other"));
  TRY(link("file", "folder"));
  TRY(lseek(file, -5, SEEK_SET));
  TRY(lseek(file, 0, 42));
  TRY(read(output, &byte, 1));
  TRY(write(input, &byte, 1));
  TRY(read(folder, &byte, 1));
  TRY(pread(file, &byte, 1, -1));
  TRY(lseek(file, 1000000, SEEK_SET));
  TRY(read(file, &byte, 1));
  TRY(close(file));
  TRY(close(file));
  printf("opendir %d %s\n", opendir("file") == NULL, name(errno));
}
