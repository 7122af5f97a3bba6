#include "tests/unit/runtime/fake_guest.h"

#include <map>
#include <set>

namespace wasixc {
namespace {

struct Entry {
  abi::DirectoryEntry record;
  std::string name;
};

class ReaddirTest : public GuestTest {
protected:
  // The whole records of one call; `used` is what the call reported.
  std::vector<Entry> list(uint64_t cookie, uint32_t size, uint32_t &used) {
    const GuestPtr<uint8_t> buffer = {allocate(size)};
    const auto result = put<uint32_t>(~0u);
    EXPECT_EQ(sys::fd_readdir(thread, root, buffer, size, cookie, result), Errno::SUCCESS);
    used = at(result);
    std::vector<Entry> entries;
    for (uint32_t offset = 0; offset + sizeof(abi::DirectoryEntry) <= used;) {
      const auto record = at(GuestPtr<abi::DirectoryEntry>{buffer.address + offset});
      offset += sizeof record;
      if (offset + record.nameLength > used)
        break;
      entries.push_back({record, text(buffer.address + offset, record.nameLength)});
      offset += record.nameLength;
    }
    return entries;
  }

  std::multiset<std::string> listAll(uint32_t size) {
    std::multiset<std::string> names;
    for (uint64_t cookie = 0;;) {
      uint32_t used;
      const auto entries = list(cookie, size, used);
      for (const Entry &entry : entries) {
        names.insert(entry.name);
        cookie = entry.record.next;
      }
      if (used < size || entries.empty())
        return names;
    }
  }
};

TEST_F(ReaddirTest, AnEmptyDirectoryHasItsDots) {
  EXPECT_EQ(listAll(4096), (std::multiset<std::string>{".", ".."}));
}

TEST_F(ReaddirTest, RecordsCarryTypeAndInode) {
  host.write("file");
  host.makeDirectory("dir");
  host.link("file", "link");
  uint32_t used;
  std::map<std::string, abi::DirectoryEntry> entries;
  for (const Entry &entry : list(0, 4096, used))
    entries[entry.name] = entry.record;
  ASSERT_EQ(entries.size(), 5u);
  const auto type = [&](const char *name) { return static_cast<FileType>(entries[name].fileType); };
  EXPECT_EQ(type("file"), FileType::RegularFile);
  EXPECT_EQ(type("dir"), FileType::Directory);
  EXPECT_EQ(type("link"), FileType::SymbolicLink);
  EXPECT_EQ(type("."), FileType::Directory);
  EXPECT_EQ(type(".."), FileType::Directory);
  struct stat status;
  ASSERT_EQ(::stat((host / "file").c_str(), &status), 0);
  EXPECT_EQ(entries["file"].inode, status.st_ino);
}

TEST_F(ReaddirTest, EverySizeOfBufferSeesEveryEntryOnce) {
  std::multiset<std::string> expected = {".", ".."};
  for (int i = 0; i < 40; ++i) {
    const std::string name(static_cast<size_t>(1 + i * 6), static_cast<char>('a' + i % 26));
    if (expected.insert(name + std::to_string(i)); true)
      host.write(name + std::to_string(i));
  }
  for (uint32_t size : {300u, 301u, 512u, 1000u, 9000u})
    EXPECT_EQ(listAll(size), expected) << size;
}

TEST_F(ReaddirTest, ManyEntriesNeedManyCalls) {
  for (int i = 0; i < 1000; ++i)
    host.write("file." + std::to_string(i));
  EXPECT_EQ(listAll(256).size(), 1002u);
}

TEST_F(ReaddirTest, ACookieContinuesBehindItsEntry) {
  host.write("file");
  uint32_t used;
  const auto all = list(0, 4096, used);
  ASSERT_EQ(all.size(), 3u);
  const auto rest = list(all[1].record.next, 4096, used);
  ASSERT_EQ(rest.size(), 1u);
  EXPECT_EQ(rest[0].name, all[2].name);
  EXPECT_TRUE(list(all[2].record.next, 4096, used).empty());
  EXPECT_EQ(used, 0u);
}

TEST_F(ReaddirTest, CookiesSurviveChanges) {
  for (int i = 0; i < 50; ++i)
    host.write("keep" + std::to_string(i));
  uint32_t used;
  const auto first = list(0, 512, used);
  ASSERT_GT(first.size(), 3u);
  for (const Entry &entry : first)
    if (entry.name.starts_with("keep"))
      remove((host / entry.name).c_str());
  for (int i = 0; i < 50; ++i)
    host.write("new" + std::to_string(i));
  std::multiset<std::string> seen;
  for (const Entry &entry : first)
    seen.insert(entry.name);
  uint64_t cookie = first.back().record.next;
  for (;;) {
    const auto entries = list(cookie, 512, used);
    for (const Entry &entry : entries) {
      seen.insert(entry.name);
      cookie = entry.record.next;
    }
    if (used < 512)
      break;
  }
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(seen.count("keep" + std::to_string(i)), 1u) << i;
}

TEST_F(ReaddirTest, CookiesFitIntoALongOfTheGuest) {
  host.write("file");
  uint32_t used;
  for (const Entry &entry : list(0, 4096, used))
    EXPECT_LT(entry.record.next, 1u << 31) << entry.name;
}

TEST(DirectoryCookies, AreSmallAndStable) {
  DirectoryCookies cookies;
  for (uint64_t position :
       {0ull, 1ull, (1ull << 30) - 1, 1ull << 30, 1ull << 31, ~0ull >> 1, 0x123456789abcdefull}) {
    const uint64_t cookie = cookies.cookieOf(position);
    EXPECT_LT(cookie, 1u << 31);
    EXPECT_EQ(cookies.cookieOf(position), cookie);
    EXPECT_EQ(cookies.positionOf(cookie), position);
  }
}

TEST(DirectoryCookies, StopRememberingAtSomePoint) {
  DirectoryCookies cookies;
  const uint64_t first = cookies.cookieOf(1ull << 40);
  for (uint64_t i = 1; i < (1 << 20) + 10; ++i)
    cookies.cookieOf((1ull << 40) + i);
  EXPECT_EQ(cookies.positionOf(first), 1ull << 40);
  const uint64_t late = (1ull << 40) + (1 << 20) + 5;
  EXPECT_EQ(cookies.positionOf(cookies.cookieOf(late)), late);
}

TEST_F(ReaddirTest, TheLastRecordIsCutOff) {
  uint32_t used;
  list(0, 10, used);
  EXPECT_EQ(used, 10u);
  list(0, 24, used);
  EXPECT_EQ(used, 24u);
  list(0, 0, used);
  EXPECT_EQ(used, 0u);
}

TEST_F(ReaddirTest, RefusesFilesAndBadPointers) {
  const auto used = space<uint32_t>();
  uint32_t fd;
  ASSERT_EQ(open(root, "file", fd, abi::kOpenCreate), Errno::SUCCESS);
  EXPECT_EQ(sys::fd_readdir(thread, fd, {16}, 16, 0, used), Errno::NOTDIR);
  EXPECT_EQ(sys::fd_readdir(thread, root, {kMemorySize - 8}, 16, 0, used), Errno::FAULT);
  EXPECT_EQ(sys::fd_readdir(thread, root, {16}, 16, 0, {kMemorySize}), Errno::FAULT);
}

} // namespace
} // namespace wasixc
