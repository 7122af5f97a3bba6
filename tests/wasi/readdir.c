// fd_readdir: the records, cookies as places to go on from, and a directory of a thousand names.
#include "check.h"

enum { kBufferSize = 256, kMostEntries = 16 };

struct Entry {
  __wasi_dirent_t head;
  char name[32];
};

static struct Entry entries[kMostEntries];

// Reads whole records from a cookie on; says whether the end was reached.
static int readFrom(Fd dir, __wasi_dircookie_t cookie, int *count) {
  uint8_t buffer[kBufferSize];
  __wasi_size_t used;
  OK(__wasi_fd_readdir(dir, buffer, sizeof buffer, cookie, &used));
  CHECK(used <= sizeof buffer);
  *count = 0;
  for (size_t at = 0; at + sizeof entries[0].head <= used; ++*count) {
    struct Entry *entry = &entries[*count];
    memcpy(&entry->head, buffer + at, sizeof entry->head);
    if (at + sizeof entry->head + entry->head.d_namlen > used)
      break;
    CHECK(*count < kMostEntries && entry->head.d_namlen < sizeof entry->name);
    memcpy(entry->name, buffer + at + sizeof entry->head, entry->head.d_namlen);
    entry->name[entry->head.d_namlen] = '\0';
    at += sizeof entry->head + entry->head.d_namlen;
  }
  return used < sizeof buffer;
}

static const struct Entry *find(const char *name, int count) {
  for (int i = 0; i < count; ++i)
    if (strcmp(entries[i].name, name) == 0)
      return &entries[i];
  fprintf(stderr, "no entry %s\n", name);
  exit(1);
}

static void checkRecords(Fd dir) {
  int count;
  CHECK(readFrom(dir, 0, &count) && count == 2);
  CHECK(find(".", count)->head.d_type == __WASI_FILETYPE_DIRECTORY);
  CHECK(find(".", count)->head.d_ino == statOf(dir).ino);
  CHECK(find("..", count)->head.d_type == __WASI_FILETYPE_DIRECTORY);

  create(dir, "file");
  CHECK(readFrom(dir, 0, &count) && count == 3);
  CHECK(find("file", count)->head.d_type == __WASI_FILETYPE_REGULAR_FILE);
  CHECK(find("file", count)->head.d_ino == statAt(dir, 0, "file").ino);
  const struct Entry last = entries[2];
  CHECK(readFrom(dir, entries[1].head.d_next, &count) && count == 1);
  CHECK(strcmp(entries[0].name, last.name) == 0);
  OK(__wasi_path_unlink_file(dir, "file"));
}

static void checkMany(Fd dir) {
  char name[16];
  for (int i = 0; i < 1000; ++i) {
    snprintf(name, sizeof name, "file.%d", i);
    create(dir, name);
  }
  int total = 0, count;
  __wasi_dircookie_t cookie = 0;
  while (!readFrom(dir, cookie, &count)) {
    total += count;
    cookie = entries[count - 1].head.d_next;
  }
  CHECK(total + count == 1002);
}

int main(void) {
  const Fd dir = scratchDirectory();
  checkRecords(dir);
  checkMany(dir);
  return 0;
}
