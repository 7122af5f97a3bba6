// A torus tumbling in a terminal, lit from above: floating point, a depth buffer, and output as fast as
// frames are made.
//
// usage: torus [FRAMES [COLUMNS ROWS]]; ANIMATE=1 in the environment draws every frame over the one before
// it. Both builds must print the same bytes, so the angles come from the frame number, never from a clock.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

struct Screen {
  int columns, rows;
  std::vector<char> cells;
  std::vector<double> nearness;

  Screen(int columns, int rows)
      : columns(columns), rows(rows), cells(columns * rows), nearness(columns * rows) {}

  void clear() {
    cells.assign(cells.size(), ' ');
    nearness.assign(nearness.size(), 0.0);
  }

  void plot(int x, int y, double invDepth, double light) {
    if (x < 0 || y < 0 || x >= columns || y >= rows || invDepth <= nearness[y * columns + x])
      return;
    static constexpr char kShades[] = ".,-~:;=!*#$@";
    int shade = light > 0 ? static_cast<int>(light * 8) : 0;
    nearness[y * columns + x] = invDepth;
    cells[y * columns + x] = kShades[shade > 11 ? 11 : shade];
  }

  std::string text() const {
    std::string out;
    for (int y = 0; y < rows; ++y)
      out.append(cells.begin() + y * columns, cells.begin() + (y + 1) * columns).push_back('\n');
    return out;
  }
};

// Walks the surface: `tube` runs around the ring's cross-section, `ring` around the ring itself.
void drawTorus(Screen &screen, double a, double b) {
  const double sinA = std::sin(a), cosA = std::cos(a), sinB = std::sin(b), cosB = std::cos(b);
  for (double tube = 0; tube < 6.283; tube += 0.02) {
    const double sinT = std::sin(tube), cosT = std::cos(tube), radius = 2 + cosT;
    for (double ring = 0; ring < 6.283; ring += 0.007) {
      const double sinR = std::sin(ring), cosR = std::cos(ring);
      const double x = radius * cosR, y = radius * sinR;
      const double tilted = y * cosA - sinT * sinA;
      const double invDepth = 1 / (y * sinA + sinT * cosA + 5);
      const double light =
          (cosT * sinR * cosA - sinT * sinA) * cosB - cosT * sinR * sinA - sinT * cosA - cosT * cosR * sinB;
      screen.plot(
          static_cast<int>(screen.columns / 2 +
                           screen.columns * 0.375 * invDepth * (x * cosB - tilted * sinB)),
          static_cast<int>(screen.rows / 2 + screen.rows * 0.68 * invDepth * (x * sinB + tilted * cosB)),
          invDepth, light);
    }
  }
}

} // namespace

int main(int argc, char **argv) {
  const int frames = argc > 1 ? std::atoi(argv[1]) : 60;
  Screen screen(72, 24);
  const bool animate = argc > 2;
  unsigned checksum = 0;
  for (int frame = 0; frame < frames; ++frame) {
    screen.clear();
    drawTorus(screen, frame * 0.07, frame * 0.03);
    const std::string picture = screen.text();
    for (char c : picture)
      checksum = checksum * 31 + static_cast<unsigned char>(c);
    if (animate)
      std::printf("\x1b[H%s", picture.c_str());
    else if (frame + 1 == frames)
      std::fputs(picture.c_str(), stdout);
  }
  std::printf("%d frames, checksum %08x\n", frames, checksum);
}
