// What fd_* calls refuse: descriptors that are not open, that lack a right, or that are of the wrong kind,
// and arguments without a meaning.
// NATIVE: no
// DIR: /data
#include "files.h"

static char buffer[64];
static const __wasi_iovec_t vectors[] = {{(uint8_t *)buffer, sizeof buffer}};
static const __wasi_ciovec_t constants[] = {{(uint8_t *)buffer, sizeof buffer}};
static __wasi_size_t size;
static uint64_t position;
static uint32_t fd;
static uint16_t flags;

static void closed_descriptors(void) {
  const int32_t closed[] = {NO_FD, -1, INT32_MIN, INT32_MAX};
  for (int i = 0; i < 4; ++i) {
    const int32_t none = closed[i];
    __wasi_fdstat_t state;
    __wasi_filestat_t stat;
    __wasi_prestat_t prestat;
    EXPECT(__wasi_fd_advise(none, 0, 0, 0) == BADF);
    EXPECT(__wasi_fd_allocate(none, 0, 1) == BADF);
    EXPECT(__wasi_fd_close(none) == BADF);
    EXPECT(__wasi_fd_datasync(none) == BADF);
    EXPECT(__wasi_fd_sync(none) == BADF);
    EXPECT(__wasi_fd_fdstat_get(none, &state) == BADF);
    EXPECT(__wasi_fd_fdstat_set_flags(none, 0) == BADF);
    EXPECT(__wasi_fd_fdstat_set_rights(none, 0, 0) == BADF);
    EXPECT(__wasi_fd_filestat_get(none, &stat) == BADF);
    EXPECT(__wasi_fd_filestat_set_size(none, 0) == BADF);
    EXPECT(__wasi_fd_filestat_set_times(none, 0, 0, 0) == BADF);
    EXPECT(__wasi_fd_read(none, vectors, 1, &size) == BADF);
    EXPECT(__wasi_fd_write(none, constants, 1, &size) == BADF);
    EXPECT(__wasi_fd_pread(none, vectors, 1, 0, &size) == BADF);
    EXPECT(__wasi_fd_pwrite(none, constants, 1, 0, &size) == BADF);
    EXPECT(__wasi_fd_prestat_get(none, &prestat) == BADF);
    EXPECT(__wasi_fd_prestat_dir_name(none, (uint8_t *)buffer, 1) == BADF);
    EXPECT(__wasi_fd_readdir(none, (uint8_t *)buffer, 1, 0, &size) == BADF);
    EXPECT(__wasi_fd_seek(none, 0, 0, &position) == BADF);
    EXPECT(__wasi_fd_tell(none, &position) == BADF);
    EXPECT(fd_renumber(none, 9) == BADF);
    EXPECT(fd_dup(none, &fd) == BADF);
    EXPECT(fd_dup2(none, 0, 0, &fd) == BADF);
    EXPECT(fd_fdflags_get(none, &flags) == BADF);
    EXPECT(fd_fdflags_set(none, 1) == BADF);
  }
}

// A descriptor with no rights at all; what asks for none is answered.
static void missing_rights(void) {
  const uint32_t none = open_with("file", 0);
  EXPECT(__wasi_fd_advise(none, 0, 0, 0) == NOTCAPABLE);
  EXPECT(__wasi_fd_allocate(none, 0, 1) == NOTCAPABLE);
  EXPECT(__wasi_fd_datasync(none) == NOTCAPABLE);
  EXPECT(__wasi_fd_sync(none) == NOTCAPABLE);
  EXPECT(__wasi_fd_fdstat_set_flags(none, 0) == NOTCAPABLE);
  EXPECT(__wasi_fd_fdstat_set_rights(none, READ_RIGHT, 0) == NOTCAPABLE);
  EXPECT(__wasi_fd_filestat_set_size(none, 0) == NOTCAPABLE);
  EXPECT(__wasi_fd_filestat_set_times(none, 0, 0, 0) == NOTCAPABLE);
  EXPECT(__wasi_fd_read(none, vectors, 1, &size) == NOTCAPABLE);
  EXPECT(__wasi_fd_write(none, constants, 1, &size) == NOTCAPABLE);
  EXPECT(__wasi_fd_pread(none, vectors, 1, 0, &size) == NOTCAPABLE);
  EXPECT(__wasi_fd_pwrite(none, constants, 1, 0, &size) == NOTCAPABLE);
  EXPECT(__wasi_fd_seek(none, 1, 0, &position) == NOTCAPABLE);
  EXPECT(__wasi_fd_tell(none, &position) == NOTCAPABLE);
  CHECK(__wasi_fd_fdstat_set_rights(none, 0, 0));
  CHECK(__wasi_fd_close(none));
  // Positions need the right to seek as well (preview1, rights).
  const uint32_t reader = open_with("file", READ_RIGHT);
  EXPECT(__wasi_fd_pread(reader, vectors, 1, 0, &size) == NOTCAPABLE);
  CHECK(__wasi_fd_read(reader, vectors, 1, &size));
  CHECK(__wasi_fd_close(reader));
}

