// Folders that are granted under their own names, found as C libraries find them.
#include "check.h"

#include <sys/stat.h>

int main(int count, char **arguments) {
  CHECK(count == 2 && strcmp(arguments[1], "grant") == 0);
  char text[9] = "";
  FILE *file = fopen("grant/digits.txt", "r");
  CHECK(file && fread(text, 1, 8, file) == 8 && strcmp(text, "01234567") == 0);
  CHECK(granted("grant") == 3 && granted("other") == 4);
  CHECK(mkdir("other/made.cleanup", 0777) == 0);
  return 0;
}
