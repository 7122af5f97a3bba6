// The numbers 0, 1 and 2 of the host process are never free. Whatever is opened gets the lowest free number:
// a file or the memory of a guest that became 2 would be where the runtime writes its messages.
//
// Where one was closed at the start lies /dev/null, for the guest too: it reads an end of file there, and
// what it writes is gone. (Without a /dev/null on the host there lies something that cannot be read or
// written, and the guest has no such descriptor.)
#pragma once

namespace wasixc::standardDescriptors {

// Opens what is closed. Before anything else is opened.
void occupy();

// Closes the file behind one of the three; the number leads to /dev/null from then on.
void abandon(int number);

} // namespace wasixc::standardDescriptors
