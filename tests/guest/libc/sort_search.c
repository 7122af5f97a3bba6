// qsort and bsearch: the library calls back into the program through a function pointer.
// BUILDS: all
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct City {
  const char *name;
  int people;
  double area;
};

static int compared;

static int byInt(const void *a, const void *b) {
  ++compared;
  const int x = *(const int *)a, y = *(const int *)b;
  return (x > y) - (x < y);
}
static int byName(const void *a, const void *b) {
  return strcmp(((const struct City *)a)->name, ((const struct City *)b)->name);
}
static int byPeople(const void *a, const void *b) {
  return ((const struct City *)b)->people - ((const struct City *)a)->people;
}
static int byArea(const void *a, const void *b) {
  const double x = ((const struct City *)a)->area, y = ((const struct City *)b)->area;
  return (x > y) - (x < y);
}

int main(void) {
  static int numbers[50000];
  uint32_t seed = 12345;
  for (int i = 0; i < 50000; ++i)
    numbers[i] = (int)((seed = seed * 1664525 + 1013904223) >> 4) - 100000000;
  qsort(numbers, 50000, sizeof *numbers, byInt);
  int ordered = 1;
  for (int i = 1; i < 50000; ++i)
    ordered &= numbers[i - 1] <= numbers[i];
  printf("ordered %d, first %d, last %d, compared enough %d\n", ordered, numbers[0], numbers[49999],
         compared > 500000);
  int found = 0;
  for (int i = 0; i < 50000; i += 7)
    found += *(int *)bsearch(&numbers[i], numbers, 50000, sizeof *numbers, byInt) == numbers[i];
  const int absent = numbers[0] - 1;
  printf("found %d, absent %d\n", found, bsearch(&absent, numbers, 50000, sizeof *numbers, byInt) == NULL);

  struct City cities[] = {{"Oslo", 709, 454},    {"Bern", 134, 51.6},    {"Lima", 10092, 2672.3},
                          {"Cairo", 10100, 606}, {"Quito", 2011, 372.4}, {"Hanoi", 8054, 3359.8}};
  int (*orders[])(const void *, const void *) = {byName, byPeople, byArea};
  for (int k = 0; k < 3; ++k) {
    qsort(cities, 6, sizeof *cities, orders[k]);
    for (int i = 0; i < 6; ++i)
      printf("%s%s", cities[i].name, i == 5 ? "\n" : ", ");
  }
  const struct City key = {"Lima", 0, 0};
  qsort(cities, 6, sizeof *cities, byName);
  printf("%d\n", ((struct City *)bsearch(&key, cities, 6, sizeof *cities, byName))->people);
}
