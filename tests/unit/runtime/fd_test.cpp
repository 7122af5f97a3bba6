// fd_* handlers on files.
#include "tests/unit/runtime/fake_guest.h"

#include <thread>
#include <unistd.h>

namespace wasixc {
namespace {

using namespace sys;
constexpr uint64_t kReadWrite = kRegularFileRights;

class FdTest : public GuestTest {
protected:
  uint32_t create(std::string_view path, uint32_t fdFlags = 0) {
    uint32_t fd;
    EXPECT_EQ(open(root, path, fd, abi::kOpenCreate, kReadWrite, 0, fdFlags), Errno::SUCCESS) << path;
    return fd;
  }
  Errno seek(uint32_t fd, int64_t offset, uint32_t whence, uint64_t *position = nullptr) {
    const auto result = space<uint64_t>();
    const Errno error = fd_seek(thread, fd, static_cast<uint64_t>(offset), whence, result);
    if (position)
      *position = at(result);
    return error;
  }
  uint64_t tell(uint32_t fd) {
    const auto result = space<uint64_t>();
    EXPECT_EQ(fd_tell(thread, fd, result), Errno::SUCCESS);
    return at(result);
  }
  abi::FileStat stat(uint32_t fd) {
    const auto result = space<abi::FileStat>();
    EXPECT_EQ(fd_filestat_get(thread, fd, result), Errno::SUCCESS);
    return at(result);
  }
  abi::FdStat fdstat(uint32_t fd) {
    const auto result = space<abi::FdStat>();
    EXPECT_EQ(fd_fdstat_get(thread, fd, result), Errno::SUCCESS);
    return at(result);
  }
};

TEST_F(FdTest, WritesAndReadsBack) {
  const uint32_t fd = create("file");
  uint32_t written = 0;
  std::string text;
  EXPECT_EQ(write(fd, "hello world", &written), Errno::SUCCESS);
  EXPECT_EQ(written, 11u);
  EXPECT_EQ(host.read("file"), "hello world");
  EXPECT_EQ(read(fd, 10, text), Errno::SUCCESS);
  EXPECT_EQ(text, "");
  EXPECT_EQ(seek(fd, 6, 0), Errno::SUCCESS);
  EXPECT_EQ(read(fd, 100, text), Errno::SUCCESS);
  EXPECT_EQ(text, "world");
}

TEST_F(FdTest, GathersAndScattersVectors) {
  const uint32_t fd = create("file");
  const GuestPtr<uint8_t> letters = putText("abcdef");
  const abi::IoVector vectors[] = {{letters.address + 4, 2}, {letters.address, 0}, {letters.address, 3}};
  const auto pointer = put(vectors);
  const auto size = space<uint32_t>();
  EXPECT_EQ(fd_write(thread, fd, {pointer.address}, 3, size), Errno::SUCCESS);
  EXPECT_EQ(at(size), 5u);
  EXPECT_EQ(host.read("file"), "efabc");

  const uint32_t buffer = allocate(8);
  const abi::IoVector parts[] = {{buffer + 3, 2}, {buffer, 3}};
  const auto read = put(parts);
  EXPECT_EQ(fd_pread(thread, fd, {read.address}, 2, 0, size), Errno::SUCCESS);
  EXPECT_EQ(text(buffer, 5), "abcef");
  EXPECT_EQ(fd_pread(thread, fd, {read.address}, 2, 4, size), Errno::SUCCESS);
  EXPECT_EQ(at(size), 1u);
  EXPECT_EQ(tell(fd), 5u);
}

TEST_F(FdTest, BadPointersAreFaultAndMoveNothing) {
  const uint32_t fd = create("file");
  const auto size = space<uint32_t>();
  const auto vector = put(abi::IoVector{putText("text").address, 4});
  const auto outside = put(abi::IoVector{kMemorySize - 2, 4});
  const auto wrapping = put(abi::IoVector{16, 0xfffffff8});
  EXPECT_EQ(fd_write(thread, fd, outside, 1, size), Errno::FAULT);
  EXPECT_EQ(fd_write(thread, fd, wrapping, 1, size), Errno::FAULT);
  EXPECT_EQ(fd_write(thread, fd, {kMemorySize - 4}, 1, size), Errno::FAULT);
  EXPECT_EQ(fd_write(thread, fd, {0}, 0xffffffff, size), Errno::FAULT);
  EXPECT_EQ(fd_write(thread, fd, {0}, 0x20000000, size), Errno::FAULT);
  EXPECT_EQ(fd_write(thread, fd, vector, 1, {kMemorySize - 3}), Errno::FAULT);
  EXPECT_EQ(fd_write(thread, fd, vector, 1, {0xffffffff}), Errno::FAULT);
  EXPECT_EQ(host.read("file"), "");
  EXPECT_EQ(fd_read(thread, fd, outside, 1, size), Errno::FAULT);
  EXPECT_EQ(fd_filestat_get(thread, fd, {kMemorySize - 60}), Errno::FAULT);
  EXPECT_EQ(fd_fdstat_get(thread, fd, {0xfffffff0}), Errno::FAULT);
  EXPECT_EQ(fd_tell(thread, fd, {kMemorySize}), Errno::FAULT);
}

TEST_F(FdTest, TakesAtMostAThousandVectorsAtOnce) {
  const uint32_t fd = create("file");
  const uint32_t letter = putText("x").address;
  const std::vector<abi::IoVector> many(3000, {letter, 1});
  const uint32_t address = allocate(static_cast<uint32_t>(many.size() * sizeof many[0]));
  memcpy(&memory[address], many.data(), many.size() * sizeof many[0]);
  const auto size = space<uint32_t>();
  EXPECT_EQ(fd_write(thread, fd, {address}, 3000, size), Errno::SUCCESS);
  EXPECT_EQ(at(size), 1024u);
  EXPECT_EQ(fd_write(thread, fd, {address}, 0, size), Errno::SUCCESS);
  EXPECT_EQ(at(size), 0u);
}

TEST_F(FdTest, SeeksAndTells) {
  const uint32_t fd = create("file");
  uint64_t position = 0;
  write(fd, std::string(100, 'x'));
  EXPECT_EQ(tell(fd), 100u);
  EXPECT_EQ(seek(fd, -50, 1, &position), Errno::SUCCESS);
  EXPECT_EQ(position, 50u);
  EXPECT_EQ(seek(fd, -1, 2, &position), Errno::SUCCESS);
  EXPECT_EQ(position, 99u);
  EXPECT_EQ(seek(fd, 1000, 1), Errno::SUCCESS);
  EXPECT_EQ(seek(fd, -2000, 1), Errno::INVAL);
  EXPECT_EQ(seek(fd, 0, 3), Errno::INVAL);
  EXPECT_EQ(seek(fd, 0, 0xffffffff), Errno::INVAL);
  // snapshot0 counts CUR, END, SET.
  const auto result = space<uint64_t>();
  EXPECT_EQ(unstable_fd_seek(thread, fd, 7, 2, result), Errno::SUCCESS);
  EXPECT_EQ(at(result), 7u);
  EXPECT_EQ(unstable_fd_seek(thread, fd, 0, 1, result), Errno::SUCCESS);
  EXPECT_EQ(at(result), 100u);
  EXPECT_EQ(unstable_fd_seek(thread, fd, 0, 3, result), Errno::INVAL);
}

TEST_F(FdTest, OffsetsBeyondTheHostsAreInvalid) {
  const uint32_t fd = create("file");
  const auto vector = put(abi::IoVector{putText("text").address, 4});
  const auto size = space<uint32_t>();
  EXPECT_EQ(fd_pwrite(thread, fd, vector, 1, 1ull << 63, size), Errno::INVAL);
  EXPECT_EQ(fd_pread(thread, fd, vector, 1, ~0ull, size), Errno::INVAL);
  EXPECT_EQ(fd_filestat_set_size(thread, fd, 1ull << 63), Errno::INVAL);
  EXPECT_EQ(fd_advise(thread, fd, 1ull << 63, 1, 0), Errno::INVAL);
  EXPECT_EQ(fd_allocate(thread, fd, INT64_MAX, 1), Errno::FBIG);
}

TEST_F(FdTest, AppendModeCanBeSwitchedOff) {
  const uint32_t fd = create("file", abi::kFdAppend);
  EXPECT_EQ(fdstat(fd).flags, abi::kFdAppend);
  write(fd, "12");
  seek(fd, 0, 0);
  write(fd, "34");
  EXPECT_EQ(host.read("file"), "1234");
  EXPECT_EQ(fd_fdstat_set_flags(thread, fd, 0), Errno::SUCCESS);
  EXPECT_EQ(fdstat(fd).flags, 0);
  seek(fd, 0, 0);
  write(fd, "5");
  EXPECT_EQ(host.read("file"), "5234");
  EXPECT_EQ(fd_fdstat_set_flags(thread, fd, 32), Errno::INVAL);
}

TEST_F(FdTest, ReportsTheFlagsOfTheOpen) {
  EXPECT_EQ(fdstat(create("sync", abi::kFdSync)).flags & abi::kFdSync, abi::kFdSync);
  EXPECT_EQ(fdstat(create("dsync", abi::kFdDsync)).flags, abi::kFdDsync);
  EXPECT_EQ(fdstat(create("nonblock", abi::kFdNonblock)).flags, abi::kFdNonblock);
}

TEST_F(FdTest, ChangesSizeAndTimes) {
  const uint32_t fd = create("file");
  EXPECT_EQ(fd_filestat_set_size(thread, fd, 100), Errno::SUCCESS);
  const abi::FileStat before = stat(fd);
  EXPECT_EQ(before.size, 100u);
  EXPECT_EQ(before.fileType, static_cast<uint8_t>(FileType::RegularFile));
  EXPECT_EQ(before.linkCount, 1u);
  const uint64_t modify = before.modifyTime - 100;
  EXPECT_EQ(fd_filestat_set_times(thread, fd, modify, modify, abi::kModifyTime), Errno::SUCCESS);
  EXPECT_EQ(stat(fd).modifyTime, modify);
  EXPECT_EQ(stat(fd).accessTime, before.accessTime);
  EXPECT_EQ(fd_filestat_set_times(thread, fd, 0, 0, abi::kModifyTime | abi::kModifyTimeNow), Errno::INVAL);
  EXPECT_EQ(fd_filestat_set_times(thread, fd, 0, 0, abi::kAccessTime | abi::kAccessTimeNow), Errno::INVAL);
  EXPECT_EQ(fd_filestat_set_times(thread, fd, 0, 0, 16), Errno::INVAL);
  EXPECT_EQ(fd_filestat_set_times(thread, fd, 0, 0, abi::kModifyTimeNow), Errno::SUCCESS);
  EXPECT_GT(stat(fd).modifyTime, modify);
}

TEST_F(FdTest, UnstableStatIsTheSameInItsOwnLayout) {
  const uint32_t fd = create("file");
  write(fd, "12345");
  const auto result = space<abi::UnstableFileStat>();
  EXPECT_EQ(unstable_fd_filestat_get(thread, fd, result), Errno::SUCCESS);
  EXPECT_EQ(at(result).size, 5u);
  EXPECT_EQ(at(result).linkCount, 1u);
  EXPECT_EQ(at(result).inode, stat(fd).inode);
  EXPECT_EQ(unstable_path_filestat_get(thread, root, 0, putText("file"), 4, result), Errno::SUCCESS);
  EXPECT_EQ(at(result).inode, stat(fd).inode);
}

TEST_F(FdTest, AllocatesAndAdvises) {
  const uint32_t fd = create("file");
  const Errno allocated = fd_allocate(thread, fd, 0, 100);
  if (allocated != Errno::NOTSUP) {
    EXPECT_EQ(allocated, Errno::SUCCESS);
    EXPECT_EQ(fd_allocate(thread, fd, 10, 10), Errno::SUCCESS);
    EXPECT_EQ(stat(fd).size, 100u);
    EXPECT_EQ(fd_allocate(thread, fd, 90, 20), Errno::SUCCESS);
    EXPECT_EQ(stat(fd).size, 110u);
    EXPECT_EQ(fd_allocate(thread, fd, 0, 0), Errno::INVAL);
  }
  for (uint32_t advice = 0; advice <= 5; ++advice)
    EXPECT_EQ(fd_advise(thread, fd, 10, 50, advice), Errno::SUCCESS);
  EXPECT_EQ(fd_advise(thread, fd, 10, 50, 6), Errno::INVAL);
  EXPECT_EQ(fd_sync(thread, fd), Errno::SUCCESS);
  EXPECT_EQ(fd_datasync(thread, fd), Errno::SUCCESS);
}

TEST_F(FdTest, LostRightsStayLost) {
  const uint32_t fd = create("file");
  write(fd, "text");
  EXPECT_EQ(fd_fdstat_set_rights(thread, fd, kRightFdSeek, 0), Errno::SUCCESS);
  std::string text;
  EXPECT_EQ(read(fd, 4, text), Errno::NOTCAPABLE);
  EXPECT_EQ(write(fd, "x"), Errno::NOTCAPABLE);
  EXPECT_EQ(fd_fdstat_set_rights(thread, fd, kRightFdSeek | kRightFdRead, 0), Errno::NOTCAPABLE);
  EXPECT_EQ(fdstat(fd).rightsBase, kRightFdSeek);
}

TEST_F(FdTest, DirectoriesAreNoFiles) {
  const auto size = space<uint32_t>();
  const auto position = space<uint64_t>();
  const auto vector = put(abi::IoVector{allocate(16), 16});
  EXPECT_EQ(stat(root).fileType, static_cast<uint8_t>(FileType::Directory));
  EXPECT_EQ(fd_read(thread, root, vector, 1, size), Errno::ISDIR);
  EXPECT_EQ(fd_pread(thread, root, vector, 1, 0, size), Errno::ISDIR);
  EXPECT_EQ(fd_write(thread, root, vector, 1, size), Errno::ISDIR);
  EXPECT_EQ(fd_pwrite(thread, root, vector, 1, 0, size), Errno::ISDIR);
  EXPECT_EQ(fd_seek(thread, root, 0, 0, position), Errno::ISDIR);
  EXPECT_EQ(fd_tell(thread, root, position), Errno::ISDIR);
  EXPECT_EQ(fd_allocate(thread, root, 0, 1), Errno::ISDIR);
  EXPECT_EQ(fd_filestat_set_size(thread, root, 0), Errno::ISDIR);
}

TEST_F(FdTest, RenumberMovesInPreview1) {
  const uint32_t from = create("one"), to = create("two");
  EXPECT_EQ(fd_renumber(thread, from, to), Errno::SUCCESS);
  EXPECT_EQ(fd_close(thread, from), Errno::BADF);
  write(to, "moved");
  EXPECT_EQ(host.read("one"), "moved");
  EXPECT_EQ(fd_renumber(thread, to, from), Errno::BADF);
  EXPECT_EQ(fd_renumber(thread, to, root), Errno::SUCCESS);
}

TEST_F(FdTest, RenumberDuplicatesInWasix) {
  process.personality = Personality::Wasix;
  const uint32_t from = create("one");
  EXPECT_EQ(fd_renumber(thread, from, 42), Errno::SUCCESS);
  write(from, "12");
  write(42, "34");
  EXPECT_EQ(host.read("one"), "1234"); // one description, one position
  EXPECT_EQ(fd_renumber(thread, from, from), Errno::SUCCESS);
  EXPECT_EQ(fd_renumber(thread, 99, from), Errno::BADF);
}

TEST_F(FdTest, AFileCoversAPreopenedDirectory) {
  process.personality = Personality::Wasix;
  const auto prestat = space<abi::Prestat>();
  const uint32_t file = create("covers");
  const uint32_t saved = *process.descriptors.add(*process.descriptors.get(root), 10);
  EXPECT_EQ(fd_renumber(thread, file, root), Errno::SUCCESS);
  write(root, "written");
  EXPECT_EQ(host.read("covers"), "written");
  // Paths and the search for directories still find the directory.
  EXPECT_EQ(fd_prestat_get(thread, root, prestat), Errno::SUCCESS);
  create("below");
  EXPECT_TRUE(host.exists("below"));
  // A copy of the table, as fork makes it, has both.
  DescriptorTable copy;
  copy.copyFrom(process.descriptors);
  EXPECT_TRUE(copy.preopenedAt(root).ok());
  EXPECT_TRUE(copy.use(root, kRightFdWrite).ok());
  EXPECT_TRUE(copy.use(root, kRightPathOpen).ok());

  EXPECT_EQ(fd_close(thread, root), Errno::SUCCESS);
  EXPECT_EQ(stat(root).fileType, static_cast<uint8_t>(FileType::Directory));
  // Shells save what they cover, and put it back.
  EXPECT_EQ(fd_renumber(thread, file, root), Errno::SUCCESS);
  EXPECT_EQ(fd_renumber(thread, saved, root), Errno::SUCCESS);
  EXPECT_EQ(stat(root).fileType, static_cast<uint8_t>(FileType::Directory));
  // Close-on-exec uncovers too.
  EXPECT_EQ(fd_renumber(thread, file, root), Errno::SUCCESS);
  EXPECT_TRUE(process.descriptors.setCloseOnExec(root, true).ok());
  process.descriptors.closeOnExec();
  EXPECT_EQ(stat(root).fileType, static_cast<uint8_t>(FileType::Directory));
}

TEST_F(FdTest, ADirectoryCoversNoOther) {
  process.personality = Personality::Wasix;
  EXPECT_EQ(fd_renumber(thread, openHost("/"), root), Errno::NOTSUP);
  const uint32_t second = grant(host, false, "/data");
  EXPECT_EQ(fd_renumber(thread, second, root), Errno::NOTSUP);
  EXPECT_EQ(process.descriptors.preopened().size(), 2u);
}

TEST_F(FdTest, ClosingAPreopenedDirectory) {
  EXPECT_EQ(fd_close(thread, root), Errno::SUCCESS);
  EXPECT_EQ(fd_close(thread, root), Errno::BADF);
  const uint32_t again = grant(host);
  process.personality = Personality::Wasix;
  EXPECT_EQ(fd_close(thread, again), Errno::SUCCESS);
  create("still-there");
  EXPECT_TRUE(host.exists("still-there"));
}

TEST_F(FdTest, PrestatNamesTheGrants) {
  const uint32_t second = grant(host, false, "/data");
  const auto prestat = space<abi::Prestat>();
  const GuestPtr<uint8_t> name = {allocate(16)};
  EXPECT_EQ(fd_prestat_get(thread, second, prestat), Errno::SUCCESS);
  EXPECT_EQ(at(prestat).tag, 0);
  EXPECT_EQ(at(prestat).nameLength, 5u);
  EXPECT_EQ(fd_prestat_dir_name(thread, second, name, 4), Errno::NAMETOOLONG);
  EXPECT_EQ(fd_prestat_dir_name(thread, second, name, 16), Errno::SUCCESS);
  EXPECT_EQ(text(name.address, 5), "/data");
  EXPECT_EQ(fd_prestat_get(thread, second + 1, prestat), Errno::BADF);
  EXPECT_EQ(fd_prestat_get(thread, create("file"), prestat), Errno::BADF);
}

TEST_F(FdTest, ABrokenPipeEndsTheProcess) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  signal(SIGPIPE, SIG_IGN);
  Descriptor descriptor = {.file = makeRef<HostFile>(UniqueFd(ends[1]), FileType::Unknown),
                           .rightsBase = kStreamRights};
  const uint32_t fd = *process.descriptors.add(std::move(descriptor));
  EXPECT_FALSE(thread.needsAttention());
  EXPECT_EQ(write(fd, "x"), Errno::PIPE);
  EXPECT_TRUE(thread.needsAttention());
  EXPECT_EQ(process.exitStatus().hostStatus(), 128 + 13);
}

TEST_F(FdTest, StreamsCannotSeek) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[1]);
  Descriptor descriptor = {.file = makeRef<HostFile>(UniqueFd(ends[0]), FileType::Unknown),
                           .rightsBase = kStreamRights};
  const uint32_t fd = *process.descriptors.add(std::move(descriptor));
  EXPECT_EQ(seek(fd, 0, 1), Errno::SPIPE);
  const auto size = space<uint32_t>();
  EXPECT_EQ(fd_pread(thread, fd, put(abi::IoVector{allocate(4), 4}), 1, 0, size), Errno::SPIPE);
  std::string text;
  EXPECT_EQ(read(fd, 4, text), Errno::SUCCESS);
}

TEST_F(FdTest, ADeviceThatIsNoTerminalCanSeek) {
  const uint32_t dev = openHost("/dev");
  uint32_t fd;
  ASSERT_EQ(open(dev, "null", fd, 0, kReadWrite), Errno::SUCCESS);
  const abi::FdStat status = fdstat(fd);
  EXPECT_EQ(status.fileType, static_cast<uint8_t>(FileType::CharacterDevice));
  EXPECT_TRUE(status.rightsBase & kRightFdSeek) << "isatty() takes a device that cannot seek for a terminal";
}

} // namespace
} // namespace wasixc
