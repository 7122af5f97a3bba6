// Global constructors before main, function-local statics on first use, destructors in reverse after exit.
// EXIT: 3
#include <cstdio>
#include <cstdlib>
#include <string>

struct Announcer {
  std::string name;
  explicit Announcer(const char *n) : name(n) { std::printf("construct %s\n", n); }
  ~Announcer() { std::printf("destroy %s\n", name.c_str()); }
};

static Announcer first("first");
static Announcer second("second");
static const int computed = [] { return std::printf("initializer\n"); }();

static Announcer &lazy() {
  static Announcer object("lazy");
  return object;
}

int main() {
  std::printf("main %d\n", computed);
  lazy();
  std::printf("%s\n", lazy().name.c_str());
  std::atexit([] { std::printf("handler\n"); });
  std::exit(3);
}
