// A server and its clients as C programs for Unix have them: TCP, UDP and UNIX-domain sockets, names,
// options, select and poll, with a process per client.
// LIBRARY: wasix
// NET: 127.0.0.0/8,[::1],unix
#include "check.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int listen_at(struct sockaddr_in *address) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;
  CHECK(fd >= 0);
  CHECK(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0);
  memset(address, 0, sizeof *address);
  address->sin_family = AF_INET;
  address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  CHECK(bind(fd, (struct sockaddr *)address, sizeof *address) == 0);
  CHECK(listen(fd, SOMAXCONN) == 0);
  socklen_t size = sizeof *address;
  CHECK(getsockname(fd, (struct sockaddr *)address, &size) == 0 && size == sizeof *address);
  CHECK(address->sin_port != 0);
  return fd;
}

static void client(const char *port, int number) {
  struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *found;
  const int error = getaddrinfo("localhost", port, &hints, &found);
  if (error) {
    printf("getaddrinfo: %s\n", gai_strerror(error));
    exit(1);
  }
  const int fd = socket(found->ai_family, found->ai_socktype, found->ai_protocol);
  CHECK(fd >= 0 && connect(fd, found->ai_addr, found->ai_addrlen) == 0);
  freeaddrinfo(found);
  char text[32];
  const int length = snprintf(text, sizeof text, "I am client %d", number);
  CHECK(send(fd, text, length, 0) == length);
  CHECK(shutdown(fd, SHUT_WR) == 0);
  char answer[64];
  const ssize_t got = recv(fd, answer, sizeof answer, MSG_WAITALL);
  CHECK(got == length + 7 && memcmp(answer, "hello, ", 7) == 0 && memcmp(answer + 7, text, length) == 0);
  exit(number);
}

static void answer(int fd) {
  char text[64];
  struct iovec vectors[2] = {{"hello, ", 7}, {text, 0}};
  size_t length = 0;
  for (ssize_t got; (got = read(fd, text + length, sizeof text - length)) > 0;)
    length += got;
  vectors[1].iov_len = length;
  const struct msghdr message = {.msg_iov = vectors, .msg_iovlen = 2};
  CHECK(sendmsg(fd, &message, MSG_NOSIGNAL) == (ssize_t)length + 7);
  close(fd);
}

static void streams(void) {
  enum { CLIENTS = 5 };
  struct sockaddr_in address, peer;
  char port[8];
  const int listener = listen_at(&address);
  snprintf(port, sizeof port, "%d", ntohs(address.sin_port));
  fflush(stdout);
  for (int i = 0; i < CLIENTS; ++i) {
    const pid_t pid = fork();
    CHECK(pid >= 0);
    if (pid == 0)
      client(port, i);
  }
  for (int i = 0; i < CLIENTS; ++i) {
    struct pollfd ready = {listener, POLLIN, 0};
    socklen_t size = sizeof peer;
    CHECK(poll(&ready, 1, 10000) == 1 && (ready.revents & POLLIN));
    const int fd = accept(listener, (struct sockaddr *)&peer, &size);
    CHECK(fd >= 0 && size == sizeof peer && peer.sin_family == AF_INET);
    printf("a client from %s\n", inet_ntoa(peer.sin_addr));
    answer(fd);
  }
  int sum = 0, status;
  while (wait(&status) > 0)
    sum += WEXITSTATUS(status);
  printf("all clients: %d\n", sum);
  close(listener);
}

