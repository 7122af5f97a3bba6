// A library that throws, catches, and lets exceptions pass; what it catches, the program looks at.
extern "C" {
[[noreturn]] int program_throw(int number);
int program_fork(int number);

__attribute__((noinline)) int throw_number(int number) {
  if (number < 0)
    return number;
  throw number;
}
int let_pass(int (*function)(int), int number) { return function(number) + 1; }
int catch_here(int (*function)(int), int number) {
  try {
    return function(number);
  } catch (int caught) {
    return 1000 + caught;
  }
}
static int cleaned_up = 0;
int clean_up(int (*function)(int), int number) {
  struct Counter {
    ~Counter() { ++cleaned_up; }
  } counter;
  return function(number);
}
int how_often_cleaned_up(int number) { return cleaned_up + number; }
int throw_again(int (*function)(int), int number) {
  try {
    return function(number);
  } catch (...) {
    throw;
  }
}
// Handles an exception in two processes, and throws it on in both.
int fork_and_throw_again(int (*function)(int), int number) {
  try {
    return function(number);
  } catch (...) {
    program_fork(0);
    throw;
  }
}
// Calls back and forth until the number is 0; then it throws.
int descend(int (*function)(int), int number) { return number == 0 ? throw_number(77) : function(number); }
}
