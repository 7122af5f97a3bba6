#include "runtime/kernel/options.h"

#include "abi/program_options.h"
#include "tests/unit/runtime/fake_guest.h"

namespace wasixc {
namespace {

using abi::ProgramOption;

// What is wrong with the first option of a command line; "" when nothing is.
std::string parse(std::vector<std::string_view> words, ProgramOption &option, size_t *left = nullptr) {
  std::span<const std::string_view> rest = words;
  const char *error = abi::parseProgramOption(rest, option);
  if (left)
    *left = rest.size();
  return error ? error : "";
}

TEST(ProgramOption, Directories) {
  ProgramOption option;
  size_t left;
  EXPECT_EQ(parse({"--dir", "data", "--env"}, option, &left), "");
  EXPECT_EQ(left, 1u);
  EXPECT_EQ(option.kind, ProgramOption::Kind::Directory);
  EXPECT_EQ(option.host, "data");
  EXPECT_EQ(option.guest, "data");
  EXPECT_FALSE(option.isReadOnly);
  EXPECT_EQ(parse({"--dir=/a/b::/data:ro", "x"}, option, &left), "");
  EXPECT_EQ(left, 1u);
  EXPECT_EQ(option.host, "/a/b");
  EXPECT_EQ(option.guest, "/data");
  EXPECT_TRUE(option.isReadOnly);
  EXPECT_EQ(parse({"--dir", ".:ro"}, option), "");
  EXPECT_EQ(option.host, ".");
  EXPECT_EQ(option.guest, ".");
  EXPECT_EQ(parse({"--dir", "a:b"}, option), "");
  EXPECT_EQ(option.host, "a:b");
}

TEST(ProgramOption, Variables) {
  ProgramOption option;
  EXPECT_EQ(parse({"--env", "NAME=a=b"}, option), "");
  EXPECT_EQ(option.host, "NAME");
  EXPECT_EQ(option.guest, "a=b");
  EXPECT_TRUE(option.hasValue);
  EXPECT_EQ(parse({"--env=NAME"}, option), "");
  EXPECT_FALSE(option.hasValue);
  EXPECT_EQ(parse({"--inherit-env"}, option), "");
  EXPECT_EQ(option.kind, ProgramOption::Kind::InheritEnvironment);
}

TEST(ProgramOption, Compiler) {
  ProgramOption option;
  EXPECT_EQ(parse({"--compiler", "/usr/bin/wasixc"}, option), "");
  EXPECT_EQ(option.kind, ProgramOption::Kind::Compiler);
  EXPECT_EQ(option.host, "/usr/bin/wasixc");
  EXPECT_EQ(parse({"--compiler="}, option), "no file in the value of");
}

TEST(ProgramOption, AllowedPrograms) {
  ProgramOption option;
  const std::string digest = "00ff" + std::string(58, 'a') + "Bc";
  EXPECT_EQ(parse({"--allow-program", digest}, option), "");
  EXPECT_EQ(option.kind, ProgramOption::Kind::AllowedProgram);
  EXPECT_EQ(option.digest[0], 0u);
  EXPECT_EQ(option.digest[1], 0xffu);
  EXPECT_EQ(option.digest[2], 0xaau);
  EXPECT_EQ(option.digest[31], 0xbcu);
  for (const std::string &wrong : {std::string(), digest.substr(1), digest + "0", "g" + digest.substr(1)})
    EXPECT_EQ(parse({"--allow-program", wrong}, option), "no SHA-256 in hexadecimal digits in the value of");
}

TEST(ProgramOption, Mistakes) {
  ProgramOption option;
  EXPECT_EQ(parse({"--dirs", "x"}, option), "unknown option");
  EXPECT_EQ(parse({"file"}, option), "unknown option");
  EXPECT_EQ(parse({"--inherit-env=1"}, option), "unknown option");
  EXPECT_EQ(parse({"--dir"}, option), "missing value after");
  EXPECT_EQ(parse({"--dir="}, option), "no directory in the value of");
  EXPECT_EQ(parse({"--dir", "::/x"}, option), "no directory in the value of");
  EXPECT_EQ(parse({"--dir", "x::"}, option), "no directory in the value of");
  EXPECT_EQ(parse({"--env", "=x"}, option), "no variable in the value of");
}

TEST(ProgramOption, WordsAreSeparatedByWhiteSpace) {
  using Words = std::vector<std::string>;
  EXPECT_EQ(abi::splitOptionWords(""), Words{});
  EXPECT_EQ(abi::splitOptionWords("  --dir\t.\n"), (Words{"--dir", "."}));
  EXPECT_EQ(abi::splitOptionWords("a\\ b \\\\ \\\"c"), (Words{"a b", "\\", "\"c"}));
  EXPECT_EQ(abi::splitOptionWords("end\\"), Words{"end\\"});
}

class OptionsTest : public testing::Test {
protected:
  bool apply(std::string_view baked, const char *variable = nullptr) {
    testing::internal::CaptureStderr();
    std::string directory;
    const bool applied = applyOptions(process, "prog", baked, variable, environment, walls, directory);
    message = testing::internal::GetCapturedStderr();
    return applied;
  }
  std::vector<std::string> variables() const {
    std::vector<std::string> entries;
    process.environment.forEach([&](std::string_view entry, uint32_t) { entries.emplace_back(entry); });
    return entries;
  }