static void datagrams(void) {
  struct sockaddr_in6 here = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT}, from;
  const int one = socket(AF_INET6, SOCK_DGRAM, 0), other = socket(AF_INET6, SOCK_DGRAM, IPPROTO_UDP);
  socklen_t size = sizeof here;
  char text[16], name[INET6_ADDRSTRLEN];
  CHECK(one >= 0 && other >= 0 && bind(one, (struct sockaddr *)&here, sizeof here) == 0);
  CHECK(getsockname(one, (struct sockaddr *)&here, &size) == 0);
  CHECK(sendto(other, "datagram", 8, 0, (struct sockaddr *)&here, sizeof here) == 8);
  fd_set readers;
  FD_ZERO(&readers);
  FD_SET(one, &readers);
  struct timeval limit = {10, 0};
  CHECK(select(one + 1, &readers, NULL, NULL, &limit) == 1 && FD_ISSET(one, &readers));
  size = sizeof from;
  CHECK(recvfrom(one, text, sizeof text, MSG_PEEK, (struct sockaddr *)&from, &size) == 8);
  CHECK(recv(one, text, 4, MSG_TRUNC) == 8);
  printf("%.4s from %s\n", text, inet_ntop(AF_INET6, &from.sin6_addr, name, sizeof name));
  CHECK(recv(one, text, sizeof text, MSG_DONTWAIT) < 0 && errno == EAGAIN);
  close(one);
  close(other);
}

static void names_in_the_file_system(void) {
  struct sockaddr_un name = {.sun_family = AF_UNIX}, peer;
  snprintf(name.sun_path, sizeof name.sun_path, "/tmp/sockets-test-%d", (int)getpid());
  const int listener = socket(AF_UNIX, SOCK_STREAM, 0);
  CHECK(listener >= 0 && bind(listener, (struct sockaddr *)&name, sizeof name) == 0 &&
        listen(listener, 1) == 0);
  fflush(stdout);
  const pid_t pid = fork();
  if (pid == 0) {
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    CHECK(connect(fd, (struct sockaddr *)&name, sizeof name) == 0);
    CHECK(write(fd, "over a file", 11) == 11);
    _exit(0);
  }
  char text[32];
  socklen_t size = sizeof peer;
  const int fd = accept(listener, (struct sockaddr *)&peer, &size);
  CHECK(fd >= 0 && peer.sun_family == AF_UNIX && size == sizeof(sa_family_t));
  size = sizeof peer;
  CHECK(getsockname(listener, (struct sockaddr *)&peer, &size) == 0 &&
        strcmp(peer.sun_path, name.sun_path) == 0);
  const ssize_t got = read(fd, text, sizeof text);
  printf("%.*s\n", (int)got, text);
  CHECK(waitpid(pid, NULL, 0) == pid && unlink(name.sun_path) == 0);
  close(fd);
  close(listener);
}

static volatile int broken;
static void on_pipe(int signal) { broken = signal; }

static void pairs(void) {
  int ends[2];
  CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
  CHECK(write(ends[0], "pair", 4) == 4);
  char text[8];
  CHECK(recv(ends[1], text, sizeof text, 0) == 4 && memcmp(text, "pair", 4) == 0);
  close(ends[1]);
  CHECK(signal(SIGPIPE, on_pipe) != SIG_ERR);
  CHECK(send(ends[0], "x", 1, MSG_NOSIGNAL) < 0 && errno == EPIPE && !broken);
  CHECK(send(ends[0], "x", 1, 0) < 0 && errno == EPIPE && broken == SIGPIPE);
  close(ends[0]);
}

static int flag(int fd, int level, int option) {
  int value = -1;
  socklen_t size = sizeof value;
  CHECK(getsockopt(fd, level, option, &value, &size) == 0 && size == sizeof value);
  return value;
}

