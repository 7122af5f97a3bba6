// The file system in memory: the same calls on a directory of the host and in memory have the same results,
// and what only memory has: a limit, and cookies that stay valid.
#include "tests/unit/runtime/fake_guest.h"

#include "runtime/fs/memory_directory.h"

#include <random>

namespace wasixc {
namespace {

using namespace sys;

class MemoryTest : public GuestTest {
protected:
  static constexpr uint64_t kLimit = 1 << 20;

  // A second root, in memory.
  uint32_t mount(uint64_t limit) {
    auto system = MemoryFileSystem::create(limit);
    EXPECT_TRUE(system.ok());
    files = *system;
    return *process.descriptors.add({.file = makeRef<MemoryDirectory>(files, "/tmp"),
                                     .rightsBase = kDirectoryRights,
                                     .rightsInheriting = kInheritingRights,
                                     .isPreopened = true});
  }

  GuestPtr<uint8_t> p(std::string_view path) { return putText(path); }
  static uint32_t n(std::string_view path) { return static_cast<uint32_t>(path.size()); }

  Errno fill(uint32_t directory, std::string_view path, std::string_view text) {
    uint32_t fd;
    const Errno error = open(directory, path, fd, abi::kOpenCreate, kRegularFileRights);
    if (error != Errno::SUCCESS)
      return error;
    const Errno written = write(fd, text);
    EXPECT_EQ(fd_close(thread, fd), Errno::SUCCESS);
    return written;
  }

  Ref<MemoryFileSystem> files;
  const uint32_t memory = mount(kLimit);
};

// One operation of a random program, as text for people and as a call below either root.
class Operation {
public:
  explicit Operation(std::mt19937 &random)
      : kind(random() % kKinds), first(path(random)), second(path(random)) {
    follow = random() % 2;
    flags = random() % 16;
    writes = random() % 2;
    size = random() % 9000;
  }

  std::string text() const {
    return "kind " + std::to_string(kind) + " '" + first + "' '" + second + "' follow " +
           std::to_string(follow) + " flags " + std::to_string(flags) + " writes " + std::to_string(writes) +
           " size " + std::to_string(size);
  }

  static constexpr unsigned kKinds = 10;
  const unsigned kind;
  const std::string first, second;
  bool follow;
  unsigned flags;
  bool writes;
  unsigned size;

private:
  static std::string path(std::mt19937 &random) {
    static constexpr const char *kNames[] = {"a", "b", "c", "a", "b", ".", ".."};
    static constexpr const char *kSlashes[] = {"", "", "", "", "/", "//"};
    std::string text;
    for (auto parts = 1 + random() % 3; parts > 0; --parts)
      text += std::string(text.empty() ? "" : "/") + kNames[random() % std::size(kNames)];
    return text + kSlashes[random() % std::size(kSlashes)];
  }
};

// What a call gives back, as text.
class Twins : public MemoryTest {
protected:
  std::string run(const Operation &operation, uint32_t root) {
    const auto first = p(operation.first), second = p(operation.second);
    const uint32_t firstLength = n(operation.first), secondLength = n(operation.second);
    const uint32_t lookup = operation.follow ? abi::kLookupSymlinkFollow : 0;
    switch (operation.kind) {
    case 0:
      return text(path_create_directory(thread, root, first, firstLength));
    case 1:
      return text(path_remove_directory(thread, root, first, firstLength));
    case 2:
      return text(path_unlink_file(thread, root, first, firstLength));
    case 3:
      return text(path_symlink(thread, second, secondLength, root, first, firstLength));
    case 4:
      return text(path_rename(thread, root, first, firstLength, root, second, secondLength));
    case 5:
      return text(path_link(thread, root, 0, first, firstLength, root, second, secondLength));
    case 6:
      return readLink(root, first, firstLength);
    case 7:
      return stat(root, lookup, first, firstLength);
    default:
      return openAndUse(operation, root, lookup);
    }
  }

private:
  static std::string text(Errno error) { return errnoText(error); }

  std::string readLink(uint32_t root, GuestPtr<uint8_t> path, uint32_t length) {
    const GuestPtr<uint8_t> buffer = {allocate(64)};
    const auto used = put<uint32_t>(0);
    const Errno error = path_readlink(thread, root, path, length, buffer, 64, used);
    return text(error) + " " + FakeGuest::text(buffer.address, at(used));
  }

  // The size and the number of names of a directory are the file system's own affair.
  std::string describe(Errno error, GuestPtr<abi::FileStat> result) {
    if (error != Errno::SUCCESS)
      return text(error);
    const abi::FileStat stat = at(result);
    std::string description = "type " + std::to_string(stat.fileType);
    if (stat.fileType != static_cast<uint8_t>(FileType::Directory))
      description += " size " + std::to_string(stat.size) + " links " + std::to_string(stat.linkCount);
    return description;
  }

