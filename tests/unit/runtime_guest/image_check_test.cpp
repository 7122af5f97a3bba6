// Images whose metadata lies: in bounds all of it, but not true.
#include "abi/type_id.h"
#include "runtime/guest/image.h"
#include "runtime/sys/dispatch.h"
#include "tests/unit/runtime_guest/edited_image.h"

namespace wasixc::guest {

namespace {

using abi::ConstantOperation;
using abi::ImageConstant;
using abi::ValueKind;

constexpr uint64_t kForged = 0x4141414141414141;

// The global's initial value. Requires: it has one.
ImageConstant &initialOf(EditedImage &image, uint32_t global) {
  return image.at<ImageConstant>(
      image.record<abi::ImageGlobal>(image.header().globals, global).initial.offset);
}

TEST(ImageCheck, AcceptsTheTestImage) { EXPECT_EQ(EditedImage().problem(), ""); }

// Global 0 is an i64, 1 an i32, 2 a funcref.
TEST(ImageCheck, RefusesNumbersThatBecomeReferences) {
  for (const uint64_t forged : {uint64_t{1}, kForged}) {
    EditedImage image;
    initialOf(image, 2) = {ConstantOperation::Constant, {}, 0, forged, 0};
    EXPECT_EQ(image.problem(), "wrong value of a global");
  }
  for (const auto operation : {ConstantOperation::GlobalGet, ConstantOperation::I64Add}) {
    EditedImage image;
    initialOf(image, 2) = {operation, {}, 0, 0, 0};
    EXPECT_EQ(image.problem(), "wrong value of a global");
  }
  EditedImage image;
  initialOf(image, 2) = {ConstantOperation::Constant, {}, 0, 0, 0};
  EXPECT_EQ(image.problem(), "") << "null is no number";
  image.record<abi::ImageGlobal>(image.header().globals, 2).reference.isNullable = 0;
  EXPECT_EQ(image.problem(), "wrong value of a global");
}

TEST(ImageCheck, RefusesReferencesThatBecomeNumbers) {
  EditedImage image;
  initialOf(image, 0) = {ConstantOperation::FunctionReference, {}, 1, 0, 0};
  EXPECT_EQ(image.problem(), "wrong value of a global");
}

TEST(ImageCheck, RefusesReadingWhatHasNoValueYet) {
  EditedImage image;
  initialOf(image, 0) = {ConstantOperation::GlobalGet, {}, 0, 0, 0};
  EXPECT_EQ(image.problem(), "wrong value of a global");
}

TEST(ImageCheck, RefusesReferencesOfAnotherKind) {
  EditedImage table;
  auto &record = table.record<abi::ImageTable>(table.header().tables, 0);
  record.element = ValueKind::ExternRef;
  EXPECT_EQ(table.problem(), "wrong table");
  record.reference.heap = abi::HeapKind::Extern;
  EXPECT_EQ(table.problem(), "wrong place of an element segment"); // of functions
  EditedImage global;
  global.record<abi::ImageGlobal>(global.header().globals, 2).reference.heap = abi::HeapKind::Exn;
  EXPECT_EQ(global.problem(), "wrong global");
}

// A table of one function type gets functions of this type only.
TEST(ImageCheck, RefusesFunctionsOfAnotherType) {
  EditedImage image;
  auto &table = image.record<abi::ImageTable>(image.header().tables, 0);
  table.reference.concrete = image.type(1).canonical;
  EXPECT_EQ(image.problem(), "wrong function in an element segment");
}

TEST(ImageCheck, RefusesFunctionsUnderAnotherType) {
  EditedImage exported;
  exported.record<abi::ImageExport>(exported.header().exports, 0).typeIndex = 0;
  EXPECT_EQ(exported.problem(), "wrong function export");
  EditedImage reexported;
  reexported.record<abi::ImageExport>(reexported.header().exports, 10).typeIndex = 1;
  EXPECT_EQ(reexported.problem(), "wrong function export");
  EditedImage descriptor;
  descriptor.record<uint32_t>(descriptor.header().descriptorTypes, 0) = 0;
  EXPECT_EQ(descriptor.problem(), "wrong function descriptor");
  for (const uint32_t type : {0u, 1u}) {
    EditedImage start; // of a function with parameters
    start.header().start = 0;
    start.header().startType = type;
    EXPECT_EQ(start.problem(), "wrong start function");
  }
}

TEST(ImageCheck, RefusesTypesThatSayTwoThings) {
  EditedImage image; // "(i64)->(i64)"
  image.type(2).parameters.count = 0;
  EXPECT_EQ(image.problem(), "a type with the text of another one");
  image = EditedImage();
  image.at<ValueKind>(image.type(2).results.offset) = ValueKind::FuncRef;
  EXPECT_EQ(image.problem(), "a type with the text of another one");
  image = EditedImage();
  image.type(2).canonical = image.type(1).canonical;
  EXPECT_EQ(image.problem(), "a type with the text of another one");
}

TEST(ImageCheck, RefusesTypesWithTheIdOfOthers) {
  for (const uint64_t id : {uint64_t{102}, abi::kCoroutineEntryType.id, abi::kClosureBackingType.id}) {
    EditedImage image;
    image.type(1).id = id;
    EXPECT_EQ(image.problem(), "two types have the same id");
  }
}

TEST(ImageCheck, RefusesAreasOnTopOfEachOther) {
  for (uint32_t abi::ImageHeader::*field :
       {&abi::ImageHeader::memoriesOffset, &abi::ImageHeader::tablesOffset, &abi::ImageHeader::globalsOffset,
        &abi::ImageHeader::scratchOffset})
    for (uint32_t abi::ImageHeader::*other :
         {&abi::ImageHeader::memoriesOffset, &abi::ImageHeader::tablesOffset,
          &abi::ImageHeader::globalsOffset, &abi::ImageHeader::scratchOffset}) {
      EditedImage image;
      image.header().*field = image.header().*other;
      EXPECT_EQ(image.problem().empty(), field == other);
    }
}

// Linking makes scratch longer, whatever comes behind it.
TEST(ImageCheck, RefusesScratchThatIsNotTheLastArea) {
  EditedImage image;
  image.header().globalsOffset = 896;
  EXPECT_EQ(image.problem(), "an area lies outside of the context");
}

TEST(ImageCheck, RefusesTypesThatNeedMoreScratchThanThereIs) {
  EditedImage image;
  image.header().scratchSlots = 9;
  EXPECT_EQ(image.problem(), "a type with too many values");
}

// Sound on its own, but its types have the identifiers of each other's in the test image.
TEST(ImageCheck, LinksNoTypesWithTheIdsOfOthers) {
  EditedImage swapped;
  const auto swap = [](uint64_t &id) { id = id == 101 ? 102 : id == 102 ? 101 : id; };
  for (uint32_t i = 0; i < swapped.header().types.count; ++i)
    swap(swapped.type(i).id);
  for (uint32_t i = 0; i < swapped.header().descriptors.count; ++i)
    swap(swapped.record<abi::FunctionDescriptor>(swapped.header().descriptors, i).typeId);
  const auto first = *EditedImage().map(), second = *swapped.map();
  for (const bool isOther : {false, true}) {
    Store store(std::move(*GuestStack::create(4096)), Store::Linking::ManyInstances);
    ASSERT_TRUE(store.announce(*(isOther ? second : first)));
    EXPECT_EQ(store.announce(*(isOther ? first : second)).error().text,
              "two types of linked images have the same id");
    EXPECT_TRUE(store.announce(*(isOther ? second : first))) << "what was refused has left nothing";
  }
}

// The test image that imports its first function, and exports many, under another type.
class Claim : public EditedImage {
public:
  Claim(std::string_view text, std::span<const ValueKind> parameters, std::span<const ValueKind> results) {
    const abi::String room = type(3).canonical; // the longest text
    type(3).canonical = {room.offset, put(room.offset, text)};
    type(3).parameters = {room.offset + 24, put(room.offset + 24, parameters)};
    type(3).results = {room.offset + 32, put(room.offset + 32, results)};
    const uint64_t id = type(2).id;
    const uint32_t entry = type(2).entry;
    type(2) = type(3);
    type(2).id = id;
    type(2).entry = entry;
  }

