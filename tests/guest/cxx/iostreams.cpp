// Streams: formatted output and its manipulators, string streams, and numbers read from standard input.
// STDIN: 12 0x1f 3.75 word\nthe rest of a line\nlast
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

struct Money {
  long cents;
  friend std::ostream &operator<<(std::ostream &out, const Money &m) {
    return out << m.cents / 100 << '.' << std::setw(2) << std::setfill('0') << m.cents % 100
               << std::setfill(' ');
  }
};

static void manipulators() {
  std::cout << std::hex << std::showbase << 255 << ' ' << std::oct << 64 << std::dec << ' ' << std::showpos
            << 7 << std::noshowpos << '\n';
  std::cout << std::fixed << std::setprecision(3) << 3.14159 << ' ' << std::scientific << 12345.678 << ' '
            << std::defaultfloat << std::setprecision(6) << 0.1 << ' ' << 1e20 << '\n';
  std::cout << '[' << std::setw(8) << "right"
            << "][" << std::left << std::setw(8) << "left" << std::right << "][" << std::boolalpha << true
            << std::noboolalpha << false << "] " << Money{12305} << '\n';
}

static void fromStrings() {
  std::istringstream in("3 4.5 text 99999999999");
  int i;
  double d;
  std::string s;
  in >> i >> d >> s;
  std::cout << i << ' ' << d << ' ' << s << ' ';
  in >> i;
  std::cout << in.fail() << '\n';
  std::ostringstream out;
  for (int k = 0; k < 5; ++k)
    out << k * k << (k < 4 ? "," : "");
  std::cout << out.str() << '\n';
}

static void largeStreams() {
  std::stringstream both;
  for (int i = 0; i < 1000; ++i)
    both << i << ' ' << i / 8.0 << '\n';
  long count = 0, sum = 0;
  double fractions = 0, fraction;
  for (int i; both >> i >> fraction; ++count)
    sum += i, fractions += fraction;
  std::cout << count << ' ' << sum << ' ' << fractions << ' ' << both.eof() << '\n';
  both.clear();
  both.seekp(4);
  both << "XYZ";
  both.seekg(0);
  std::string line;
  std::getline(both, line);
  std::cout << line << '|';
  std::getline(both, line);
  std::cout << line << ' ' << both.tellg() << '\n';
}

int main() {
  manipulators();
  fromStrings();
  largeStreams();
  int a, b;
  double c;
  std::string word, line;
  std::cin >> a >> std::hex >> b >> std::dec >> c >> word;
  std::cin.ignore();
  std::getline(std::cin, line);
  std::cout << a << ' ' << b << ' ' << c << ' ' << word << " [" << line << "]\n";
  while (std::getline(std::cin, line))
    std::cout << "then " << line << std::endl;
  std::cerr << "end " << std::cin.eof() << '\n';
}
