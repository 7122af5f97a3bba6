// Lifetimes: constructors and destructors run in order, exactly once, for every kind of owner.
// BUILDS: all
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace {

int alive = 0;

struct Tracked {
  std::string name;
  explicit Tracked(std::string n) : name(std::move(n)) { ++alive, std::printf("+%s ", name.c_str()); }
  Tracked(const Tracked &other) : name(other.name + "'") { ++alive, std::printf("copy:%s ", name.c_str()); }
  Tracked(Tracked &&other) noexcept : name(std::move(other.name)) { ++alive, other.name = "moved"; }
  Tracked &operator=(Tracked &&other) noexcept {
    name = std::exchange(other.name, "moved");
    return *this;
  }
  ~Tracked() { --alive, std::printf("-%s ", name.c_str()); }
};

struct Tree {
  Tracked value;
  std::unique_ptr<Tree> left, right;
  explicit Tree(int depth) : value("t" + std::to_string(depth)) {
    if (depth > 0)
      left = std::make_unique<Tree>(depth - 1), right = std::make_unique<Tree>(depth - 1);
  }
};

struct FileCloser {
  void operator()(std::FILE *) const { std::printf("closed "); }
};

void line(const char *label) { std::printf("| %s alive %d\n", label, alive); }

} // namespace

int main() {
  {
    auto one = std::make_unique<Tracked>("one");
    auto two = std::move(one);
    std::unique_ptr<std::FILE, FileCloser> custom(stdout);
    line(one ? "not moved" : "moved");
  }
  line("unique");
  {
    auto shared = std::make_shared<Tracked>("shared");
    std::weak_ptr<Tracked> weak = shared;
    auto again = shared;
    std::printf("%ld ", shared.use_count());
    shared.reset();
    std::printf("%d ", weak.expired());
    again = nullptr;
    std::printf("%d ", weak.expired());
  }
  line("shared");
  { Tree tree(2); }
  line("tree");
  {
    std::vector<Tracked> list;
    list.reserve(3);
    list.emplace_back("a");
    list.emplace_back("b");
    list.push_back(list[0]);
    list.erase(list.begin());
    // The order in which a vector destroys its elements differs between libraries.
    while (!list.empty())
      list.pop_back();
  }
  line("vector");
  {
    std::variant<int, Tracked, std::string> either = 5;
    either = Tracked("inside");
    std::printf("%zu ", either.index());
    either = std::string("text");
    std::optional<Tracked> maybe;
    maybe.emplace("maybe");
    maybe.reset();
  }
  line("variant");
  {
    std::function<std::string(int)> callback = [t = Tracked("captured")](int i) {
      return t.name + std::to_string(i);
    };
    auto copied = callback;
    std::printf("%s ", copied(7).c_str());
  }
  line("function");
}
