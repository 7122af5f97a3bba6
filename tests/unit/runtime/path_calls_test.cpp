// path_* handlers: what each does with links, slashes, missing names, rights and read-only grants.
#include "tests/unit/runtime/fake_guest.h"

namespace wasixc {
namespace {

using namespace sys;
constexpr uint32_t kFollow = abi::kLookupSymlinkFollow;

class PathCallsTest : public GuestTest {
protected:
  GuestPtr<uint8_t> p(std::string_view path) { return putText(path); }
  static uint32_t n(std::string_view path) { return static_cast<uint32_t>(path.size()); }

  Errno mkdir(std::string_view path) { return path_create_directory(thread, root, p(path), n(path)); }
  Errno rmdir(std::string_view path) { return path_remove_directory(thread, root, p(path), n(path)); }
  Errno unlink(std::string_view path) { return path_unlink_file(thread, root, p(path), n(path)); }
  Errno symlink(std::string_view target, std::string_view path) {
    return path_symlink(thread, p(target), n(target), root, p(path), n(path));
  }
  Errno link(std::string_view from, std::string_view to, uint32_t lookupFlags = 0) {
    return path_link(thread, root, lookupFlags, p(from), n(from), root, p(to), n(to));
  }
  Errno rename(std::string_view from, std::string_view to) {
    return path_rename(thread, root, p(from), n(from), root, p(to), n(to));
  }
  Errno stat(std::string_view path, uint32_t lookupFlags, FileType *type = nullptr) {
    const auto result = space<abi::FileStat>();
    const Errno error = path_filestat_get(thread, root, lookupFlags, p(path), n(path), result);
    if (type)
      *type = static_cast<FileType>(at(result).fileType);
    return error;
  }
  Errno readlink(std::string_view path, uint32_t size, std::string &text) {
    const auto used = put<uint32_t>(0);
    const GuestPtr<uint8_t> buffer = {allocate(size + 1)};
    const Errno error = path_readlink(thread, root, p(path), n(path), buffer, size, used);
    text = FakeGuest::text(buffer.address, at(used));
    return error;
  }
  Errno setTimes(std::string_view path, uint32_t lookupFlags, uint64_t modify) {
    return path_filestat_set_times(thread, root, lookupFlags, p(path), n(path), 0, modify, abi::kModifyTime);
  }
  Errno tryOpen(std::string_view path, uint32_t openFlags = 0, uint64_t rights = 0,
                uint32_t lookupFlags = 0) {
    uint32_t fd;
    const Errno error = open(root, path, fd, openFlags, rights, lookupFlags);
    if (error == Errno::SUCCESS)
      EXPECT_EQ(fd_close(thread, fd), Errno::SUCCESS);
    return error;
  }
};

TEST_F(PathCallsTest, DirectoriesComeAndGo) {
  EXPECT_EQ(mkdir("dir"), Errno::SUCCESS);
  EXPECT_EQ(mkdir("dir"), Errno::EXIST);
  EXPECT_EQ(mkdir("dir/"), Errno::EXIST);
  EXPECT_EQ(mkdir("dir/nested/"), Errno::SUCCESS);
  EXPECT_EQ(mkdir("missing/dir"), Errno::NOENT);
  EXPECT_EQ(mkdir("."), Errno::EXIST);
  EXPECT_EQ(mkdir("dir/.."), Errno::EXIST);
  EXPECT_EQ(rmdir("dir"), Errno::NOTEMPTY);
  EXPECT_EQ(rmdir("dir/nested"), Errno::SUCCESS);
  EXPECT_EQ(rmdir("dir/"), Errno::SUCCESS);
  EXPECT_EQ(rmdir("dir"), Errno::NOENT);
  host.write("file");
  EXPECT_EQ(rmdir("file"), Errno::NOTDIR);
  EXPECT_EQ(rmdir("file/"), Errno::NOTDIR);
  EXPECT_EQ(mkdir("file/dir"), Errno::NOTDIR);
}

TEST_F(PathCallsTest, UnlinkTakesFilesAndLinksOnly) {
  host.makeDirectory("dir");
  host.write("file");
  host.link("dir", "link");
  EXPECT_EQ(unlink("dir"), Errno::ISDIR);
  EXPECT_EQ(unlink("dir/"), Errno::ISDIR);
  EXPECT_EQ(unlink("."), Errno::ISDIR);
  EXPECT_EQ(unlink("file/"), Errno::NOTDIR);
  EXPECT_EQ(unlink("link/"), Errno::NOTDIR);
  EXPECT_EQ(unlink("link"), Errno::SUCCESS);
  EXPECT_TRUE(host.exists("dir"));
  EXPECT_EQ(unlink("file"), Errno::SUCCESS);
  EXPECT_EQ(unlink("file"), Errno::NOENT);
}

TEST_F(PathCallsTest, NothingHappensOutside) {
  root = grant(host, false, "/box");
  TemporaryDirectory outside;
  outside.write("file", "outside");
  outside.makeDirectory("dir");
  const std::string name = outside.path.substr(outside.path.rfind('/') + 1);
  const std::string up = "../" + name;
  host.link(up, "out");
  host.link(outside.path, "absolute");
  for (const std::string &path : {up, std::string("out"), std::string("absolute"), outside.path}) {
    const std::string file = path + "/file", created = path + "/new";
    EXPECT_EQ(mkdir(created), Errno::NOTCAPABLE) << path;
    EXPECT_EQ(rmdir(path + "/dir"), Errno::NOTCAPABLE) << path;
    EXPECT_EQ(unlink(file), Errno::NOTCAPABLE) << path;
    EXPECT_EQ(symlink("x", created), Errno::NOTCAPABLE) << path;
    EXPECT_EQ(stat(file, 0), Errno::NOTCAPABLE) << path;
    EXPECT_EQ(stat(file, kFollow), Errno::NOTCAPABLE) << path;
    EXPECT_EQ(stat(path + "/", 0), Errno::NOTCAPABLE) << path;
    EXPECT_EQ(stat(path, kFollow), Errno::NOTCAPABLE) << path;
    EXPECT_EQ(setTimes(file, 0, 1), Errno::NOTCAPABLE) << path;
    EXPECT_EQ(setTimes(path + "/", 0, 1), Errno::NOTCAPABLE) << path;
    EXPECT_EQ(setTimes(path, kFollow, 1), Errno::NOTCAPABLE) << path;
    EXPECT_EQ(tryOpen(file, 0, kRightFdRead, kFollow), Errno::NOTCAPABLE) << path;
    EXPECT_EQ(tryOpen(created, abi::kOpenCreate, kRightFdWrite), Errno::NOTCAPABLE) << path;
    std::string text;
    EXPECT_EQ(readlink(path + "/link", 9, text), Errno::NOTCAPABLE) << path;
    EXPECT_EQ(readlink(path + "/", 9, text), Errno::NOTCAPABLE) << path;
    host.write("inside", "inside");
    EXPECT_EQ(link(file, "stolen"), Errno::NOTCAPABLE) << path;
    EXPECT_EQ(link("inside", created), Errno::NOTCAPABLE) << path;
    EXPECT_EQ(link(path + "/", "stolen"), Errno::NOTCAPABLE) << path;
    EXPECT_EQ(rename(file, "stolen"), Errno::NOTCAPABLE) << path;
    EXPECT_EQ(rename("inside", created), Errno::NOTCAPABLE) << path;
  }
  EXPECT_FALSE(outside.exists("new"));
  EXPECT_TRUE(outside.exists("dir"));
  EXPECT_EQ(outside.read("file"), "outside");
  EXPECT_FALSE(host.exists("stolen"));
}

TEST_F(PathCallsTest, SymlinksAreMadeRelativeOnly) {
  EXPECT_EQ(symlink("target", "link"), Errno::SUCCESS);
  EXPECT_EQ(symlink("other", "link"), Errno::EXIST);
  EXPECT_EQ(symlink("/", "root"), Errno::NOTCAPABLE);
  EXPECT_EQ(symlink("/etc/passwd", "passwd"), Errno::NOTCAPABLE);
  EXPECT_EQ(symlink("", "empty"), Errno::NOENT);
  EXPECT_EQ(symlink("source", "target/"), Errno::NOENT);
  host.makeDirectory("dir");
  EXPECT_EQ(symlink("source", "dir/"), Errno::EXIST);
  host.write("file");
  const Errno behindFile = symlink("source", "file/");
  EXPECT_TRUE(behindFile == Errno::NOTDIR || behindFile == Errno::EXIST);
}

TEST_F(PathCallsTest, ReadlinkGivesWhatFits) {
  std::string text;
  host.link("target", "link");
  host.write("file");
  EXPECT_EQ(readlink("link", 10, text), Errno::SUCCESS);
  EXPECT_EQ(text, "target");
  EXPECT_EQ(readlink("link", 4, text), Errno::SUCCESS);
  EXPECT_EQ(text, "targ");
  EXPECT_EQ(readlink("link", 0, text), Errno::SUCCESS);
  EXPECT_EQ(readlink("file", 4, text), Errno::INVAL);
  EXPECT_EQ(readlink(".", 4, text), Errno::INVAL);
  EXPECT_EQ(readlink("missing", 4, text), Errno::NOENT);
}

TEST_F(PathCallsTest, StatFollowsWhenAsked) {
  FileType type;
  host.makeDirectory("dir");
  host.write("dir/file");
  host.link("dir/file", "link");
  host.link("dir", "dirlink");
  EXPECT_EQ(stat("link", 0, &type), Errno::SUCCESS);
  EXPECT_EQ(type, FileType::SymbolicLink);
  EXPECT_EQ(stat("link", kFollow, &type), Errno::SUCCESS);
  EXPECT_EQ(type, FileType::RegularFile);
  EXPECT_EQ(stat("dirlink/", 0, &type), Errno::SUCCESS);
  EXPECT_EQ(type, FileType::Directory);
  EXPECT_EQ(stat("dirlink/file", 0, &type), Errno::SUCCESS);
  EXPECT_EQ(type, FileType::RegularFile);
  EXPECT_EQ(stat("dir/file/", 0), Errno::NOTDIR);
  EXPECT_EQ(stat("", 0), Errno::NOENT);
  EXPECT_EQ(stat(".", 0, &type), Errno::SUCCESS);
  EXPECT_EQ(type, FileType::Directory);
}

TEST_F(PathCallsTest, TimesOfALinkAreItsOwn) {
  host.write("file");
  host.link("file", "link");
  const auto before = space<abi::FileStat>(), after = space<abi::FileStat>();
  path_filestat_get(thread, root, 0, p("file"), 4, before);
  EXPECT_EQ(setTimes("link", 0, 5'000'000'007), Errno::SUCCESS);
  path_filestat_get(thread, root, 0, p("link"), 4, after);
  EXPECT_EQ(at(after).modifyTime, 5'000'000'007u);
  path_filestat_get(thread, root, 0, p("file"), 4, after);
  EXPECT_EQ(at(after).modifyTime, at(before).modifyTime);
  EXPECT_EQ(setTimes("link", kFollow, 9), Errno::SUCCESS);
  path_filestat_get(thread, root, 0, p("file"), 4, after);
  EXPECT_EQ(at(after).modifyTime, 9u);
}

TEST_F(PathCallsTest, HardLinks) {
  host.write("file", "text");
  host.makeDirectory("dir");
  host.link("missing", "dangling");
  EXPECT_EQ(link("file", "link"), Errno::SUCCESS);
  EXPECT_EQ(host.read("link"), "text");
  EXPECT_EQ(link("file", "link"), Errno::EXIST);
  EXPECT_EQ(link("file", "file"), Errno::EXIST);
  EXPECT_EQ(link("file", "dir"), Errno::EXIST);
  EXPECT_EQ(link("file", "dangling"), Errno::EXIST);
  EXPECT_EQ(link("dir", "dir2"), Errno::PERM);
  EXPECT_EQ(link("dir/", "dir2"), Errno::PERM);
  EXPECT_EQ(link("file", "new/"), Errno::NOENT);
  EXPECT_EQ(link("missing", "new"), Errno::NOENT);
  EXPECT_EQ(link("dangling", "dangling2"), Errno::SUCCESS);
  EXPECT_EQ(link("dangling", "new", kFollow), Errno::NOENT);
  EXPECT_EQ(link("file", "new", kFollow), Errno::SUCCESS);
}

TEST_F(PathCallsTest, Renames) {
  host.makeDirectory("source");
  EXPECT_EQ(rename("source/", "target"), Errno::SUCCESS);
  EXPECT_EQ(rename("target", "source/"), Errno::SUCCESS);
  EXPECT_EQ(rename("source/", "target/"), Errno::SUCCESS);
  EXPECT_EQ(rename("missing", "new"), Errno::NOENT);
  host.makeDirectory("source");
  host.write("target/file");
  EXPECT_EQ(rename("source", "target"), Errno::NOTEMPTY);
  EXPECT_EQ(rename("source", "target/file"), Errno::NOTDIR);
  host.write("file");
  EXPECT_EQ(rename("file", "source"), Errno::ISDIR);
  EXPECT_EQ(rename("file/", "new"), Errno::NOTDIR);
  EXPECT_EQ(rename("file", "target/file"), Errno::SUCCESS);
  EXPECT_EQ(rename(".", "new"), Errno::BUSY);
}

TEST_F(PathCallsTest, OpenFlags) {
  host.write("file", "text");
  host.makeDirectory("dir");
  host.link("file", "link");
  host.link("dir", "dirlink");
  EXPECT_EQ(tryOpen("missing"), Errno::NOENT);
  EXPECT_EQ(tryOpen("file", abi::kOpenCreate | abi::kOpenExclusive), Errno::EXIST);
  EXPECT_EQ(tryOpen("file", abi::kOpenDirectory), Errno::NOTDIR);
  EXPECT_EQ(tryOpen("file/"), Errno::NOTDIR);
  EXPECT_EQ(tryOpen("dir/"), Errno::SUCCESS);
  EXPECT_EQ(tryOpen("link"), Errno::LOOP);
  EXPECT_EQ(tryOpen("link", 0, 0, kFollow), Errno::SUCCESS);
  EXPECT_EQ(tryOpen("link", abi::kOpenDirectory, 0, kFollow), Errno::NOTDIR);
  EXPECT_EQ(tryOpen("dirlink", abi::kOpenDirectory, 0, kFollow), Errno::SUCCESS);
  const Errno noFollow = tryOpen("dirlink", abi::kOpenDirectory);
  EXPECT_TRUE(noFollow == Errno::LOOP || noFollow == Errno::NOTDIR);
  EXPECT_EQ(tryOpen(".", abi::kOpenDirectory, kRightFdRead), Errno::SUCCESS);
  EXPECT_EQ(tryOpen(".", abi::kOpenDirectory, kRightFdRead | kRightFdWrite), Errno::ISDIR);
  EXPECT_EQ(tryOpen("new", abi::kOpenCreate | abi::kOpenDirectory), Errno::INVAL);
  EXPECT_EQ(tryOpen("new", 16), Errno::INVAL);
  EXPECT_EQ(tryOpen(std::string_view("file\0", 5)), Errno::INVAL);
  EXPECT_EQ(tryOpen("file", abi::kOpenTruncate), Errno::SUCCESS);
  EXPECT_EQ(host.read("file"), "");
}

TEST_F(PathCallsTest, OpenBelowAFileIsNotADirectory) {
  uint32_t fd, below;
  ASSERT_EQ(open(root, "file", fd, abi::kOpenCreate, 0), Errno::SUCCESS);
  EXPECT_EQ(open(fd, "foo", below, abi::kOpenCreate), Errno::NOTDIR);
  EXPECT_EQ(open(77, "foo", below), Errno::BADF);
}

TEST_F(PathCallsTest, AFailedOpenLeavesNoDescriptor) {
  host.write("file");
  EXPECT_EQ(path_open(thread, root, 0, p("file"), 4, 0, kRightFdRead, 0, 0, {kMemorySize - 2}), Errno::FAULT);
  uint32_t fd;
  EXPECT_EQ(open(root, "file", fd), Errno::SUCCESS);
  EXPECT_EQ(fd, 0u) << "the lowest free number";
}

TEST_F(PathCallsTest, RightsComeFromTheDirectory) {
  host.write("file", "text");
  host.makeDirectory("dir");
  uint32_t directory, fd;
  ASSERT_EQ(open(root, ".", directory, abi::kOpenDirectory, kDirectoryRights), Errno::SUCCESS);
  ASSERT_EQ(fd_fdstat_set_rights(thread, directory, kRightPathOpen, kRightFdRead), Errno::SUCCESS);
  EXPECT_EQ(open(directory, "file", fd, 0, kRightFdRead | kRightFdSeek), Errno::SUCCESS);
  EXPECT_EQ(thread.descriptors().get(fd)->rightsBase, kRightFdRead);
  EXPECT_EQ(open(directory, "file", fd, 0, kRightFdWrite), Errno::NOTCAPABLE);
  EXPECT_EQ(open(directory, "new", fd, abi::kOpenCreate), Errno::NOTCAPABLE);
  EXPECT_EQ(open(directory, "file", fd, abi::kOpenTruncate, 0), Errno::NOTCAPABLE);
  EXPECT_EQ(host.read("file"), "text");
  EXPECT_EQ(path_unlink_file(thread, directory, p("file"), 4), Errno::NOTCAPABLE);
  EXPECT_EQ(path_create_directory(thread, directory, p("d"), 1), Errno::NOTCAPABLE);
  // A directory never gets the right to seek, whoever asks.
  ASSERT_EQ(open(root, "dir", fd, abi::kOpenDirectory, kRightFdSeek), Errno::SUCCESS);
  EXPECT_EQ(thread.descriptors().get(fd)->rightsBase, 0u);
}

TEST_F(PathCallsTest, ProcessesOfTheHostAreNotWritten) {
  const uint32_t proc = openHost("/proc");
  uint32_t fd;
  EXPECT_EQ(open(proc, "version", fd), Errno::SUCCESS);
  EXPECT_EQ(open(proc, std::to_string(getpid()) + "/mem", fd, 0, kRightFdRead | kRightFdWrite), Errno::NOENT);
  EXPECT_EQ(open(proc, std::to_string(getpid()) + "/cwd/x", fd, 0, kRightFdRead), Errno::NOENT);
  EXPECT_EQ(open(proc, std::to_string(getpid()) + "/fd/0", fd, 0, kRightFdRead, kFollow), Errno::NOENT);
}

TEST_F(PathCallsTest, SubdirectoriesAreRootsOfTheirOwn) {
  host.makeDirectory("dir");
  host.write("file");
  uint32_t directory, fd;
  ASSERT_EQ(open(root, "dir", directory, abi::kOpenDirectory, kDirectoryRights), Errno::SUCCESS);
  EXPECT_EQ(open(directory, "../file", fd), Errno::NOTCAPABLE);
}

class ReadOnlyTest : public PathCallsTest {
protected:
  ReadOnlyTest() {
    host.write("file", "text");
    host.makeDirectory("dir");
    host.link("file", "link");
    EXPECT_EQ(fd_close(thread, root), Errno::SUCCESS);
    EXPECT_EQ(grant(host, true), root);
  }
};

TEST_F(ReadOnlyTest, ReadsWork) {
  uint32_t fd;
  std::string text;
  EXPECT_EQ(open(root, "file", fd), Errno::SUCCESS);
  EXPECT_EQ(read(fd, 10, text), Errno::SUCCESS);
  EXPECT_EQ(text, "text");
  EXPECT_EQ(open(root, "file", fd, abi::kOpenCreate), Errno::SUCCESS);
  EXPECT_EQ(stat("link", kFollow), Errno::SUCCESS);
  EXPECT_EQ(readlink("link", 10, text), Errno::SUCCESS);
}

TEST_F(ReadOnlyTest, ChangesAreRefused) {
  uint32_t fd;
  EXPECT_EQ(open(root, "file", fd, 0, kRightFdWrite), Errno::ROFS);
  EXPECT_EQ(open(root, "file", fd, abi::kOpenTruncate), Errno::ROFS);
  EXPECT_EQ(open(root, "new", fd, abi::kOpenCreate), Errno::ROFS);
  EXPECT_EQ(open(root, "file", fd, abi::kOpenCreate | abi::kOpenExclusive), Errno::EXIST);
  EXPECT_EQ(open(root, "missing", fd), Errno::NOENT);
  EXPECT_EQ(mkdir("new"), Errno::ROFS);
  EXPECT_EQ(mkdir("dir"), Errno::EXIST);
  EXPECT_EQ(rmdir("dir"), Errno::ROFS);
  EXPECT_EQ(unlink("file"), Errno::ROFS);
  EXPECT_EQ(symlink("x", "new"), Errno::ROFS);
  EXPECT_EQ(link("file", "new"), Errno::ROFS);
  EXPECT_EQ(rename("file", "new"), Errno::ROFS);
  EXPECT_EQ(setTimes("file", 0, 1), Errno::ROFS);
  ASSERT_EQ(open(root, "file", fd), Errno::SUCCESS);
  EXPECT_EQ(fd_filestat_set_times(thread, fd, 0, 1, abi::kModifyTime), Errno::ROFS);
  EXPECT_EQ(fd_filestat_set_size(thread, fd, 0), Errno::NOTCAPABLE);
  EXPECT_EQ(fd_filestat_set_times(thread, root, 0, 1, abi::kModifyTime), Errno::ROFS);
  uint32_t directory;
  ASSERT_EQ(open(root, "dir", directory, abi::kOpenDirectory, kDirectoryRights), Errno::SUCCESS);
  EXPECT_EQ(open(directory, "new", fd, abi::kOpenCreate), Errno::ROFS);
  EXPECT_EQ(host.read("file"), "text");
}

TEST_F(ReadOnlyTest, NothingGoesFromOrToAWritableGrant) {
  TemporaryDirectory writable;
  writable.write("mine");
  const uint32_t other = grant(writable);
  EXPECT_EQ(path_link(thread, root, 0, p("file"), 4, other, p("file"), 4), Errno::ROFS);
  EXPECT_EQ(path_rename(thread, root, p("file"), 4, other, p("file"), 4), Errno::ROFS);
  EXPECT_EQ(path_link(thread, other, 0, p("mine"), 4, root, p("mine"), 4), Errno::ROFS);
  EXPECT_EQ(path_rename(thread, other, p("mine"), 4, root, p("mine"), 4), Errno::ROFS);
  EXPECT_FALSE(writable.exists("file"));
  EXPECT_FALSE(host.exists("mine"));
}

} // namespace
} // namespace wasixc
