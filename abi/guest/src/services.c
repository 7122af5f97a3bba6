// Services by name: those that programs ask for, as IANA lists them.
#include "internal.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <string.h>

static const struct {
  const char *name;
  uint16_t port;
  const char *protocols;
} services[] = {
    {"echo", 7, "tcp udp"},      {"discard", 9, "tcp udp"}, {"daytime", 13, "tcp udp"},
    {"ftp", 21, "tcp"},          {"ssh", 22, "tcp"},        {"telnet", 23, "tcp"},
    {"smtp", 25, "tcp"},         {"domain", 53, "tcp udp"}, {"tftp", 69, "udp"},
    {"http", 80, "tcp"},         {"pop3", 110, "tcp"},      {"ntp", 123, "udp"},
    {"imap2", 143, "tcp"},       {"snmp", 161, "udp"},      {"irc", 194, "tcp"},
    {"ldap", 389, "tcp"},        {"https", 443, "tcp"},     {"submission", 587, "tcp"},
    {"imaps", 993, "tcp"},       {"pop3s", 995, "tcp"},     {"mysql", 3306, "tcp"},
    {"postgresql", 5432, "tcp"}, {"http-alt", 8080, "tcp"},
};
enum { COUNT = sizeof services / sizeof services[0] };

static int has_protocol(int index, const char *protocol) {
  return !protocol || strstr(services[index].protocols, protocol) != NULL;
}

static struct servent *found(int index, const char *protocol) {
  static struct servent entry;
  static char *aliases[1];
  const char *first = strncmp(services[index].protocols, "udp", 3) == 0 ? "udp" : "tcp";
  entry = (struct servent){(char *)services[index].name, aliases, htons(services[index].port),
                           (char *)(protocol ? protocol : first)};
  return &entry;
}

struct servent *getservbyname(const char *name, const char *protocol) {
  for (int i = 0; i < COUNT; ++i)
    if (strcmp(services[i].name, name) == 0 && has_protocol(i, protocol))
      return found(i, protocol);
  return NULL;
}

struct servent *getservbyport(int port, const char *protocol) {
  for (int i = 0; i < COUNT; ++i)
    if (services[i].port == ntohs((uint16_t)port) && has_protocol(i, protocol))
      return found(i, protocol);
  return NULL;
}
