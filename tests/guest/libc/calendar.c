// Calendar arithmetic in UTC: gmtime, timegm through mktime, strftime, leap years and dates before 1970.
#include <stdio.h>
#include <time.h>

int main(void) {
  const time_t moments[] = {0, 86399, 951782400, 1709164800, 4102444799, -1, -86400LL * 365 * 60, 1234567890};
  for (int i = 0; i < 8; ++i) {
    struct tm parts, back;
    gmtime_r(&moments[i], &parts);
    back = parts;
    char text[100];
    strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %j %a %A %b %B %U %w %y %p %I %e", &parts);
    printf("%lld: %s, yearday %d, back %d\n", (long long)moments[i], text, parts.tm_yday,
           mktime(&back) == moments[i]);
  }
  struct tm odd = {.tm_year = 120, .tm_mon = 13, .tm_mday = -5, .tm_hour = 49, .tm_min = -61, .tm_sec = 3700};
  const time_t normal = mktime(&odd);
  printf("%lld %d-%d-%d %d:%d:%d weekday %d\n", (long long)normal, odd.tm_year + 1900, odd.tm_mon + 1,
         odd.tm_mday, odd.tm_hour, odd.tm_min, odd.tm_sec, odd.tm_wday);
  printf("%.0f %s", difftime(moments[3], moments[2]), asctime(gmtime(&moments[2])));
}
