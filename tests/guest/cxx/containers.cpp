// The standard containers under mixed insertion, lookup and removal.
// BUILDS: all
#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <list>
#include <map>
#include <queue>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

static uint32_t seed = 2463534242;
static uint32_t next() {
  seed ^= seed << 13, seed ^= seed >> 17, seed ^= seed << 5;
  return seed;
}

static void maps() {
  std::map<std::string, int> words;
  std::unordered_map<int, std::vector<int>> groups;
  for (int i = 0; i < 20000; ++i) {
    const uint32_t r = next();
    words["key" + std::to_string(r % 500)] += static_cast<int>(r % 10);
    groups[static_cast<int>(r % 97)].push_back(i);
    if (r % 11 == 0)
      words.erase("key" + std::to_string(next() % 500));
  }
  long total = 0;
  size_t letters = 0, most = 0;
  for (const auto &[key, count] : words)
    total = total * 3 % 1000003 + count, letters += key.size();
  for (int g = 0; g < 97; ++g)
    most = std::max(most, groups[g].size());
  std::printf("%zu words, %ld, %zu letters, first %s, largest group %zu\n", words.size(), total, letters,
              words.begin()->first.c_str(), most);
  const auto from = words.lower_bound("key3"), to = words.upper_bound("key4");
  std::printf("between: %td\n", std::distance(from, to));
}

static void sequences() {
  std::vector<int> v;
  std::deque<int> d;
  std::list<int> l;
  for (int i = 0; i < 5000; ++i) {
    v.insert(v.begin() + static_cast<int>(next() % (v.size() + 1)), i);
    i % 2 ? d.push_front(i) : d.push_back(i);
    l.push_back(static_cast<int>(next() % 1000));
  }
  l.sort();
  l.unique();
  l.remove_if([](int x) { return x % 3 == 0; });
  v.erase(std::remove_if(v.begin(), v.end(), [](int x) { return x % 7 == 0; }), v.end());
  uint32_t hash = 0;
  for (int x : v)
    hash = hash * 31 + static_cast<uint32_t>(x);
  for (int x : d)
    hash = hash * 31 + static_cast<uint32_t>(x);
  std::printf("%zu %zu %zu %08x %d %d\n", v.size(), d.size(), l.size(), hash, l.front(), l.back());
}

static void orders() {
  std::priority_queue<int, std::vector<int>, std::greater<int>> heap;
  std::multiset<int> bag;
  for (int i = 0; i < 3000; ++i)
    heap.push(static_cast<int>(next() % 100000)), bag.insert(static_cast<int>(next() % 50));
  int ascending = 1, last = 0;
  for (; !heap.empty(); heap.pop())
    ascending &= last <= heap.top(), last = heap.top();
  std::bitset<200> bits;
  for (int i = 0; i < 100; ++i)
    bits.flip(next() % 200);
  std::array<int, 5> fixed{5, 3, 1, 4, 2};
  std::sort(fixed.begin(), fixed.end());
  std::printf("%d %d %zu %zu %zu %d%d%d\n", ascending, last, bag.count(7), bag.size(), bits.count(), fixed[0],
              fixed[2], fixed[4]);
}

int main() {
  maps();
  sequences();
  orders();
}
