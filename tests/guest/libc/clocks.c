// Clocks: the monotonic one never goes back, the real one is plausible, sleeping takes at least as long as
// asked.
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static int64_t nanoseconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int main(void) {
  int backwards = 0;
  int64_t last = nanoseconds(CLOCK_MONOTONIC);
  const int64_t begin = last;
  for (int i = 0; i < 20000; ++i) {
    const int64_t now = nanoseconds(CLOCK_MONOTONIC);
    backwards += now < last;
    last = now;
  }
  printf("backwards %d, advanced %d\n", backwards, last > begin);

  struct timespec resolution = {-1, -1};
  printf("resolution %d", clock_getres(CLOCK_MONOTONIC, &resolution));
  printf(" sane %d\n", resolution.tv_sec == 0 && resolution.tv_nsec > 0 && resolution.tv_nsec < 1000000000);

  struct timeval day;
  const time_t seconds = time(NULL);
  gettimeofday(&day, NULL);
  printf("this century %d, agree %d\n", seconds > 1600000000 && seconds < 4102444800,
         day.tv_sec - seconds <= 1);

  const struct timespec pause = {0, 30000000};
  const int64_t before = nanoseconds(CLOCK_MONOTONIC);
  printf("nanosleep %d", nanosleep(&pause, NULL));
  const int64_t slept = nanoseconds(CLOCK_MONOTONIC) - before;
  printf(" long enough %d, not forever %d\n", slept >= 30000000, slept < 5000000000);
  printf("usleep %d\n", usleep(1000));
  const struct timespec invalid = {0, 2000000000};
  printf("invalid %d %d\n", nanosleep(&invalid, NULL), errno == EINVAL);
}
