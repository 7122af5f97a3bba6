// system, popen and pclose: commands for the shell, /bin/sh as the guest sees it.
#include "internal.h"

#include <fcntl.h>
#include <paths.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int start_shell(pid_t *pid, const char *command, const posix_spawn_file_actions_t *actions,
                       const posix_spawnattr_t *attributes) {
  char *const arguments[] = {"sh", "-c", (char *)command, NULL};
  return posix_spawn(pid, _PATH_BSHELL, actions, attributes, arguments, environ);
}

// The signals that were not ignored before, so that the command may be interrupted while we are not.
static int await_command(const char *command, const posix_spawnattr_t *attributes) {
  pid_t pid;
  const int error = start_shell(&pid, command, NULL, attributes);
  // POSIX: as if the shell could not be started and exited with 127.
  if (error)
    return W_EXITCODE(127, 0);
  int status = -1;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR)
      return -1;
  return status;
}

int system(const char *command) {
  if (!command)
    return access(_PATH_BSHELL, X_OK) == 0;
  const struct sigaction ignore = {.sa_handler = SIG_IGN};
  struct sigaction interrupt, quit;
  sigset_t child_signal, mask, reset;
  sigemptyset(&child_signal);
  sigaddset(&child_signal, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child_signal, &mask);
  sigaction(SIGINT, &ignore, &interrupt);
  sigaction(SIGQUIT, &ignore, &quit);
  sigemptyset(&reset);
  if (interrupt.sa_handler != SIG_IGN)
    sigaddset(&reset, SIGINT);
  if (quit.sa_handler != SIG_IGN)
    sigaddset(&reset, SIGQUIT);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setsigdefault(&attributes, &reset);
  const int status = await_command(command, &attributes);
  sigaction(SIGINT, &interrupt, NULL);
  sigaction(SIGQUIT, &quit, NULL);
  sigprocmask(SIG_SETMASK, &mask, NULL);
  return status;
}

typedef struct command {
  struct command *next;
  FILE *stream;
  pid_t pid;
} command;

static command *running;

// POSIX: the streams of earlier popen calls are closed in the child.
static int start_piped(command *entry, const char *text, int theirs, int number) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  int error = 0;
  for (const command *other = running; other && !error; other = other->next)
    if (fileno(other->stream) != number)
      error = posix_spawn_file_actions_addclose(&actions, fileno(other->stream));
  if (!error)
    error = posix_spawn_file_actions_adddup2(&actions, theirs, number);
  if (!error)
    error = start_shell(&entry->pid, text, &actions, NULL);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

FILE *popen(const char *text, const char *mode) {
  const int reads = mode[0] == 'r';
  if ((!reads && mode[0] != 'w') || (mode[1] && strcmp(mode + 1, "e") != 0)) {
    errno = EINVAL;
    return NULL;
  }
  int ends[2];
  command *entry = malloc(sizeof *entry);
  if (!entry || pipe2(ends, O_CLOEXEC) != 0) {
    free(entry);
    return NULL;
  }
  const int ours = ends[reads ? 0 : 1], theirs = ends[reads ? 1 : 0];
  int error = 0;
  entry->stream = fdopen(ours, reads ? "r" : "w");
  if (!entry->stream)
    error = errno;
  else
    error = start_piped(entry, text, theirs, reads ? STDOUT_FILENO : STDIN_FILENO);
  close(theirs);
  if (!error && mode[1] != 'e')
    error = fcntl(ours, F_SETFD, 0) != 0 ? errno : 0;
  if (error) {
    if (entry->stream)
      fclose(entry->stream);
    else
      close(ours);
    free(entry);
    errno = error;
    return NULL;
  }
  entry->next = running;
  running = entry;
  return entry->stream;
}

int pclose(FILE *stream) {
  command **link = &running;
  while (*link && (*link)->stream != stream)
    link = &(*link)->next;
  command *entry = *link;
  if (!entry)
    return __wasix_fail(ECHILD);
  *link = entry->next;
  const pid_t pid = entry->pid;
  free(entry);
  fclose(stream);
  int status;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR)
      return -1;
  return status;
}
