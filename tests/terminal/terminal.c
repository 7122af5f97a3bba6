// A guest on a terminal: shows what it sees of it, reads single keys, and ends as its argument says.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static void show(const char *when) {
  struct termios attributes;
  struct winsize size;
  if (tcgetattr(0, &attributes) != 0 || ioctl(0, TIOCGWINSZ, &size) != 0) {
    printf("no terminal\n");
    return;
  }
  printf("%s: echo %d, lines %d, %d x %d\n", when, (attributes.c_lflag & ECHO) != 0,
         (attributes.c_lflag & ICANON) != 0, size.ws_col, size.ws_row);
}

int main(int count, char **arguments) {
  setvbuf(stdout, NULL, _IONBF, 0);
  const char *ending = count > 1 ? arguments[1] : "exit";
  show("first");
  struct termios attributes;
  if (tcgetattr(0, &attributes) != 0)
    return 0;
  cfmakeraw(&attributes);
  tcsetattr(0, TCSANOW, &attributes);
  show("raw");
  char key = 0;
  read(0, &key, 1);
  printf("key %c\n", key);
  show("after the key");
  FILE *terminal = fopen("/dev/tty", "w");
  fprintf(terminal, "through /dev/tty\n");
  fclose(terminal);
  if (strcmp(ending, "both") == 0) { // the terminal of standard output, too
    dup2(1, 0);
    tcsetattr(0, TCSANOW, &attributes);
    show("second");
  }
  if (strcmp(ending, "both") == 0 || strcmp(ending, "close") == 0)
    for (int fd = 0; fd < 3; ++fd)
      close(fd);
  if (strcmp(ending, "trap") == 0)
    __builtin_trap();
  if (strcmp(ending, "wait") == 0)
    read(0, &key, 1);
  return 7;
}
