// Images whose metadata lies: in bounds all of it, but not true.
#include "abi/type_id.h"
#include "runtime/guest/image.h"
#include "tests/unit/runtime_guest/edited_image.h"

namespace wasixc::guest {

namespace {

using abi::ConstantOperation;
using abi::ImageConstant;
using abi::ValueKind;

constexpr uint64_t kForged = 0x4141414141414141;

// The global's initial value. Requires: it has one.
ImageConstant &initialOf(EditedImage &image, uint32_t global) {
  return image.at<ImageConstant>(image.record<abi::ImageGlobal>(image.header().globals, global).initial.offset);
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
  auto &record = table.record<abi::ImageTable>(table.header().tables, 1);
  record.element = ValueKind::ExternRef;
  EXPECT_EQ(table.problem(), "wrong table");
  record.reference.heap = abi::HeapKind::Extern;
  EXPECT_EQ(table.problem(), ""); // its segments are for the other table
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

} // namespace

} // namespace wasixc::guest
