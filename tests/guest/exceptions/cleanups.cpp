// BUILDS: exceptions
// FLAGS: -Wl,-z,stack-size=16777216
// Exceptions through frames with destructors, typed handlers, rethrowing, nesting, and calls of every kind.
#include "cxx_runtime.h"

#include <cstdio>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

struct Loud {
  std::string name;
  ~Loud() { std::printf("~%s\n", name.c_str()); }
};

struct Base {
  virtual ~Base() = default;
  virtual int run(int n) = 0;
};
struct Thrower : Base {
  int run(int n) override {
    if (n > 2)
      throw std::out_of_range("virtual " + std::to_string(n));
    return n;
  }
};

[[gnu::noinline]] static int descend(int n) {
  const Loud loud{"level " + std::to_string(n)};
  if (n == 0)
    throw std::runtime_error("deep");
  return descend(n - 1) + 1;
}

// Values that are live across the throw, in as many registers as there are.
[[gnu::noinline]] static void keepValues(int seed) {
  double a = seed * 1.5, b = seed * 2.5, c = seed * 3.5;
  long long p = seed * 7LL, q = seed * 1000000007LL, r = seed ^ 0x123456789LL, s = seed - 9, t = seed * 13;
  for (int i = 0; i < 3; ++i) {
    try {
      descend(i);
    } catch (const std::exception &error) {
      a += i, b *= 1.25, p += i, q -= i, r ^= i, s *= 3, t += q;
    }
  }
  std::printf("%g %g %g %lld %lld %lld %lld %lld\n", a, b, c, p, q, r, s, t);
}

static void nested() {
  try {
    const Loud outer{"outer"};
    try {
      const Loud inner{"inner"};
      throw 42;
    } catch (const char *) {
      std::puts("wrong type");
    } catch (int value) {
      std::printf("int %d\n", value);
      try {
        throw std::logic_error("within a handler");
      } catch (const std::logic_error &error) {
        std::puts(error.what());
      }
      throw;
    }
  } catch (long) {
    std::puts("wrong type");
  } catch (...) {
    std::puts("everything");
  }
}

static void indirect() {
  const std::unique_ptr<Base> object = std::make_unique<Thrower>();
  for (int n : {1, 2, 3})
    try {
      std::printf("%d\n", object->run(n));
    } catch (const std::logic_error &error) { // a base of out_of_range
      std::printf("caught %s\n", error.what());
    }
  const std::function<void()> function = [] { throw std::string("lambda"); };
  try {
    function();
  } catch (const std::string &text) {
    std::puts(text.c_str());
  }
  try {
    const Loud many[] = {{"first"}, {"second"}, {"third"}};
    throw 3u;
  } catch (unsigned count) {
    std::printf("%u\n", count);
  }
}

static int cleanups = 0;
struct Counted {
  ~Counted() { ++cleanups; }
};

[[gnu::noinline]] static int fall(int n) {
  const Counted counted;
  if (n == 0)
    throw n;
  return fall(n - 1) * 3 + n;
}

int main() {
  try {
    descend(3);
  } catch (const std::exception &error) {
    std::printf("caught %s\n", error.what());
  }
  keepValues(5);
  nested();
  indirect();
  int caught = 0;
  for (int i = 0; i < 100000; ++i)
    try {
      fall(i % 7);
    } catch (int) {
      ++caught;
    }
  try {
    fall(60000);
  } catch (...) {
    ++caught;
  }
  std::printf("%d %d\n", caught, cleanups);
}
