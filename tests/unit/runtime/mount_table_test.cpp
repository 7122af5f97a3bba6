#include "runtime/kernel/mount_table.h"

#include <fcntl.h>
#include <gtest/gtest.h>

namespace wasixc {
namespace {

TEST(MountTable, ReadsLines) {
  const MountTable table("22 27 0:21 / /proc rw,relatime - proc proc rw\n"
                         "27 1 254:3 /a\\040b /mnt/x\\134y rw shared:1 master:2 - ext4 /dev/vda rw,discard\n"
                         "nonsense\n"
                         "28 27 0:9 / / rw - overlay none rw,lowerdir=/l");
  ASSERT_EQ(table.mounts().size(), 3u);
  const Mount *const mount = table.find(27);
  ASSERT_TRUE(mount);
  EXPECT_EQ(mount->parent, 1u);
  EXPECT_EQ(mount->device, 254u << 8 | 3);
  EXPECT_EQ(mount->root, "/a b");
  EXPECT_EQ(mount->point, "/mnt/x\\y");
  EXPECT_EQ(mount->type, "ext4");
  EXPECT_EQ(mount->options, "rw,discard");
  EXPECT_EQ(table.find(28)->type, "overlay");
  EXPECT_FALSE(table.find(5));
}

TEST(MountTable, TakesAnyText) {
  for (const char *text : {"", "\n\n", "-", " - ", "1 2 3:4 / / - ", "1 2 3 4 5 6 7 8",
                           "1 2 3:4 \\0 \\ - a b c", "99999999999999999999999 1 1:1 / / - x y z"})
    EXPECT_LE(MountTable(text).mounts().size(), 1u);
}

TEST(MountTable, KnowsWhereFilesLie) {
  const UniqueFd list(open("/proc/self/mountinfo", O_RDONLY));
  const auto table = MountTable::read(list.get());
  ASSERT_TRUE(table);
  const UniqueFd root(open("/", O_PATH)), directory(open("/usr/bin", O_PATH)),
      file(open("/usr/bin/env", O_PATH));
  const auto rootPlace = table->locate(root.get()), place = table->locate(directory.get()),
             filePlace = table->locate(file.get());
  ASSERT_TRUE(rootPlace && place && filePlace);
  EXPECT_TRUE(place->holds(*filePlace));
  EXPECT_TRUE(place->holds(*place));
  EXPECT_FALSE(filePlace->holds(*place));
  EXPECT_FALSE(table->locate(-1));
}

TEST(Location, HoldsWhatIsBelowIt) {
  const Location root = {1, ""}, a = {1, "/a"}, b = {1, "/a/b"}, ab = {1, "/ab"}, other = {2, "/a/b"};
  EXPECT_TRUE(root.holds(a) && a.holds(b) && root.holds(root));
  EXPECT_FALSE(a.holds(ab) || b.holds(a) || a.holds(other) || root.holds(other));
}

} // namespace
} // namespace wasixc
