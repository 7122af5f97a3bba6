// Adds to Debian's header what WASI preview1 has no calls for: sockets that programs make themselves.
//
// Numbers that go to no host are Linux's; families, types and MSG_PEEK, MSG_WAITALL and MSG_TRUNC are
// Debian's.
#pragma once

#include_next <sys/socket.h>

#include <sys/uio.h>

#define AF_LOCAL AF_UNIX
#define PF_UNSPEC AF_UNSPEC
#define PF_INET AF_INET
#define PF_INET6 AF_INET6
#define PF_UNIX AF_UNIX
#define PF_LOCAL AF_UNIX

#define SOCK_RAW 8
#define SOCK_SEQPACKET 9

#undef MSG_TRUNC // Debian's names a constant that does not exist
#define MSG_TRUNC 0x0004
#define MSG_DONTWAIT 0x0040
#define MSG_NOSIGNAL 0x4000

#define SOMAXCONN 128

#define SO_REUSEADDR 2
#define SO_ERROR 4
#define SO_DONTROUTE 5
#define SO_BROADCAST 6
#define SO_SNDBUF 7
#define SO_RCVBUF 8
#define SO_KEEPALIVE 9
#define SO_OOBINLINE 10
#define SO_LINGER 13
#define SO_REUSEPORT 15
#define SO_RCVLOWAT 18
#define SO_SNDLOWAT 19
#define SO_RCVTIMEO 20
#define SO_SNDTIMEO 21
#define SO_ACCEPTCONN 30
#define SO_PROTOCOL 38

#ifdef __cplusplus
extern "C" {
#endif

int socket(int family, int type, int protocol);
int socketpair(int family, int type, int protocol, int ends[2]);
int bind(int fd, const struct sockaddr *address, socklen_t size);
int listen(int fd, int backlog);
int accept(int fd, struct sockaddr *__restrict peer, socklen_t *__restrict size);
int accept4(int fd, struct sockaddr *__restrict peer, socklen_t *__restrict size, int flags);
int connect(int fd, const struct sockaddr *address, socklen_t size);
int shutdown(int fd, int directions);
int getsockname(int fd, struct sockaddr *__restrict address, socklen_t *__restrict size);
int getpeername(int fd, struct sockaddr *__restrict address, socklen_t *__restrict size);

ssize_t send(int fd, const void *bytes, size_t size, int flags);
ssize_t sendto(int fd, const void *bytes, size_t size, int flags, const struct sockaddr *peer,
               socklen_t peer_size);
ssize_t sendmsg(int fd, const struct msghdr *message, int flags);
ssize_t recv(int fd, void *bytes, size_t size, int flags);
ssize_t recvfrom(int fd, void *__restrict bytes, size_t size, int flags, struct sockaddr *__restrict peer,
                 socklen_t *__restrict peer_size);
ssize_t recvmsg(int fd, struct msghdr *message, int flags);

int getsockopt(int fd, int level, int option, void *__restrict value, socklen_t *__restrict size);
int setsockopt(int fd, int level, int option, const void *value, socklen_t size);

#ifdef __cplusplus
}
#endif
