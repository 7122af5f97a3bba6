// A program that needs nothing, for tests of what is linked to it. It defines what the library's own entry calls.
int __main_argc_argv(int count, char **arguments) {
  (void)arguments;
  return count - 1;
}
