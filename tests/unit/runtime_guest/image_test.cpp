// Images from files that hold anything: an error each time, never a crash. tests/fuzz/image_fuzz.cpp tries
// more of them.
#include "tests/unit/runtime_guest/guest_fixture.h"

#include "runtime/guest/image_registry.h"

#include <cstring>
#include <fstream>
#include <iterator>
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
