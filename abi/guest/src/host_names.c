// Names of hosts: the runtime looks them up.
#include "internal.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ADDRESSES = 16 };

int h_errno;

const char *gai_strerror(int error) {
  static const char *const texts[] = {"Unknown error",
                                      "Invalid flags",
                                      "Name does not resolve",
                                      "Try again",
                                      "Non-recoverable error",
                                      "Unknown error",
                                      "Unrecognized address family or invalid length",
                                      "Unrecognized socket type",
                                      "Unrecognized service",
                                      "Unknown error",
                                      "Out of memory",
                                      "System error",
                                      "Overflow"};
  return texts[error <= 0 && error >= EAI_OVERFLOW ? -error : 0];
}

static int resolve_error(wasix_errno_t error) {
  switch (error) {
  case ENOENT:
  case EINVAL:
    return EAI_NONAME;
  case EAGAIN:
    return EAI_AGAIN;
  default:
    errno = error;
    return EAI_SYSTEM;
  }
}

// Without a name: this host, or with AI_PASSIVE all of its addresses.
static void own_addresses(int flags, wasix_addr_ip_t *found, size_t *count) {
  static const uint8_t loopback[4] = {127, 0, 0, 1};
  const int is_passive = (flags & AI_PASSIVE) != 0;
  found[0] = (wasix_addr_ip_t){.family = AF_INET};
  found[1] = (wasix_addr_ip_t){.family = AF_INET6, .octets = {[15] = !is_passive}};
  if (!is_passive)
    memcpy(found[0].octets, loopback, 4);
  *count = 2;
}

static int look_up(const char *host, int flags, wasix_addr_ip_t *found, size_t *count) {
  uint8_t octets[16];
  if (!host) {
    own_addresses(flags, found, count);
    return 0;
  }
  const int is_number = inet_pton(AF_INET, host, octets) == 1 || inet_pton(AF_INET6, host, octets) == 1;
  if ((flags & AI_NUMERICHOST) && !is_number)
    return EAI_NONAME;
  const wasix_errno_t error = wasix_resolve(host, strlen(host), 0, found, MOST_ADDRESSES, count);
  return error ? resolve_error(error) : 0;
}

// A port as a number or by name, or an error.
static int port_of(const char *service, const struct addrinfo *hints) {
  char *end;
  if (!service)
    return 0;
  const unsigned long number = strtoul(service, &end, 10);
  if (*service && !*end)
    return number <= 65535 ? (int)number : EAI_SERVICE;
  if (hints->ai_flags & AI_NUMERICSERV)
    return EAI_NONAME;
  const struct servent *entry = getservbyname(service, hints->ai_socktype == SOCK_DGRAM ? "udp" : "tcp");
  return entry ? ntohs((uint16_t)entry->s_port) : EAI_SERVICE;
}

// One block: the entry, its address and its name.
typedef struct {
  struct addrinfo info;
  union {
    struct sockaddr any;
    struct sockaddr_in inet4;
    struct sockaddr_in6 inet6;
  } address;
  char name[];
} entry;

static const struct {
  int type, protocol;
} transports[] = {{SOCK_STREAM, IPPROTO_TCP}, {SOCK_DGRAM, IPPROTO_UDP}};

static entry *make_entry(const wasix_addr_ip_t *ip, int port, int transport, const char *name) {
  entry *made = calloc(1, sizeof *made + (name ? strlen(name) + 1 : 0));
  if (!made)
    return NULL;
  const int is_inet4 = ip->family == AF_INET;
  made->address.any.sa_family = ip->family;
  made->address.inet4.sin_port = htons((uint16_t)port); // at the same place in both
  memcpy(is_inet4 ? (void *)&made->address.inet4.sin_addr : &made->address.inet6.sin6_addr, ip->octets,
         is_inet4 ? 4 : 16);
  made->info =
      (struct addrinfo){.ai_family = ip->family,
                        .ai_socktype = transports[transport].type,
                        .ai_protocol = transports[transport].protocol,
                        .ai_addrlen = is_inet4 ? sizeof made->address.inet4 : sizeof made->address.inet6,
                        .ai_addr = &made->address.any};
  if (name)
    made->info.ai_canonname = strcpy(made->name, name);
  return made;
}