static void wrong_arguments(void) {
  const uint32_t file = open_file("file", 0);
  EXPECT(__wasi_fd_advise(file, 0, 0, 6) == INVAL);
  EXPECT(__wasi_fd_advise(file, -1, 0, 0) == INVAL);
  EXPECT(__wasi_fd_allocate(file, -1, 1) == FBIG);
  EXPECT(__wasi_fd_allocate(file, 0, 0) == INVAL);
  EXPECT(set_fd_flags(file, 32) == INVAL);
  EXPECT(set_fd_flags(file, 0x10000) == INVAL);
  EXPECT(__wasi_fd_filestat_set_size(file, -1) == INVAL);
  EXPECT(__wasi_fd_filestat_set_times(file, 0, 0, 16) == INVAL);
  EXPECT(__wasi_fd_seek(file, -1, 0, &position) == INVAL);
  EXPECT(__wasi_fd_seek(file, 0, 3, &position) == INVAL);
  EXPECT(__wasi_fd_pread(file, vectors, 1, -1, &size) == INVAL);
  EXPECT(__wasi_fd_pwrite(file, constants, 1, -1, &size) == INVAL);
  EXPECT(fd_fdflags_set(file, 2) == INVAL);
  EXPECT(fd_dup2(file, -1, 0, &fd) == INVAL);
  EXPECT(fd_renumber(file, -1) == BADF);
  // A file's position is where it was, and no pointer that is bad moved it.
  EXPECT(__wasi_fd_seek(file, 3, 0, (void *)-4) == FAULT);
  CHECK(__wasi_fd_tell(file, &position));
  EXPECT(position == 0);
  CHECK(__wasi_fd_close(file));
}

static void wrong_kinds(void) {
  uint32_t reader, writer, file = open_file("file", 0);
  CHECK(fd_pipe(&reader, &writer));
  EXPECT(__wasi_fd_advise(reader, 0, 0, 0) == SPIPE);
  EXPECT(__wasi_fd_allocate(writer, 0, 1) == SPIPE);
  EXPECT(__wasi_fd_seek(reader, 0, 0, &position) == SPIPE);
  EXPECT(__wasi_fd_tell(reader, &position) == SPIPE);
  EXPECT(__wasi_fd_pread(reader, vectors, 1, 0, &size) == SPIPE);
  EXPECT(__wasi_fd_pwrite(writer, constants, 1, 0, &size) == SPIPE);
  EXPECT(__wasi_fd_filestat_set_size(writer, 0) == INVAL);
  EXPECT(__wasi_fd_sync(writer) == INVAL);
  EXPECT(__wasi_fd_datasync(writer) == INVAL);
  EXPECT(__wasi_fd_readdir(reader, (uint8_t *)buffer, 64, 0, &size) == NOTDIR);
  EXPECT(__wasi_fd_readdir(file, (uint8_t *)buffer, 64, 0, &size) == NOTDIR);
  EXPECT(__wasi_fd_write(reader, constants, 1, &size) == BADF);
  EXPECT(__wasi_fd_read(writer, vectors, 1, &size) == BADF);
  EXPECT(__wasi_fd_read(FIRST_GRANT, vectors, 1, &size) == ISDIR);
  EXPECT(__wasi_fd_prestat_get(file, &(__wasi_prestat_t){0}) == BADF);
  EXPECT(fd_pipe(&reader, (void *)-2) == FAULT);
  close(file);
  close(reader);
  close(writer);
}

// As many descriptors as one process can have (docs/files.md).
static void too_many(void) {
  uint32_t last = 0, next, pipe[2];
  int error;
  while ((error = fd_dup(FIRST_GRANT, &next)) == 0)
    last = next;
  EXPECT(error == MFILE && last == 65535);
  EXPECT(fd_dup(FIRST_GRANT, &next) == MFILE);
  EXPECT(fd_pipe(&pipe[0], &pipe[1]) == MFILE);
  EXPECT(path_open2(FIRST_GRANT, 0, "file", 4, 0, 0, 0, 0, 0, &next) == MFILE);
  CHECK(__wasi_fd_close(last));
  // A pair is both or none: one number was free, and still is.
  EXPECT(fd_pipe(&pipe[0], &pipe[1]) == MFILE);
  CHECK(fd_dup(FIRST_GRANT, &next));
  EXPECT(next == last);
}

int main(void) {
  CHECK(__wasi_fd_close(open_file("file", CREATE)));
  closed_descriptors();
  missing_rights();
  wrong_arguments();
  wrong_kinds();
  too_many();
  puts("refused");
}
