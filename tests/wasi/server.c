// Serves one connection: sends back what comes, until the other side has said goodbye.
#include "../guest/raw/sockets.h"

int main(void) {
  address_port here;
  uint32_t connection;
  const uint32_t listener = listen_on(INET4, &here);
  printf("127.0.0.1:%d\n", here.inet4.port);
  fflush(stdout);
  CHECK(sock_accept_v2(listener, 0, &connection, &here));
  char bytes[64];
  for (ssize_t size; (size = read(connection, bytes, sizeof bytes)) > 0;) {
    EXPECT(write(connection, bytes, size) == size);
    if (memcmp(bytes, "bye", 3) == 0)
      return 3;
  }
  return 1;
}
