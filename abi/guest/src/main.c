// For programs whose main takes the environment as well: clang leaves such a main under its own name, and the
// start-up code asks for the two-argument one, which this is. Programs with another main never meet it.
#include <unistd.h>

int three_argument_main(int, char **, char **) __asm__("main");

int two_argument_main(int, char **) __asm__("__main_argc_argv");

int two_argument_main(int count, char **arguments) { return three_argument_main(count, arguments, environ); }
