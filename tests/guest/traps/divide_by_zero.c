// TRAP: integer divide by zero
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  printf("before\n");
  fflush(stdout);
  printf("%d\n", 100 / (argc - 1));
}
