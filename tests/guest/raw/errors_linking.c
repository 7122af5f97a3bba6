// What dlopen and its relatives refuse in a program of one module.
// NATIVE: no
// STDERR: any
#include "wasix.h"

enum { FAULT = 21, INVAL = 28, NOENT = 44, NOTSUP = 58 };

int WASIX(dlopen)(const char *path, int length, int flags, char *error, int size, const char *library_path,
                  int library_path_length, uint32_t *library);
int WASIX(dlsym)(uint32_t library, const char *name, int length, char *error, int size, uint32_t *address);
int WASIX(dl_invalid_handle)(uint32_t library);

int main(void) {
  uint32_t library, address;
  char text[64];
  EXPECT(dlopen("none.so", 7, 2, text, sizeof text, 0, 0, &library) == NOENT);
  EXPECT(dlopen((void *)-4, 7, 2, text, sizeof text, 0, 0, &library) == FAULT);
  EXPECT(dlopen("none.so", 7, 2, (void *)-4, sizeof text, 0, 0, &library) == FAULT);
  EXPECT(dlopen("none.so", 7, 2, text, sizeof text, 0, 0, (void *)-2) == FAULT);
  EXPECT(dlsym(77, "none", 4, text, sizeof text, &address) == INVAL);
  EXPECT(dlsym(0, "none", 4, text, sizeof text, &address) == NOENT);
  EXPECT(dlsym(0, (void *)-4, 7, text, sizeof text, &address) == FAULT);
  EXPECT(dl_invalid_handle(77) == INVAL);
  puts("refused");
}
