// Adds the limits of pipes and user names to Debian's header.
#pragma once

#include_next <limits.h>

#define PIPE_BUF 4096
#define LOGIN_NAME_MAX 256
#define LINE_MAX 4096
