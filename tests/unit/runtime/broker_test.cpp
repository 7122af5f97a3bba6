// The broker believes nothing: what a runtime that was taken over could send it.
#include "runtime/broker/broker.h"
#include "runtime/broker/packet.h"

#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <gtest/gtest.h>
#include <random>
#include <set>
#include <sys/mman.h>
#include <sys/stat.h>

namespace wasixc::broker {
namespace {

constexpr MustStop kNever = [] { return false; };

std::set<int> openSockets() {
  std::set<int> sockets;
  for (int fd = 0; fd < 256; ++fd) {
    struct stat status;
    if (fstat(fd, &status) == 0 && S_ISSOCK(status.st_mode))
      sockets.insert(fd);
  }
  return sockets;
}

UniqueFd moduleFile(bool isSealed) {
  const UniqueFd file(memfd_create("test", MFD_CLOEXEC));
  EXPECT_EQ(write(file.get(), "\0asm", 4), 4);
  if (isSealed)
    return std::move(copySealed(file.get(), 100, kNever)->file);
  return UniqueFd(dup(file.get()));
}

class BrokerTest : public testing::Test {
protected:
  void SetUp() override {
    char name[] = "/tmp/wasixc-broker-XXXXXX";
    ASSERT_TRUE(mkdtemp(name));
    directory = name;
    setenv("XDG_CACHE_HOME", name, 1);
    const std::set<int> before = openSockets();
    ASSERT_TRUE(broker.start("/bin/false", [](int) { return std::string(); }, problem)) << problem;
    for (const int fd : openSockets())
      if (!before.contains(fd))
        channel = fd;
    ASSERT_GE(channel, 0);
  }
  void TearDown() override { std::filesystem::remove_all(directory); }

  // It still does what it is for.
  void expectService() {
    const UniqueFd module = moduleFile(true);
    const auto made = broker.compile(module.get(), ModuleUse::Program, kNever, problem);
    ASSERT_FALSE(made.ok());
    EXPECT_EQ(made.error(), Errno::NOEXEC);
    EXPECT_EQ(problem, "the compiler ended with status 1");
  }

  void send(std::span<const std::byte> bytes, std::span<const int> descriptors) {
    Result<void> sent = Errno::AGAIN;
    while (!sent.ok() && sent.error() == Errno::AGAIN)
      sent = sendPacket(channel, bytes, descriptors);
    EXPECT_TRUE(sent.ok());
  }

  // The answer to a request that is well formed.
  std::string ask(int module) {
    const Request request = {.use = ModuleUse::Library};
    auto sockets = SocketPair::create();
    const int descriptors[] = {module, sockets->second.get()};
    send(std::as_bytes(std::span(&request, 1)), descriptors);
    sockets->second = UniqueFd();
    Answer answer = {};
    const auto packet = receivePacket(sockets->first.get(), std::as_writable_bytes(std::span(&answer, 1)));
    EXPECT_TRUE(packet.ok() && packet->bytes == sizeof answer && packet->descriptorCount == 0);
    EXPECT_EQ(answer.status, Status::Failed);
    return {answer.text, answer.textLength};
  }

  CompilerBroker broker;
  std::string problem, directory;
  int channel = -1;
};

TEST_F(BrokerTest, RefusesModulesThatCanChange) {
  const UniqueFd module = moduleFile(false), root(open("/", O_RDONLY)), null(open("/dev/null", O_RDWR));
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  for (const int file : {module.get(), root.get(), null.get(), ends[0]})
    EXPECT_EQ(ask(file), "the module can still be changed");
  close(ends[0]), close(ends[1]);
  expectService();
}

TEST_F(BrokerTest, IgnoresWhatIsNoRequest) {
  std::mt19937 random(1);
  const UniqueFd module = moduleFile(true), null(open("/dev/null", O_RDWR));
  auto sockets = SocketPair::create();
  const int files[] = {module.get(), null.get(), sockets->second.get(), channel};
  for (int round = 0; round < 300; ++round) {
    std::byte bytes[16];
    for (std::byte &byte : bytes)
      byte = static_cast<std::byte>(random() % 4 == 0 ? random() : 0);
    // Requests as they should be have the size of one, a module and a socket.
    const size_t size = 1 + random() % sizeof bytes;
    const int descriptors[] = {files[random() % 4], files[random() % 2]};
    send(std::span(bytes, size), std::span(descriptors, random() % 3));
  }
  expectService();
}

TEST_F(BrokerTest, SurvivesClientsThatLeave) {
  const UniqueFd module = moduleFile(true);
  const Request request = {.use = ModuleUse::Program};
  for (int round = 0; round < 20; ++round) {
    auto sockets = SocketPair::create();
    const int descriptors[] = {module.get(), sockets->second.get()};
    send(std::as_bytes(std::span(&request, 1)), descriptors);
  }
  expectService();
}

TEST(Packet, WhatIsTooLargeBringsNoDescriptors) {
  auto sockets = SocketPair::create();
  const UniqueFd null(open("/dev/null", O_RDWR));
  const int descriptors[] = {null.get(), null.get()};
  const std::byte bytes[8] = {};
  ASSERT_TRUE(sendPacket(sockets->first.get(), bytes, descriptors).ok());
  std::byte buffer[4];
  const auto packet = receivePacket(sockets->second.get(), buffer);
  ASSERT_TRUE(packet.ok());
  EXPECT_EQ(packet->bytes, sizeof buffer + 1);
  EXPECT_EQ(packet->descriptorCount, 0u);
}

TEST(SealedCopy, IsOfTheBytesAndStaysSo) {
  const UniqueFd file(memfd_create("test", MFD_CLOEXEC));
  ASSERT_EQ(write(file.get(), "abc", 3), 3);
  const auto copy = copySealed(file.get(), 3, kNever);
  ASSERT_TRUE(copy.ok());
  EXPECT_EQ(copy->digest, sha256("abc"));
  EXPECT_EQ(*digestOf(file.get(), 3, kNever), sha256("abc"));
  EXPECT_TRUE(isSealed(copy->file.get()) && !isSealed(file.get()));
  EXPECT_LT(pwrite(copy->file.get(), "x", 1, 0), 0);
  EXPECT_LT(ftruncate(copy->file.get(), 1), 0);
  EXPECT_EQ(copySealed(file.get(), 2, kNever).error(), Errno::FBIG);
  EXPECT_EQ(copySealed(file.get(), 3, [] { return true; }).error(), Errno::INTR);
}

} // namespace
} // namespace wasixc::broker
