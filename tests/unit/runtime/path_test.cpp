// Every way out of a grant that comes to mind, tried against the kernel's resolution and against our own.
#include "tests/unit/runtime/fake_guest.h"

#include <atomic>
#include <thread>

namespace wasixc {
namespace {

using Resolver = Result<UniqueFd> (*)(PathBase, const char *, int, mode_t);

// host/            outside of the grant
//   secret         a file, and secrets/file another: must never be reached
//   grant/         the grant
//     file, dir/nested/file, and links of all kinds
class PathTest : public testing::TestWithParam<Resolver> {
protected:
  PathTest() {
    host.write("secret", "secret");
    host.makeDirectory("secrets");
    host.write("secrets/file", "secret");
    host.makeDirectory("grant");
    host.write("grant/file", "file");
    host.makeDirectory("grant/dir");
    host.makeDirectory("grant/dir/nested");
    host.write("grant/dir/nested/file", "nested");
    host.link("../secret", "grant/up");
    host.link("..", "grant/parent");
    host.link("dir/../../secret", "grant/zigzag");
    host.link("../../secret", "grant/dir/up2");
    host.link("../file", "grant/dir/sibling");
    host.link("/etc/passwd", "grant/absolute");
    host.link("/", "grant/root");
    host.link("/proc/self/root", "grant/procroot");
    host.link("/proc/self/fd", "grant/procfd");
    host.link("loop", "grant/loop");
    host.link("b", "grant/a");
    host.link("a", "grant/b");
    host.link("missing", "grant/dangling");
    host.link("../missing", "grant/dangling-up");
    host.link("dir", "grant/dirlink");
    host.link("dirlink/nested/", "grant/chain");
    host.link("parent/secret", "grant/via-parent");
    grant = UniqueFd(::open((host / "grant").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  }

  Errno open(const char *path, int flags = O_RDONLY) {
    auto result = GetParam()(grant.get(), path, flags, 0644);
    if (!result.ok())
      return result.error();
    char content[16] = {};
    if (!(flags & (O_PATH | O_DIRECTORY)) && ::read(result->get(), content, sizeof content - 1) >= 0)
      EXPECT_STRNE(content, "secret") << path << " escaped";
    return Errno::SUCCESS;
  }

  TemporaryDirectory host;
  UniqueFd grant;
};

TEST_P(PathTest, WaysOutAreNotCapable) {
  const char *escapes[] = {
      "..",
      "../",
      "../.",
      "../secret",
      "../grant/file", // out and back in again
      "./../secret",
      "dir/../../secret",
      "dir/nested/../../../secret",
      "dir//..//..//secret",
      "dir/./.././../secret",
      "/",
      "//",
      "/etc/passwd",
      "/proc/self/cwd",
      "up",
      "up/",
      "parent",
      "parent/",
      "parent/secret",
      "parent/grant/file",
      "zigzag",
      "dir/up2",
      "absolute",
      "root",
      "root/etc/passwd",
      "procroot/etc/passwd",
      "procfd/0",
      "via-parent",
      "dangling-up",
      "dirlink/../../secret",
      "chain/../../../secret",
      "dir/nested/../../../../../../../../../../../../etc/passwd",
  };
  static_assert(std::size(escapes) >= 25);
  for (const char *path : escapes) {
    EXPECT_EQ(open(path), Errno::NOTCAPABLE) << path;
    EXPECT_EQ(open(path, O_RDONLY | O_DIRECTORY), Errno::NOTCAPABLE) << path;
    EXPECT_EQ(open(path, O_PATH), Errno::NOTCAPABLE) << path;
  }
  EXPECT_EQ(open("up", O_WRONLY | O_TRUNC), Errno::NOTCAPABLE);
  EXPECT_EQ(open("dangling-up", O_WRONLY | O_CREAT), Errno::NOTCAPABLE);
  EXPECT_EQ(open("../new", O_WRONLY | O_CREAT), Errno::NOTCAPABLE);
  EXPECT_FALSE(host.exists("missing"));
  EXPECT_FALSE(host.exists("new"));
  EXPECT_EQ(host.read("secret"), "secret");
}

// chroot(2): nothing is above it, and it is what a slash at the beginning means.
TEST_P(PathTest, TheRootIsItsOwnParent) {
  const PathBase root(grant.get(), FileSystem::Plain, true);
  const auto openInRoot = [&](const char *path, int flags) {
    auto result = GetParam()(root, path, flags, 0644);
    if (!result.ok())
      return errnoText(result.error());
    char content[16] = {};
    if (!(flags & O_DIRECTORY) && ::read(result->get(), content, sizeof content - 1) >= 0)
      EXPECT_STRNE(content, "secret") << path << " escaped";
    return errnoText(Errno::SUCCESS);
  };
  for (const char *path :
       {"/file", "//file", "../file", "/../../file", "dir/../../file", "parent/file", "root/file",
        "root/root/dir/nested/file", "dir/nested/../../../../file", "/dir/sibling"})
    EXPECT_EQ(openInRoot(path, O_RDONLY), errnoText(Errno::SUCCESS)) << path;
  for (const char *path :
       {"/", "//", "..", "../", "../..", "/..", "/dir/../..", "parent", "parent/", "root", "/root/"})
    EXPECT_EQ(openInRoot(path, O_RDONLY | O_DIRECTORY), errnoText(Errno::SUCCESS)) << path;
  for (const char *path :
       {"/etc/passwd", "../secret", "up", "zigzag", "dir/up2", "absolute", "root/etc/passwd",
        "procroot/etc/passwd", "procfd/0", "via-parent", "/../secret", "dangling-up"})
    EXPECT_EQ(openInRoot(path, O_RDONLY), errnoText(Errno::NOENT)) << path;
  EXPECT_EQ(openInRoot("dangling-up", O_WRONLY | O_CREAT), errnoText(Errno::SUCCESS));
  EXPECT_EQ(openInRoot("/loop", O_RDONLY), errnoText(Errno::LOOP));
  EXPECT_TRUE(host.exists("grant/missing"));
  EXPECT_FALSE(host.exists("missing"));
}

TEST_P(PathTest, WaysInsideAreAllowed) {
  for (const char *path : {"file", "./file", ".//file", "dir/../file", "dir/nested/../../file", "dir/sibling",
                           "dirlink/nested/file", "dirlink/../file", "chain/file", "chain/../nested/file",
                           "dir/.//nested/../../dir/nested/../nested///./file"})
    EXPECT_EQ(open(path), Errno::SUCCESS) << path;
  for (const char *path :
       {".", "./", "dir", "dir/", "dir///", "dir/.", "dir/..", "dirlink", "dirlink/", "chain"})
    EXPECT_EQ(open(path, O_RDONLY | O_DIRECTORY), Errno::SUCCESS) << path;
}

TEST_P(PathTest, ErrorsAreThoseOfPosix) {
  EXPECT_EQ(open("missing"), Errno::NOENT);
  EXPECT_EQ(open("missing/file"), Errno::NOENT);
  EXPECT_EQ(open("dangling"), Errno::NOENT);
  EXPECT_EQ(open("file/"), Errno::NOTDIR);
  EXPECT_EQ(open("file/."), Errno::NOTDIR);
  EXPECT_EQ(open("file/x"), Errno::NOTDIR);
  EXPECT_EQ(open("file", O_RDONLY | O_DIRECTORY), Errno::NOTDIR);
  EXPECT_EQ(open("dir", O_WRONLY), Errno::ISDIR);
  EXPECT_EQ(open("loop"), Errno::LOOP);
  EXPECT_EQ(open("a"), Errno::LOOP);
  EXPECT_EQ(open("loop/x"), Errno::LOOP);
  EXPECT_EQ(open("dirlink", O_RDONLY | O_NOFOLLOW), Errno::LOOP);
  EXPECT_EQ(open("dangling", O_RDONLY | O_NOFOLLOW), Errno::LOOP);
  EXPECT_EQ(open("file", O_WRONLY | O_CREAT | O_EXCL), Errno::EXIST);
  EXPECT_EQ(open("dangling", O_WRONLY | O_CREAT | O_EXCL), Errno::EXIST);
  EXPECT_EQ(open("new/", O_WRONLY | O_CREAT), Errno::ISDIR);
  EXPECT_EQ(open(std::string(300, 'x').c_str()), Errno::NAMETOOLONG);
  EXPECT_EQ(open((std::string(255, 'x') + "/y").c_str()), Errno::NOENT);
}

TEST_P(PathTest, CreatesThroughLinksThatStayInside) {
  EXPECT_EQ(open("dangling", O_WRONLY | O_CREAT), Errno::SUCCESS);
  EXPECT_TRUE(host.exists("grant/missing"));
  EXPECT_EQ(open("dirlink/new", O_WRONLY | O_CREAT), Errno::SUCCESS);
  EXPECT_TRUE(host.exists("grant/dir/new"));
}

TEST_P(PathTest, DeepPathsAreNoEscape) {
  std::string down, path;
  for (int i = 0; i < 100; ++i) {
    down += "d/";
    ASSERT_EQ(mkdir((host / ("grant/" + down)).c_str(), 0755), 0);
  }
  path = down;
  for (int i = 0; i < 100; ++i)
    path += "../";
  EXPECT_EQ(open((path + "file").c_str()), Errno::SUCCESS);
  EXPECT_EQ(open((path + "../secret").c_str()), Errno::NOTCAPABLE);
}

// A directory moves out of the grant and back while paths with ".." go through it.
TEST_P(PathTest, RenamesDuringResolutionAreNoEscape) {
  std::atomic<bool> stop{false};
  const std::string inside = host / "grant/dir/nested", outside = host / "secrets/nested";
  std::thread mover([&] {
    while (!stop) {
      rename(inside.c_str(), outside.c_str());
      rename(outside.c_str(), inside.c_str());
    }
  });
  for (int i = 0; i < 3000; ++i) {
    open("dir/nested/../file");      // exists outside: secrets/file
    open("dir/nested/../../secret"); // exists outside as well
    open("dir/nested/../../../secret");
  }
  stop = true;
  mover.join();
}

// A directory is replaced by a link that leads out, again and again.
TEST_P(PathTest, LinksThatAppearDuringResolutionAreNoEscape) {
  std::atomic<bool> stop{false};
  host.link("../secrets", "grant/trap");
  host.makeDirectory("grant/swap");
  const std::string real = host / "grant/swap", trap = host / "grant/trap", spare = host / "grant/spare";
  std::thread swapper([&] {
    while (!stop) {
      rename(real.c_str(), spare.c_str());
      rename(trap.c_str(), real.c_str());
      rename(real.c_str(), trap.c_str());
      rename(spare.c_str(), real.c_str());
    }
  });
  for (int i = 0; i < 3000; ++i) {
    open("swap/file");
    open("swap/../../secret");
  }
  stop = true;
  swapper.join();
}

INSTANTIATE_TEST_SUITE_P(Kernel, PathTest, testing::Values(&openBeneath));
INSTANTIATE_TEST_SUITE_P(Walk, PathTest, testing::Values(&walkBeneath));

Errno assign(std::string_view text) {
  GuestPath path;
  return path.assign({reinterpret_cast<const uint8_t *>(text.data()), text.size()}).error();
}

TEST(GuestPath, RefusesWhatIsNoPath) {
  EXPECT_EQ(assign(""), Errno::NOENT);
  EXPECT_EQ(assign(std::string_view("a\0b", 3)), Errno::INVAL);
  EXPECT_EQ(assign(std::string_view("a\0", 2)), Errno::INVAL);
  EXPECT_EQ(assign(std::string(PATH_MAX - 1, 'a')), Errno::SUCCESS);
  EXPECT_EQ(assign(std::string(PATH_MAX, 'a')), Errno::NAMETOOLONG);
}

std::string parentName(const TemporaryDirectory &host, std::string_view text, bool isRoot = false) {
  GuestPath path;
  EXPECT_TRUE(path.assign({reinterpret_cast<const uint8_t *>(text.data()), text.size()}).ok());
  const UniqueFd directory = host.open();
  auto parent = resolveParent({directory.get(), FileSystem::Plain, isRoot}, path);
  return parent.ok() ? parent->name() : errnoText(parent.error());
}

TEST(Parent, KeepsTheLastNameWithItsSlashes) {
  const TemporaryDirectory host;
  host.makeDirectory("dir");
  EXPECT_EQ(parentName(host, "name"), "name");
  EXPECT_EQ(parentName(host, "name//"), "name//");
  EXPECT_EQ(parentName(host, "dir//name/"), "name/");
  EXPECT_EQ(parentName(host, "."), ".");
  EXPECT_EQ(parentName(host, "dir/.."), ".");
  EXPECT_EQ(parentName(host, "dir/../"), ".");
  EXPECT_EQ(parentName(host, "..."), "...");
  EXPECT_EQ(parentName(host, ".."), errnoText(Errno::NOTCAPABLE));
  EXPECT_EQ(parentName(host, "dir/../.."), errnoText(Errno::NOTCAPABLE));
  EXPECT_EQ(parentName(host, "/"), errnoText(Errno::NOTCAPABLE));
  EXPECT_EQ(parentName(host, "/dir"), errnoText(Errno::NOTCAPABLE));
  EXPECT_EQ(parentName(host, "missing/name"), errnoText(Errno::NOENT));
}

TEST(Parent, KnowsTheRoot) {
  const TemporaryDirectory host;
  host.makeDirectory("dir");
  for (const char *path : {"/", "//", "..", "/..", "dir/../..", "/dir/.."})
    EXPECT_EQ(parentName(host, path, true), ".") << path;
  EXPECT_EQ(parentName(host, "/name", true), "name");
  EXPECT_EQ(parentName(host, "//dir/../../name/", true), "name/");
}

} // namespace
} // namespace wasixc
