// Included before every source file of Lua when it is built for a guest.
//
// Without setjmp a protected call cannot catch anything: Lua runs the call plainly and an error ends the
// program with a message. So the scripts of these tests raise no errors and use no coroutines, which unwind
// the C stack as well.
#pragma once

#include <stdio.h>
#include <stdlib.h>

#define luai_jmpbuf int
#define LUAI_TRY(L, c, a)                                                                                    \
  { a }
#define LUAI_THROW(L, c) (fputs("lua: an error was raised, and this build cannot unwind\n", stderr), exit(70))

// What WASI has no notion of: other programs and temporary names. The headers declare these, but nothing
// defines them.
#define system(command) (-1)
#define tmpfile() ((FILE *)NULL)
#define L_tmpnam 1
#define tmpnam(name) ((char *)NULL)
