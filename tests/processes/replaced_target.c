// What replaced.py runs: a program with so much data that every process maps it from one file in memory.
static volatile char data[1 << 20] = {[0 ... (1 << 20) - 2] = 1};

int main(int count, char **arguments) { return count == 2 && data[count] == 1 && data[sizeof data - 1] == 0 ? 77 : 1; }
