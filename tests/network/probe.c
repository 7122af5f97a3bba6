// A guest that uses the network as its arguments say and prints what came of it: "ok" or the errno.
//
//   listen=ADDRESS:PORT  datagram=ADDRESS:PORT  connect=ADDRESS:PORT  send=ADDRESS:PORT  resolve=NAME
//   group=ADDRESS  many=MOST
//
// Addresses are IPv4, or IPv6 between brackets.
#include "../guest/raw/network.h"
#include "../guest/raw/sockets.h"

static address_port address_of(const char *text) {
  address_port result;
  memset(&result, 0, sizeof result);
  char host[64];
  const char *colon = strrchr(text, ':');
  const int is_inet6 = text[0] == '[';
  const size_t length = colon - text - 2 * is_inet6;
  memcpy(host, text + is_inet6, length);
  address_ip found;
  uint32_t count;
  CHECK(resolve(host, length, 0, &found, 1, &count));
  result.family = found.family;
  if (found.family == INET4) {
    result.inet4.port = atoi(colon + 1);
    memcpy(result.inet4.octets, found.octets, 4);
  } else {
    result.inet6.port = atoi(colon + 1);
    memcpy(result.inet6.octets, found.octets, 16);
  }
  return result;
}

static int listen_at(const char *text) {
  const address_port address = address_of(text);
  uint32_t fd = open_socket(address.family, STREAM);
  const int error = sock_bind(fd, &address);
  return error ? error : sock_listen(fd, 1);
}

static int receive_at(const char *text) {
  const address_port address = address_of(text);
  return sock_bind(open_socket(address.family, DATAGRAM), &address);
}

static int connect_to(const char *text) {
  const address_port address = address_of(text);
  return sock_connect(open_socket(address.family, STREAM), &address);
}

static int send_to(const char *text) {
  const address_port address = address_of(text);
  const vector vector = {"x", 1};
  uint32_t size;
  return sock_send_to(open_socket(address.family, DATAGRAM), &vector, 1, 0, &address, &size);
}

static int look_up(const char *name) {
  address_ip found[8];
  uint32_t count;
  const int error = resolve(name, strlen(name), 0, found, 8, &count);
  for (uint32_t i = 0; !error && i < count; ++i)
    printf("%s%d.%d.%d.%d ", found[i].family == INET4 ? "" : "inet6 ", found[i].octets[0], found[i].octets[1],
           found[i].octets[2], found[i].octets[3]);
  return error;
}

static int join_group(const char *text) {
  char with_port[64];
  snprintf(with_port, sizeof with_port, "%s:0", text);
  const address_port address = address_of(with_port);
  const uint8_t loopback[4] = {127, 0, 0, 1};
  const uint32_t fd = open_socket(address.family, DATAGRAM);
  if (address.family == INET6)
    return sock_join_multicast_v6(fd, address.inet6.octets, 1);
  const int error = sock_join_multicast_v4(fd, address.inet4.octets, loopback);
  return error ? error : sock_leave_multicast_v4(fd, address.inet4.octets, loopback);
}

// As many sockets as there can be, and whether that is no more than expected.
static int open_many(const char *most) {
  uint32_t fd;
  int made = 0, error;
  while ((error = sock_open(UNIX, STREAM, 0, &fd)) == 0)
    ++made;
  printf("%s ", made > 0 && made <= atoi(most) ? "some" : "wrong");
  return error;
}

int main(int count, char **arguments) {
  static const struct {
    const char *name;
    int (*run)(const char *);
  } actions[] = {{"listen=", listen_at}, {"datagram=", receive_at}, {"connect=", connect_to},
                 {"send=", send_to},     {"resolve=", look_up},     {"group=", join_group},
                 {"many=", open_many}};
  for (int i = 1; i < count; ++i)
    for (size_t action = 0; action < sizeof actions / sizeof actions[0]; ++action) {
      const size_t length = strlen(actions[action].name);
      if (strncmp(arguments[i], actions[action].name, length) != 0)
        continue;
      const int error = actions[action].run(arguments[i] + length);
      printf(error ? "%d\n" : "ok\n", error);
    }
}
