// Adds the size of the terminal's window to Debian's header.
#pragma once

#include_next <sys/ioctl.h>
#include <termios.h>

#define TIOCGWINSZ 0x5413
