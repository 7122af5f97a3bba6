// Needs library.c's module, and uses its data and functions.
extern int state;
int add(int number);
int second(int number) { return add(number) + state; }
int (*pointer_to_add)(int) = add;
int same_address(int number) { return pointer_to_add == add; }
