// Counts the words of standard input and prints the most frequent ones: the whole library at once.
// STDIN: It was the best of times, it was the worst of times,\nit was the age of wisdom, of foolishness;\n
// REPEAT: 500
// BUILDS: all
#include <algorithm>
#include <cctype>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

int main() {
  const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
  std::map<std::string, size_t> counts;
  for (size_t i = 0; i < text.size();) {
    const auto isLetter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; };
    const auto begin = std::find_if(text.begin() + static_cast<long>(i), text.end(), isLetter);
    const auto end = std::find_if_not(begin, text.end(), isLetter);
    std::string word(begin, end);
    std::transform(word.begin(), word.end(), word.begin(),
                   [](char c) { return static_cast<char>(std::tolower(c)); });
    if (!word.empty())
      ++counts[word];
    i = static_cast<size_t>(end - text.begin());
  }
  std::vector<std::pair<std::string, size_t>> ranked(counts.begin(), counts.end());
  std::stable_sort(ranked.begin(), ranked.end(), [](auto &a, auto &b) { return a.second > b.second; });
  for (const auto &[word, count] : ranked)
    std::cout << count << '\t' << word << '\n';
  std::cout << text.size() << " bytes\n";
}
