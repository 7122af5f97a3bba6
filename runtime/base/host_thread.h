// Threads of the host: the scheduler's workers, and those that wait for clocks, signals and files.
#pragma once

namespace wasixc {

// Starts a thread that nobody joins. Its stack ends in a guard as large as those of guests have. False when
// the kernel refuses.
bool startHostThread(void *(*main)(void *), void *argument);

} // namespace wasixc
