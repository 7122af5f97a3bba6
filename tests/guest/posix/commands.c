// LIBRARY: wasix
// SELF: /bin/sh
// system, popen and pclose. Natively the shell is the machine's; the guest's is this program, which knows the
// commands that it uses.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int pretend_to_be_shell(const char *command) {
  char line[100];
  int code;
  if (sscanf(command, "exit %d", &code) == 1)
    return code;
  if (strcmp(command, "echo $WORD") == 0)
    puts(getenv("WORD"));
  else if (strcmp(command, "echo one; echo two") == 0)
    puts("one\ntwo");
  else if (strcmp(command, "cat") == 0)
    while (fgets(line, sizeof line, stdin))
      fputs(line, stdout);
  else if (strcmp(command, "kill -9 $$") == 0)
    kill(getpid(), SIGKILL);
  return 0;
}

int main(int argc, char **argv) {
  if (argc == 3 && strcmp(argv[0], "sh") == 0 && strcmp(argv[1], "-c") == 0)
    return pretend_to_be_shell(argv[2]);
  setvbuf(stdout, NULL, _IONBF, 0);
  printf("shell: %d\n", system(NULL) != 0);
  int status = system("exit 0");
  printf("status %d %d\n", WIFEXITED(status), WEXITSTATUS(status));
  status = system("exit 33");
  printf("status %d %d\n", WIFEXITED(status), WEXITSTATUS(status));
  setenv("WORD", "from the environment", 1);
  system("echo $WORD");
  status = system("kill -9 $$");
  printf("killed %d %d\n", WIFSIGNALED(status), WTERMSIG(status));
  printf("handler kept: %d\n", signal(SIGINT, SIG_DFL) == SIG_DFL);

  char line[100];
  FILE *stream = popen("echo one; echo two", "r");
  while (fgets(line, sizeof line, stream))
    printf("read %s", line);
  printf("pclose %d\n", pclose(stream));
  stream = popen("exit 5", "r");
  printf("pclose %d\n", WEXITSTATUS(pclose(stream)));
  FILE *first = popen("cat", "w"), *second = popen("cat", "w");
  fputs("to the first\n", first);
  printf("pclose %d\n", pclose(first));
  fputs("to the second\n", second);
  printf("pclose %d\n", pclose(second));
  printf("bad mode: %d %d\n", popen("exit 0", "x") == NULL, errno == EINVAL);
  return 0;
}
