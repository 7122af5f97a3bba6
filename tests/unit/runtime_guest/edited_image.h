// The hand-written image as a file in memory whose records can be changed: an image that lies.
#pragma once

#include "tests/unit/runtime_guest/guest_fixture.h"

#include <cstring>
#include <fstream>
#include <iterator>
#include <sys/mman.h>

namespace wasixc::guest {

class EditedImage {
public:
  static constexpr size_t kHeaderOffset = 4096; // where image.ld puts it

  EditedImage() {
    std::ifstream stream(WASIXC_TEST_IMAGE, std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(stream), {});
  }

  abi::ImageHeader &header() { return at<abi::ImageHeader>(0); }
  template <typename T>
  T &record(abi::Range list, uint32_t index) {
    return at<T>(list.offset + index * sizeof(T));
  }
  abi::ImageType &type(uint32_t index) { return record<abi::ImageType>(header().types, index); }
  template <typename T>
  T &at(uint64_t offset) {
    return *reinterpret_cast<T *>(bytes.data() + kHeaderOffset + offset);
  }

  // Why it cannot be mapped or linked; nothing of it runs.
  Expected<std::shared_ptr<const Image>> map() const {
    const UniqueFd file(memfd_create("image", MFD_CLOEXEC));
    EXPECT_EQ(write(file.get(), bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    return Image::map(file.get());
  }
  std::string problem() const {
    const auto mapped = map();
    return mapped ? "" : mapped.error().text;
  }

  std::vector<char> bytes;
};

} // namespace wasixc::guest
