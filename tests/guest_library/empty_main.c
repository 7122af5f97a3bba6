// A program that needs nothing, for tests of what is linked to it. Its main is of the kind that the library calls.
int main(int count, char **arguments, char **environment) {
  (void)arguments;
  (void)environment;
  return count - 1;
}
