// Algorithms with lambdas and iterators of several kinds.
// BUILDS: all
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <iterator>
#include <numeric>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct Person {
  std::string name;
  int age;
};

int main() {
  std::mt19937 random(7);
  std::vector<uint32_t> v(100000);
  std::generate(v.begin(), v.end(), [&] { return random() % 1000000; });
  std::vector<uint32_t> sorted = v, heap = v, half = v;
  std::sort(sorted.begin(), sorted.end());
  std::make_heap(heap.begin(), heap.end());
  std::sort_heap(heap.begin(), heap.end());
  std::nth_element(half.begin(), half.begin() + 50000, half.end());
  std::printf("%d %d %u %u\n", std::is_sorted(sorted.begin(), sorted.end()), sorted == heap, sorted[0],
              half[50000]);

  std::vector<Person> people;
  for (int i = 0; i < 2000; ++i)
    people.push_back({"person-" + std::to_string(random() % 700), static_cast<int>(random() % 60)});
  std::stable_sort(people.begin(), people.end(),
                   [](const Person &a, const Person &b) { return a.age < b.age; });
  std::stable_sort(people.begin(), people.end(),
                   [](const Person &a, const Person &b) { return a.name < b.name; });
  int broken = 0;
  for (size_t i = 1; i < people.size(); ++i)
    broken += std::tie(people[i].name, people[i].age) < std::tie(people[i - 1].name, people[i - 1].age);
  std::printf("%s %d %s %d broken %d\n", people[0].name.c_str(), people[0].age, people.back().name.c_str(),
              people.back().age, broken);

  const auto middle = std::partition(v.begin(), v.end(), [](uint32_t x) { return x % 2 == 0; });
  std::printf(
      "%td even, sum %llu, inner %llu\n", middle - v.begin(),
      static_cast<unsigned long long>(std::accumulate(v.begin(), v.end(), uint64_t{0})),
      static_cast<unsigned long long>(std::inner_product(v.begin(), v.end(), sorted.begin(), uint64_t{0})));
  std::string letters = "abcd", all;
  int permutations = 0;
  do {
    ++permutations;
    all += letters.substr(0, 2);
  } while (std::next_permutation(letters.begin(), letters.end()));
  std::printf("%d %s\n", permutations, all.c_str());

  std::vector<int> a{1, 3, 5, 7, 9, 11}, b{3, 4, 5, 6, 7}, common, merged;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(common));
  std::merge(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(merged));
  std::rotate(merged.begin(), merged.begin() + 3, merged.end());
  for (int x : common)
    std::printf("%d ", x);
  std::printf("|");
  for (int x : merged)
    std::printf(" %d", x);
  std::string_view text = "the needle in the haystack";
  std::printf("\n%zu %zu %d\n", text.find("needle"), text.rfind("the"),
              static_cast<int>(std::count(text.begin(), text.end(), 'e')));
}