static int is_wanted(const struct addrinfo *hints, int family, int transport) {
  return (hints->ai_family == AF_UNSPEC || hints->ai_family == family) &&
         (hints->ai_socktype == 0 || hints->ai_socktype == transports[transport].type) &&
         (hints->ai_protocol == 0 || hints->ai_protocol == transports[transport].protocol);
}

int getaddrinfo(const char *restrict host, const char *restrict service,
                const struct addrinfo *restrict hints, struct addrinfo **restrict result) {
  static const struct addrinfo none;
  wasix_addr_ip_t found[MOST_ADDRESSES];
  size_t count = 0;
  if (!hints)
    hints = &none;
  if (!host && !service)
    return EAI_NONAME;
  if (hints->ai_family != AF_UNSPEC && hints->ai_family != AF_INET && hints->ai_family != AF_INET6)
    return EAI_FAMILY;
  const int port = port_of(service, hints);
  if (port < 0)
    return port;
  const int error = look_up(host, hints->ai_flags, found, &count);
  if (error)
    return error;
  struct addrinfo *first = NULL, **next = &first;
  for (size_t i = 0; i < 2 * count; ++i) {
    const wasix_addr_ip_t *ip = &found[i / 2];
    if (!is_wanted(hints, ip->family, i % 2))
      continue;
    // The first entry has the name.
    entry *made = make_entry(ip, port, i % 2, !first && (hints->ai_flags & AI_CANONNAME) ? host : NULL);
    if (!made) {
      freeaddrinfo(first);
      return EAI_MEMORY;
    }
    *next = &made->info;
    next = &made->info.ai_next;
  }
  *result = first;
  return first ? 0 : EAI_NONAME;
}

void freeaddrinfo(struct addrinfo *list) {
  while (list) {
    struct addrinfo *next = list->ai_next;
    free(list); // the entry begins with it
    list = next;
  }
}

static int print_service(char *service, socklen_t size, in_port_t port, int flags) {
  const struct servent *known =
      flags & NI_NUMERICSERV ? NULL : getservbyport(port, flags & NI_DGRAM ? "udp" : "tcp");
  const int length =
      known ? snprintf(service, size, "%s", known->s_name) : snprintf(service, size, "%d", ntohs(port));
  return length < 0 || (socklen_t)length >= size ? EAI_OVERFLOW : 0;
}

// Numbers only: the runtime looks no addresses up.
int getnameinfo(const struct sockaddr *restrict address, socklen_t size, char *restrict host,
                socklen_t host_size, char *restrict service, socklen_t service_size, int flags) {
  const void *octets;
  const struct sockaddr_in *inet4 = (const void *)address;
  const struct sockaddr_in6 *inet6 = (const void *)address;
  if (size >= sizeof *inet4 && address->sa_family == AF_INET)
    octets = &inet4->sin_addr;
  else if (size >= sizeof *inet6 && address->sa_family == AF_INET6)
    octets = &inet6->sin6_addr;
  else
    return EAI_FAMILY;
  if (flags & NI_NAMEREQD)
    return EAI_NONAME;
  if (host && host_size && !inet_ntop(address->sa_family, octets, host, host_size))
    return EAI_OVERFLOW;
  return service && service_size ? print_service(service, service_size, inet4->sin_port, flags) : 0;
}

struct hostent *gethostbyname(const char *name) {
  static struct hostent host;
  static wasix_addr_ip_t found[MOST_ADDRESSES];
  static char *addresses[MOST_ADDRESSES + 1], *aliases[1], canonical[NI_MAXHOST + 1];
  size_t count, kept = 0;
  const wasix_errno_t error = wasix_resolve(name, strlen(name), 0, found, MOST_ADDRESSES, &count);
  for (size_t i = 0; !error && i < count; ++i)
    if (found[i].family == AF_INET)
      addresses[kept++] = (char *)found[i].octets;
  if (kept == 0) {
    h_errno = !error ? NO_DATA : error == EAGAIN ? TRY_AGAIN : error == ENOENT ? HOST_NOT_FOUND : NO_RECOVERY;
    return NULL;
  }
  addresses[kept] = NULL;
  snprintf(canonical, sizeof canonical, "%s", name);
  host = (struct hostent){canonical, aliases, AF_INET, 4, addresses};
  return &host;
}