  // What linking says with this function for the import.
  std::string problemWith(const HostFunction &function) const {
    const auto mapped = map();
    if (!mapped)
      return mapped.error().text;
    Store store(std::move(*GuestStack::create(4096)));
    const std::vector<External> imports = {
        function, HostFunction::unknownImport(), HostFunction::unknownImport(),
        *Table::create({.minimum = 8, .maximum = 16, .is64 = 0, .isShared = 0, .padding = {}}, {})};
    const auto instance = store.link(*mapped, imports);
    return instance ? "" : instance.error().text;
  }

private:
  uint32_t put(uint32_t offset, auto values) {
    std::ranges::copy(values, &at<typename decltype(values)::value_type>(offset));
    return static_cast<uint32_t>(values.size());
  }
};

TEST(ImageCheck, LinksImportsUnderTheTypesThatAreServed) {
  constexpr std::string_view kNames[] = {"i32",  "i64",     "f32",       "f64",
                                         "v128", "funcref", "externref", "exnref"};
  const HostFunction &known = *sys::resolveImport("wasi_snapshot_preview1", "fd_close");
  const HostFunction &retired = *sys::resolveImport("wasix_32v1", "bus_z");
  for (size_t parameter = 0; parameter < std::size(kNames); ++parameter)
    for (size_t result = 0; result < std::size(kNames); ++result) {
      const auto from = static_cast<ValueKind>(parameter), to = static_cast<ValueKind>(result);
      const Claim claim("(" + std::string(kNames[parameter]) + ")->(" + std::string(kNames[result]) + ")",
                        {&from, 1}, {&to, 1});
      EXPECT_EQ(claim.problem(), "");
      EXPECT_EQ(claim.problemWith(HostFunction::unknownImport()), "");
      const bool isErrno = to == ValueKind::I32;
      EXPECT_EQ(claim.problemWith(known).empty(), isErrno && from == ValueKind::I32);
      EXPECT_EQ(claim.problemWith(retired).empty(), isErrno && from <= ValueKind::F64);
    }
}

} // namespace

} // namespace wasixc::guest
