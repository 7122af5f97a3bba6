// The smallest program of 64 KiB of memory: what exec and spawn are measured with.
__attribute__((import_module("wasix_32v1"), import_name("proc_exit2"))) void proc_exit2(int code);
static char data[16 * 1024] = {1};
void _start(void) {
  data[data[0]] = 2;
  proc_exit2(0);
}
