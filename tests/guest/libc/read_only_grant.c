// A grant marked read-only can be read and listed; whatever would change it fails and changes nothing.
// DIR: . ro
// FILE: present=already here
// NATIVE: no
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void) {
  char text[32] = "";
  const int fd = open("present", O_RDONLY);
  printf("read %zd [%s]\n", read(fd, text, sizeof text - 1), text);
  printf("write through a reading descriptor %zd\n", write(fd, "x", 1));
  printf("truncate a reading descriptor %d\n", ftruncate(fd, 0));
  close(fd);
  printf("open to write %d, to append %d, to create %d, to cut %d\n", open("present", O_WRONLY),
         open("present", O_RDWR | O_APPEND), open("fresh", O_CREAT | O_WRONLY, 0644),
         open("present", O_RDONLY | O_TRUNC));
  printf("mkdir %d unlink %d rename %d link %d symlink %d\n", mkdir("folder", 0755), unlink("present"),
         rename("present", "moved"), link("present", "second"), symlink("present", "soft"));
  const struct timespec old[2] = {{1, 0}, {1, 0}};
  printf("times %d\n", utimensat(AT_FDCWD, "present", old, 0));
  struct stat status;
  printf("stat %d size %lld\n", stat("present", &status), (long long)status.st_size);
  DIR *directory = opendir(".");
  for (struct dirent *entry; (entry = readdir(directory));)
    if (entry->d_name[0] != '.')
      printf("entry %s\n", entry->d_name);
  closedir(directory);
}
