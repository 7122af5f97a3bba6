// Virtual calls through single, multiple and virtual inheritance, dynamic_cast, member pointers.
// BUILDS: all
#include <cstdio>
#include <memory>
#include <string>
#include <typeinfo>
#include <vector>

namespace {

struct Shape {
  virtual ~Shape() { std::printf("~Shape "); }
  virtual double area() const = 0;
  virtual std::string name() const { return "shape"; }
};
struct Named {
  virtual ~Named() = default;
  virtual std::string label() const { return "<" + text + ">"; }
  std::string text = "named";
};
struct Circle : Shape {
  double r;
  explicit Circle(double r) : r(r) {}
  double area() const override { return 3 * r * r; }
  std::string name() const override { return "circle"; }
};
struct Square : Shape, Named {
  double side;
  explicit Square(double side) : side(side) { text = "square"; }
  ~Square() override { std::printf("~Square "); }
  double area() const override { return side * side; }
  std::string label() const override { return Named::label() + "!"; }
};

struct Base {
  virtual ~Base() = default;
  virtual int id() { return value; }
  int value = 1;
};
struct Left : virtual Base {
  int id() override { return value * 10; }
};
struct Right : virtual Base {
  void bump() { ++value; }
};
struct Bottom : Left, Right {
  int twice() { return 2 * id(); }
};

} // namespace

int main() {
  std::vector<std::unique_ptr<Shape>> shapes;
  for (int i = 1; i < 7; ++i)
    if (i % 2)
      shapes.push_back(std::make_unique<Circle>(i));
    else
      shapes.push_back(std::make_unique<Square>(i));
  double total = 0;
  for (const auto &shape : shapes) {
    total += shape->area();
    const auto *named = dynamic_cast<Named *>(shape.get());
    std::printf("%s %s %d\n", shape->name().c_str(), named ? named->label().c_str() : "-",
                typeid(*shape) == typeid(Circle));
  }
  std::printf("%g\n", total);
  // One at a time: the order in which a vector destroys its elements differs between libraries.
  while (!shapes.empty())
    shapes.pop_back();

  Bottom bottom;
  Base &base = bottom;
  static_cast<Right &>(bottom).bump();
  int (Base::*call)() = &Base::id;
  int (Bottom::*own)() = &Bottom::twice;
  int Base::*field = &Base::value;
  std::printf("\n%d %d %d %d %d\n", base.id(), (base.*call)(), (bottom.*own)(), bottom.*field,
              dynamic_cast<Right *>(&base) == &bottom);
}
