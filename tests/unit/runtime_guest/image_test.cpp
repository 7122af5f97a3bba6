// Images from files that hold anything: an error each time, never a crash.
#include "tests/unit/runtime_guest/guest_fixture.h"

#include "runtime/guest/image_registry.h"

#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <sys/mman.h>

namespace wasixc::guest {

namespace {

using Bytes = std::vector<char>;

// A file in memory.
UniqueFd makeFile(const Bytes &bytes) {
  UniqueFd file(memfd_create("image", MFD_CLOEXEC));
  EXPECT_EQ(write(file.get(), bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  return file;
}

class ImageTest : public GuestTest {
protected:
  static constexpr size_t kHeaderOffset = 4096; // where image.ld puts it

  static Bytes readTestImage() {
    std::ifstream stream(WASIXC_TEST_IMAGE, std::ios::binary);
    return Bytes(std::istreambuf_iterator<char>(stream), {});
  }

  // Maps and, if that works, links the image without running anything.
  std::string problem(const Bytes &bytes) {
    auto mapped = Image::map(makeFile(bytes).get());
    if (!mapped)
      return mapped.error().text;
    const auto fresh = makeStore(Store::Linking::ManyInstances, 4096);
    auto instance = fresh->link(*mapped, makeImports());
    return instance ? "" : instance.error().text;
  }

  template <typename T>
  std::string problemWith(T abi::ImageHeader::*field, T value) {
    Bytes bytes = readTestImage();
    abi::ImageHeader header;
    memcpy(&header, bytes.data() + kHeaderOffset, sizeof header);
    header.*field = value;
    memcpy(bytes.data() + kHeaderOffset, &header, sizeof header);
    return problem(bytes);
  }
};

TEST_F(ImageTest, AcceptsTheTestImage) { EXPECT_EQ(problem(readTestImage()), ""); }

TEST_F(ImageTest, RefusesOtherFiles) {
  EXPECT_EQ(problem({}), "not an x86-64 ELF executable");
  EXPECT_EQ(problem(Bytes(10000, 'x')), "not an x86-64 ELF executable");
  const UniqueFd self(open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
  EXPECT_EQ(Image::map(self.get()).error().text, "not compiled by wasixc");
  EXPECT_EQ(Image::ofThisProgram().error().text, "not compiled by wasixc");
  const UniqueFd folder(open("/", O_RDONLY | O_CLOEXEC));
  EXPECT_EQ(Image::map(folder.get()).error().text, "not a regular file");
  EXPECT_EQ(Image::map(-1).error().code, abi::Errno::NOEXEC);
}

TEST_F(ImageTest, RefusesOtherVersions) {
  EXPECT_EQ(problemWith(&abi::ImageHeader::magic, 1ul), "not a wasixc image");
  EXPECT_EQ(problemWith(&abi::ImageHeader::abiVersion, 999u),
            "compiled by another version of wasixc (ABI 999, this is 4)");
  EXPECT_EQ(problemWith(&abi::ImageHeader::cpuFeatures, 1ul << 63),
            "this CPU lacks features this version does not know");
}

TEST_F(ImageTest, RefusesWrongRanges) {
  EXPECT_EQ(problemWith(&abi::ImageHeader::imageSize, 1ul << 40), "the image's extent is wrong");
  EXPECT_EQ(problemWith(&abi::ImageHeader::textEnd, ~0ul), "the image's extent is wrong");
  EXPECT_EQ(problemWith(&abi::ImageHeader::types, abi::Range{0, ~0u}), "a list lies outside of the image");
  EXPECT_EQ(problemWith(&abi::ImageHeader::exports, abi::Range{~0u - 3, 1}),
            "a list lies outside of the image");
  EXPECT_EQ(problemWith(&abi::ImageHeader::globalsOffset, 16u), "an area lies outside of the context");
  EXPECT_EQ(problemWith(&abi::ImageHeader::contextSize, 1ul << 40), "wrong size of the context");
  EXPECT_EQ(problemWith(&abi::ImageHeader::memoryContent, 1l << 40),
            "initial memory lies outside of the memory or the file");
  EXPECT_EQ(problemWith(&abi::ImageHeader::start, 77u), "wrong start function");
}

TEST_F(ImageTest, RefusesTruncatedFiles) {
  const Bytes whole = readTestImage();
  const size_t needed = kHeaderOffset + 4096 * 2 + 102400 + 16; // through the initial memory
  for (size_t size = 0; size < needed; size += 97)
    EXPECT_NE(problem(Bytes(whole.begin(), whole.begin() + static_cast<ptrdiff_t>(size))), "");
}

// Whatever the bytes are, loading and linking must come back.
TEST_F(ImageTest, SurvivesMutations) {
  const Bytes whole = readTestImage();
  std::mt19937 random(20240501);
  const auto below = [&](size_t limit) {
    return std::uniform_int_distribution<size_t>(0, limit - 1)(random);
  };
  constexpr char kInteresting[] = {0, 1, 2, 0x7f, static_cast<char>(0x80), static_cast<char>(0xff)};
  int accepted = 0;
  for (int round = 0; round < 20000; ++round) {
    Bytes bytes = whole;
    for (size_t changes = 1 + below(4); changes > 0; --changes) {
      // Mostly in the records, sometimes in the ELF headers.
      const size_t position = below(8) == 0 ? below(64 + 4 * 56) : kHeaderOffset + below(0x740);
      bytes[position] = below(2) ? kInteresting[below(sizeof kInteresting)] : static_cast<char>(below(256));
    }
    accepted += problem(bytes).empty();
  }
  EXPECT_GT(accepted, 100);
}

TEST_F(ImageTest, KeepsWhatItHasChecked) {
  const Bytes whole = readTestImage();
  const UniqueFd file = makeFile(whole);
  const auto mapped = Image::map(file.get());
  ASSERT_TRUE(mapped);
  const std::span<const uint8_t> data = (*mapped)->readOnlyData();
  const Bytes noise(whole.size(), 'x');
  ASSERT_EQ(pwrite(file.get(), noise.data(), noise.size(), 0), static_cast<ssize_t>(noise.size()));
  EXPECT_EQ(memcmp(data.data(), whole.data() + kHeaderOffset, data.size()), 0);
  ASSERT_EQ(ftruncate(file.get(), 0), 0);
  EXPECT_EQ(memcmp(data.data(), whole.data() + kHeaderOffset, data.size()), 0);

  const auto link = [](Store &into, const std::shared_ptr<const Image> &from) {
    return *into.link(from, makeImports());
  };
  const auto other = makeStore(Store::Linking::OneInstance);
  const LinearMemory &expected = *link(*store, image)->allMemories()[0];
  const LinearMemory &actual = *link(*other, *mapped)->allMemories()[0];
  ASSERT_EQ(actual.byteSize(), expected.byteSize());
  EXPECT_EQ(memcmp(actual.base(), expected.base(), expected.byteSize()), 0);
}

TEST_F(ImageTest, EndsWhoRunsCodeThatTheFileHasLost) {
  const UniqueFd file = makeFile(readTestImage());
  image = *Image::map(file.get());
  Instance &instance = link(makeImports());
  ASSERT_EQ(ftruncate(file.get(), 0), 0);
  const Value arguments[] = {{1, 0}, {2, 0}};
  Value results[1];
  const CallResult result = callExport(instance, "add", arguments, results);
  ASSERT_EQ(result.outcome, CallResult::Outcome::Trapped);
  EXPECT_EQ(result.trap.kind, abi::TrapKind::CodeLost);
}

TEST_F(ImageTest, FindsFunctions) {
  const auto text = reinterpret_cast<uintptr_t>(image->code(image->header().textOffset));
  EXPECT_EQ(findImage(text), image.get());
  EXPECT_EQ(image->string(image->findFunction(text + 1)->name), "add");
  EXPECT_EQ(image->findFunction(text - 1), nullptr);
  EXPECT_EQ(image->findFunction(reinterpret_cast<uintptr_t>(image->code(image->types()[0].entry)) + 2),
            nullptr);
  image.reset();
  EXPECT_EQ(findImage(text), nullptr);
}

TEST_F(ImageTest, KnowsTheFeaturesOfThisCpu) {
  EXPECT_EQ(missingCpuFeatures(0), "");
#define WASIX_CPU_FEATURE(bit, name, leaf)                                                                   \
  EXPECT_EQ(missingCpuFeatures(1ull << bit), __builtin_cpu_supports(name) ? "" : name);
#include "abi/cpu_features.def"
#undef WASIX_CPU_FEATURE
}

} // namespace

} // namespace wasixc::guest