  const char *const environment[5] = {"HOME=/home/me", "WASIXC_OPTIONS=--inherit-env", "odd", "LANG=C",
                                      nullptr};
  TemporaryDirectory host;
  Kernel kernel;
  confinement::WallPlan walls;
  Process &process = kernel.createProcess(nullptr);
  std::string message;
};

using Variables = std::vector<std::string>;

TEST_F(OptionsTest, NothingIsGivenByDefault) {
  EXPECT_TRUE(apply(""));
  EXPECT_TRUE(variables().empty());
  EXPECT_EQ(process.descriptors.get(3).error(), Errno::BADF);
}

TEST_F(OptionsTest, GrantsDirectoriesFromThreeOn) {
  const std::string baked = "--dir" + std::string(1, '\0') + host.path + "::/data" + std::string(1, '\0') +
                            "--dir=" + host.path + ":ro" + std::string(1, '\0');
  EXPECT_TRUE(apply(baked)) << message;
  EXPECT_TRUE(process.descriptors.get(3)->isPreopened);
  EXPECT_EQ(process.descriptors.get(3)->file->directory()->grantName(), "/data");
  EXPECT_EQ(process.descriptors.get(4)->file->directory()->grantName(), host.path);
  EXPECT_EQ(process.descriptors.get(5).error(), Errno::BADF);
}

TEST_F(OptionsTest, SetsVariables) {
  EXPECT_TRUE(apply("", "--env A=1 --env HOME --env MISSING --env A=2"));
  EXPECT_EQ(variables(), (Variables{"HOME=/home/me", "A=2"}));
}

TEST_F(OptionsTest, InheritsTheEnvironmentButNotItsOwnOptions) {
  EXPECT_TRUE(apply("", "--inherit-env --env LANG=de"));
  EXPECT_EQ(variables(), (Variables{"HOME=/home/me", "LANG=de"}));
}

TEST_F(OptionsTest, TheVariableReplacesWhatIsBakedIn) {
  EXPECT_TRUE(apply(std::string_view("--env\0A=1\0", 10), ""));
  EXPECT_TRUE(variables().empty());
}

TEST_F(OptionsTest, MistakesAreOneClearLine) {
  EXPECT_FALSE(apply("", "--dri ."));
  EXPECT_EQ(message, "prog: WASIXC_OPTIONS: unknown option '--dri'\n");
  EXPECT_FALSE(apply(std::string_view("--dir\0", 6)));
  EXPECT_EQ(message, "prog: missing value after '--dir'\n");
  EXPECT_FALSE(apply("", "--dir /does/not/exist"));
  EXPECT_EQ(message, "prog: cannot grant directory '/does/not/exist': No such file or directory\n");
  host.write("file");
  EXPECT_FALSE(apply("", ("--dir " + (host / "file")).c_str()));
  EXPECT_NE(message.find("Not a directory"), std::string::npos);
}

class SandboxNoteTest : public testing::Test {
protected:
  template <typename Call>
  std::string output(Call call) {
    testing::internal::CaptureStderr();
    call();
    return testing::internal::GetCapturedStderr();
  }
  FakeGuest guest;
};

TEST_F(SandboxNoteTest, ComesOnceWhenAnOpenFails) {
  uint32_t fd;
  EXPECT_EQ(output([&] { guest.open(3, "data.txt", fd); }),
            "test: note: cannot open 'data.txt': no directory is granted; run it with "
            "WASIXC_OPTIONS='--dir .' or compile it with --dir\n");
  EXPECT_EQ(output([&] { guest.open(3, "data.txt", fd); }), "");
}

TEST_F(SandboxNoteTest, ComesAtTheEndOfAProgramThatLookedAndComplained) {
  const auto prestat = guest.space<abi::Prestat>();
  SandboxNote &note = guest.kernel.note;
  EXPECT_EQ(output([&] { note.ended(true); }), "");
  EXPECT_EQ(sys::fd_prestat_get(guest.thread, 3, prestat), Errno::BADF);
  EXPECT_EQ(output([&] { note.ended(true); }), "");
  note.hasOutput[2] = true;
  EXPECT_EQ(output([&] { note.ended(false); }), "");
  EXPECT_NE(output([&] { note.ended(true); }), "");
  EXPECT_EQ(output([&] { note.ended(true); }), "");
}

TEST_F(SandboxNoteTest, NeverComesWithAGrant) {
  uint32_t fd;
  guest.kernel.note.grantGiven();
  guest.kernel.note.lookedForDirectories();
  guest.kernel.note.hasOutput[2] = true;
  EXPECT_EQ(output([&] { guest.open(9, "data.txt", fd); }), "");
  EXPECT_EQ(output([&] { guest.kernel.note.ended(true); }), "");
}

} // namespace
} // namespace wasixc
