// LIBRARY: wasix
// SELF: bin/self
// DIR: .
// ENV: PATH=bin
// posix_spawn: the program's arguments, file actions and attributes.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int report(int argc, char **argv) {
  char line[100];
  printf("%s:", argv[1]);
  for (int i = 2; i < argc; ++i)
    printf(" [%s]", argv[i]);
  if (strcmp(argv[1], "reads") == 0 && fgets(line, sizeof line, stdin))
    printf(" %s", line);
  if (strcmp(argv[1], "signals") == 0) {
    struct sigaction action;
    sigaction(SIGINT, NULL, &action);
    printf(" INT ignored %d", action.sa_handler == SIG_IGN);
    sigaction(SIGQUIT, NULL, &action);
    printf(" QUIT ignored %d", action.sa_handler == SIG_IGN);
    sigaction(SIGTERM, NULL, &action);
    printf(" TERM default %d", action.sa_handler == SIG_DFL);
  }
  printf("\n");
  return 8;
}

static void handler(int number) { (void)number; }

static void run(const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
                const char *word) {
  pid_t child = -1;
  char *const arguments[] = {"self", (char *)word, "x y", NULL};
  const int error = posix_spawn(&child, "bin/self", actions, attributes, arguments, environ);
  if (error) {
    printf("%s: %s\n", word, strerror(error));
    return;
  }
  int status = 0;
  waitpid(child, &status, 0);
  printf("%s ended with %d\n", word, WEXITSTATUS(status));
}

static void show(const char *name) {
  char text[200];
  FILE *file = fopen(name, "r");
  const size_t size = file ? fread(text, 1, sizeof text, file) : 0;
  printf("%s holds: %.*s", name, (int)size, text);
  fclose(file);
}

int main(int argc, char **argv) {
  setvbuf(stdout, NULL, _IONBF, 0);
  if (argc > 1)
    return report(argc, argv);
  run(NULL, NULL, "plain");

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "output", O_WRONLY | O_CREAT | O_TRUNC, 0644);
  run(&actions, NULL, "to a file");
  posix_spawn_file_actions_destroy(&actions);
  show("output");

  int ends[2];
  pipe(ends);
  write(ends[1], "through a pipe\n", 15);
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  posix_spawn_file_actions_addclose(&actions, ends[1]);
  run(&actions, NULL, "reads");
  posix_spawn_file_actions_destroy(&actions);

  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 9, "missing", O_RDONLY, 0);
  run(&actions, NULL, "no such file");
  posix_spawn_file_actions_destroy(&actions);
  printf("no child: %d %d\n", wait(NULL), errno == ECHILD);

  signal(SIGINT, SIG_IGN);
  signal(SIGQUIT, SIG_IGN);
  signal(SIGTERM, handler);
  posix_spawnattr_t attributes;
  sigset_t reset;
  sigemptyset(&reset);
  sigaddset(&reset, SIGQUIT);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setsigdefault(&attributes, &reset);
  run(NULL, &attributes, "signals");
  posix_spawnattr_destroy(&attributes);

  pid_t child;
  char *const arguments[] = {"self", "by PATH", NULL};
  const int error = posix_spawnp(&child, "self", NULL, NULL, arguments, environ);
  waitpid(child, NULL, 0);
  printf("posix_spawnp: %d\n", error);
  printf("missing: %s\n", strerror(posix_spawnp(&child, "missing", NULL, NULL, arguments, environ)));
  printf("missing: %s\n", strerror(posix_spawn(&child, "bin/missing", NULL, NULL, arguments, environ)));
  return 0;
}