  std::string stat(uint32_t root, uint32_t lookup, GuestPtr<uint8_t> path, uint32_t length) {
    const auto result = space<abi::FileStat>();
    return describe(path_filestat_get(thread, root, lookup, path, length, result), result);
  }

  std::string openAndUse(const Operation &operation, uint32_t root, uint32_t lookup) {
    uint32_t fd;
    const uint64_t rights =
        operation.writes ? kInheritingRights & ~uint64_t{kRightFdReaddir} : kInheritingRights & ~kWriteRights;
    const Errno error = FakeGuest::open(root, operation.first, fd, operation.flags, rights, lookup);
    if (error != Errno::SUCCESS)
      return text(error);
    const auto result = space<abi::FileStat>();
    std::string description = describe(fd_filestat_get(thread, fd, result), result);
    if (operation.writes) {
      const Errno sized = fd_filestat_set_size(thread, fd, operation.size);
      description += " " + text(sized) + " " + text(write(fd, operation.second));
    }
    std::string content;
    const auto position = space<uint64_t>();
    description += text(fd_seek(thread, fd, operation.size / 2, 0, position));
    const Errno readError = read(fd, 100, content);
    description += " " + text(readError) + " " + content;
    EXPECT_EQ(fd_close(thread, fd), Errno::SUCCESS);
    return description;
  }
};

TEST_F(Twins, MemoryBehavesAsTheHostDoes) {
  std::mt19937 random(1);
  const uint32_t twin = grant(host, false, "/twin");
  for (int i = 0; i < 40'000; ++i) {
    const Operation operation(random);
    forgetAllocations();
    const std::string expected = run(operation, twin);
    const std::string actual = run(operation, memory);
    ASSERT_EQ(actual, expected) << "operation " << i << ": " << operation.text();
  }
}

TEST_F(MemoryTest, TheLimitIsReached) {
  uint32_t fd;
  ASSERT_EQ(open(memory, "file", fd, abi::kOpenCreate, kRegularFileRights), Errno::SUCCESS);
  const std::string block(65536, 'x');
  Errno error = Errno::SUCCESS;
  uint64_t total = 0;
  while (error == Errno::SUCCESS && total <= kLimit) {
    forgetAllocations();
    uint32_t written = 0;
    error = write(fd, block, &written);
    if (error == Errno::SUCCESS)
      total += written;
  }
  EXPECT_EQ(error, Errno::NOSPC);
  EXPECT_LT(total, kLimit);
  EXPECT_GT(total, kLimit - 16384);
  EXPECT_EQ(fd_allocate(thread, fd, 0, 2 * kLimit), Errno::NOSPC);

  // What is cut off and what is removed can be used again.
  EXPECT_EQ(fd_filestat_set_size(thread, fd, 0), Errno::SUCCESS);
  EXPECT_EQ(write(fd, block), Errno::SUCCESS);
  EXPECT_EQ(path_unlink_file(thread, memory, p("file"), 4), Errno::SUCCESS);
  EXPECT_GT(files->bytes().usedBytes(), block.size()) << "the file is still open";
  EXPECT_EQ(fd_close(thread, fd), Errno::SUCCESS);
  EXPECT_LT(files->bytes().usedBytes(), 4096u);
}

TEST_F(MemoryTest, NamesAreLimitedToo) {
  Errno error = Errno::SUCCESS;
  for (int i = 0; error == Errno::SUCCESS && i < 10'000; ++i) {
    forgetAllocations();
    error = fill(memory, std::to_string(i), "");
  }
  EXPECT_EQ(error, Errno::NOSPC);
}

TEST_F(MemoryTest, HolesCostNothing) {
  uint32_t fd;
  ASSERT_EQ(open(memory, "file", fd, abi::kOpenCreate, kRegularFileRights), Errno::SUCCESS);
  const auto position = space<uint64_t>();
  ASSERT_EQ(fd_seek(thread, fd, uint64_t{1} << 40, 0, position), Errno::SUCCESS);
  EXPECT_EQ(write(fd, "end"), Errno::SUCCESS);
  EXPECT_LT(files->bytes().usedBytes(), 16384u);
  ASSERT_EQ(fd_seek(thread, fd, 0, 0, position), Errno::SUCCESS);
  std::string text;
  EXPECT_EQ(read(fd, 8, text), Errno::SUCCESS);
  EXPECT_EQ(text, std::string(8, '\0'));
  EXPECT_EQ(fd_filestat_set_size(thread, fd, ~uint64_t{0}), Errno::INVAL);
}

TEST_F(MemoryTest, LinksAreLimitedToo) {
  ASSERT_EQ(fill(memory, "file", "x"), Errno::SUCCESS);
  const uint64_t before = files->bytes().usedBytes();
  int count = 0;
  std::string name;
  do
    name = "l" + std::to_string(count);
  while (path_link(thread, memory, 0, p("file"), 4, memory, p(name), n(name)) == Errno::SUCCESS && ++count < 100'000);
  EXPECT_LT(count, 10'000);
  for (int i = 0; i < count; ++i) {
    forgetAllocations();
    name = "l" + std::to_string(i);
    if (i % 3 != 0) {
      ASSERT_EQ(path_rename(thread, memory, p(name), n(name), memory, p("moved"), 5), Errno::SUCCESS);
      name = "moved";
    }
    if (i % 3 == 2)
      ASSERT_EQ(fill(memory, "other", ""), Errno::SUCCESS);
    if (i % 3 == 2)
      ASSERT_EQ(path_rename(thread, memory, p("other"), 5, memory, p(name), n(name)), Errno::SUCCESS);
    ASSERT_EQ(path_unlink_file(thread, memory, p(name), n(name)), Errno::SUCCESS);
  }
  EXPECT_EQ(files->bytes().usedBytes(), before);
}

// Far deeper than a stack could follow.
TEST_F(MemoryTest, ADeepTreeIsFreed) {
  auto system = MemoryFileSystem::create(uint64_t{1} << 30);
  ASSERT_TRUE(system.ok());
  GuestPath name;
  ASSERT_TRUE(name.assign({reinterpret_cast<const uint8_t *>("d"), 1}).ok());
  Ref<File> at = makeRef<MemoryDirectory>(*system, "/tmp");
  const OpenRequest request = {.followSymlink = false,
                               .openFlags = abi::kOpenDirectory,
                               .rightsBase = 0,
                               .fdFlags = 0,
                               .descriptors = nullptr};
  for (int i = 0; i < 300'000; ++i) {
    ASSERT_TRUE(at->directory()->createDirectory(name).ok());
    auto next = at->directory()->open(name, request);
    ASSERT_TRUE(next.ok());
    at = std::move(*next);
  }
}

TEST_F(MemoryTest, AllocationIsWholeOrNotAtAll) {
  uint32_t fd;
  ASSERT_EQ(open(memory, "file", fd, abi::kOpenCreate, kRegularFileRights), Errno::SUCCESS);
  ASSERT_EQ(write(fd, "text"), Errno::SUCCESS);
  const uint64_t before = files->bytes().usedBytes();
  EXPECT_EQ(fd_allocate(thread, fd, 0, kLimit), Errno::NOSPC);
  EXPECT_EQ(fd_allocate(thread, fd, 0, INT64_MAX), Errno::NOSPC);
  EXPECT_EQ(fd_allocate(thread, fd, uint64_t{1} << 50, kLimit), Errno::NOSPC);
  EXPECT_EQ(files->bytes().usedBytes(), before);
  EXPECT_EQ(fd_allocate(thread, fd, 0, 8192), Errno::SUCCESS);
  EXPECT_EQ(files->bytes().usedBytes(), before + 4096);
}

// What the host gets of a file to run costs what the file holds.
class MemoryProgramTest : public MemoryTest {
protected:
  // `text` at the file's beginning and "end" at its end.
  Result<UniqueFd> openSparse(std::string_view text, uint64_t size) {
    uint32_t fd;
    EXPECT_EQ(open(memory, "program", fd, abi::kOpenCreate | abi::kOpenTruncate, kRegularFileRights), Errno::SUCCESS);
    EXPECT_EQ(write(fd, text), Errno::SUCCESS);
    EXPECT_EQ(fd_seek(thread, fd, size - 3, 0, {allocate(8)}), Errno::SUCCESS);
    EXPECT_EQ(write(fd, "end"), Errno::SUCCESS);
    GuestPath name;
    EXPECT_TRUE(name.assign({reinterpret_cast<const uint8_t *>("program"), 7}).ok());
    return MemoryDirectory(files, "/tmp").openForHost(name, O_RDONLY);
  }
  static std::string textAt(int file, uint64_t offset, size_t size) {
    std::string text(size, '?');
    EXPECT_EQ(pread(file, text.data(), size, static_cast<off_t>(offset)), static_cast<ssize_t>(size));
    return text;
  }
  static uint64_t blocks(int file) {
    struct stat status;
    EXPECT_EQ(fstat(file, &status), 0);
    return static_cast<uint64_t>(status.st_blocks);
  }
};

TEST_F(MemoryProgramTest, HolesStayHoles) {
  constexpr uint64_t kSize = 200 << 20;
  const auto file = openSparse(std::string_view("\0asm", 4), kSize);
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(textAt(file->get(), 0, 5), std::string("\0asm\0", 5));
  EXPECT_EQ(textAt(file->get(), kSize - 4, 4), std::string("\0end", 4));
  EXPECT_EQ(lseek(file->get(), 0, SEEK_END), static_cast<off_t>(kSize));
  EXPECT_LE(blocks(file->get()), 32u);
}

TEST_F(MemoryProgramTest, OfOthersThanProgramsThereIsTheBeginning) {
  for (const char *text : {"#!/bin/tool\n", "\177EL", "x"}) {
    const auto file = openSparse(text, uint64_t{1} << 50);
    ASSERT_TRUE(file.ok()) << text;
    EXPECT_EQ(textAt(file->get(), 0, strlen(text)), text);
    EXPECT_LE(blocks(file->get()), 16u);
  }
}

// The size remains, so that they can be refused.
TEST_F(MemoryProgramTest, OfTooLargeOnesThereIsTheBeginning) {
  const std::string_view magic("\0asm", 4);
  for (const uint64_t size : {MemoryDirectory::kLargestProgram + 1, uint64_t{1} << 40}) {
    const auto file = openSparse(magic, size);
    ASSERT_TRUE(file.ok());
    EXPECT_EQ(textAt(file->get(), 0, 4), magic);
    EXPECT_EQ(textAt(file->get(), size - 3, 3), std::string(3, '\0'));
    EXPECT_EQ(lseek(file->get(), 0, SEEK_END), static_cast<off_t>(size));
  }
  const auto whole = openSparse(magic, MemoryDirectory::kLargestProgram);
  ASSERT_TRUE(whole.ok());
  EXPECT_EQ(textAt(whole->get(), MemoryDirectory::kLargestProgram - 3, 3), "end");
}

TEST_F(MemoryTest, CookiesSurviveChanges) {
  for (int i = 0; i < 100; ++i)
    ASSERT_EQ(fill(memory, "f" + std::to_string(i), ""), Errno::SUCCESS);
  std::vector<std::string> seen;
  uint64_t cookie = 0;
  const auto used = space<uint32_t>();
  const GuestPtr<uint8_t> buffer = {allocate(40)};
  for (int i = 0; i < 200; ++i) {
    forgetAllocations(buffer.address + 48);
    ASSERT_EQ(fd_readdir(thread, memory, buffer, 40, cookie, used), Errno::SUCCESS);
    if (at(used) < sizeof(abi::DirectoryEntry))
      break;
    const auto entry = at(GuestPtr<abi::DirectoryEntry>{buffer.address});
    seen.push_back(FakeGuest::text(buffer.address + sizeof entry, entry.nameLength));
    cookie = entry.next;
    if (seen.back().starts_with("f")) {
      EXPECT_EQ(path_unlink_file(thread, memory, p(seen.back()), n(seen.back())), Errno::SUCCESS);
    }
  }
  EXPECT_EQ(seen.size(), 102u);
  EXPECT_EQ(path_remove_directory(thread, memory, p("."), 1), Errno::INVAL);
}

TEST_F(MemoryTest, ARemovedDirectoryTakesNoNames) {
  uint32_t fd;
  ASSERT_EQ(path_create_directory(thread, memory, p("d"), 1), Errno::SUCCESS);
  ASSERT_EQ(open(memory, "d", fd, abi::kOpenDirectory, kDirectoryRights), Errno::SUCCESS);
  ASSERT_EQ(path_remove_directory(thread, memory, p("d"), 1), Errno::SUCCESS);
  EXPECT_EQ(path_create_directory(thread, fd, p("x"), 1), Errno::NOENT);
  EXPECT_EQ(fill(fd, "x", ""), Errno::NOENT);
  EXPECT_EQ(path_create_directory(thread, fd, p("../x"), 4), Errno::NOTCAPABLE);
}

TEST_F(MemoryTest, NothingIsLinkedToOrFromTheHost) {
  ASSERT_EQ(fill(memory, "mine", "x"), Errno::SUCCESS);
  host.write("file", "text");
  EXPECT_EQ(path_rename(thread, memory, p("mine"), 4, root, p("new"), 3), Errno::XDEV);
  EXPECT_EQ(path_rename(thread, root, p("file"), 4, memory, p("new"), 3), Errno::XDEV);
  EXPECT_EQ(path_link(thread, memory, 0, p("mine"), 4, root, p("new"), 3), Errno::XDEV);
  EXPECT_EQ(path_link(thread, root, 0, p("file"), 4, memory, p("new"), 3), Errno::XDEV);
}

} // namespace
} // namespace wasixc