static void options(void) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0), yes = 1, ttl = 9;
  const struct timeval limit = {1, 500000};
  const struct linger linger = {1, 3};
  struct timeval read_limit;
  struct linger read_linger;
  socklen_t size = sizeof read_limit;
  CHECK(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) == 0);
  CHECK(setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof yes) == 0);
  CHECK(setsockopt(fd, IPPROTO_IP, IP_TTL, &ttl, sizeof ttl) == 0);
  CHECK(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) == 0);
  CHECK(setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger) == 0);
  CHECK(getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &read_limit, &size) == 0);
  size = sizeof read_linger;
  CHECK(getsockopt(fd, SOL_SOCKET, SO_LINGER, &read_linger, &size) == 0);
  printf("nodelay %d keepalive %d ttl %d stream %d listening %d error %d\n",
         flag(fd, IPPROTO_TCP, TCP_NODELAY), flag(fd, SOL_SOCKET, SO_KEEPALIVE), flag(fd, IPPROTO_IP, IP_TTL),
         flag(fd, SOL_SOCKET, SO_TYPE) == SOCK_STREAM, flag(fd, SOL_SOCKET, SO_ACCEPTCONN),
         flag(fd, SOL_SOCKET, SO_ERROR));
  printf("limit %d.%06d linger %d %d\n", (int)read_limit.tv_sec, (int)read_limit.tv_usec, read_linger.l_onoff,
         read_linger.l_linger);
  CHECK(setsockopt(fd, SOL_SOCKET, 9999, &yes, sizeof yes) < 0 && errno == ENOPROTOOPT);
  CHECK(setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &yes, 1) < 0 && errno == EINVAL);
  close(fd);
}

static void refusals(void) {
  struct sockaddr_in nobody = {.sin_family = AF_INET, .sin_port = htons(1)};
  nobody.sin_addr.s_addr = inet_addr("127.0.0.1");
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  CHECK(connect(fd, (struct sockaddr *)&nobody, sizeof nobody) < 0 && errno == ECONNREFUSED);
  CHECK(connect(fd, (struct sockaddr *)&nobody, 3) < 0 && errno == EINVAL);
  CHECK(socket(99, SOCK_STREAM, 0) < 0 && errno == EAFNOSUPPORT);
  CHECK(socket(AF_INET, 99, 0) < 0 && errno == EINVAL);
  CHECK(accept(fd, NULL, NULL) < 0 && errno == EINVAL);
  CHECK(listen(0, 1) < 0 && errno == ENOTSOCK);
  CHECK(send(-1, "x", 1, 0) < 0 && errno == EBADF);
  close(fd);
}

static void print_found(const char *host, const char *service, int flags, int type) {
  struct addrinfo hints = {.ai_flags = flags, .ai_socktype = type}, *found;
  const int error = getaddrinfo(host, service, &hints, &found);
  printf("%s %s:", host ? host : "-", service ? service : "-");
  if (error) {
    printf(" %s\n", error == EAI_NONAME ? "no name" : error == EAI_SERVICE ? "no service" : "other");
    return;
  }
  for (struct addrinfo *entry = found; entry; entry = entry->ai_next) {
    char name[NI_MAXHOST], port[NI_MAXSERV];
    CHECK(getnameinfo(entry->ai_addr, entry->ai_addrlen, name, sizeof name, port, sizeof port,
                      NI_NUMERICHOST | NI_NUMERICSERV) == 0);
    printf(" %s %s%s", name, port, entry->ai_socktype == SOCK_DGRAM ? " datagrams" : "");
  }
  printf("\n");
  freeaddrinfo(found);
}

static void names(void) {
  print_found("192.0.2.7", "80", AI_NUMERICHOST, SOCK_STREAM);
  print_found("192.0.2.7", "domain", 0, SOCK_DGRAM);
  print_found("2001:db8::1", "https", AI_NUMERICHOST, SOCK_STREAM);
  print_found("a name", "80", AI_NUMERICHOST, SOCK_STREAM);
  print_found("192.0.2.7", "no-such-service", 0, SOCK_STREAM);
  print_found("192.0.2.7", "http", AI_NUMERICSERV, SOCK_STREAM);
  struct hostent *host = gethostbyname("192.0.2.9");
  CHECK(host && host->h_addrtype == AF_INET && host->h_length == 4);
  printf("%s\n", inet_ntoa(*(struct in_addr *)host->h_addr));
  struct servent *service = getservbyname("http", "tcp");
  CHECK(service && ntohs(service->s_port) == 80 && getservbyport(htons(53), "udp"));
}

int main(void) {
  streams();
  datagrams();
  names_in_the_file_system();
  pairs();
  options();
  refusals();
  names();
}
