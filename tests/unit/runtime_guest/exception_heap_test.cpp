#include "runtime/guest/exception_heap.h"

#include "runtime/base/accountant.h"

#include <gtest/gtest.h>

namespace wasixc::guest {
namespace {

const Tag tag{"", "tag"};

TEST(ExceptionHeap, KeepsValuesUntilReleased) {
  ExceptionHeap heap;
  const Value values[] = {{1, 2}, {3, 4}};
  Exception &exception = *heap.create(&tag, values);
  const uint64_t handle = exception.handle;
  ASSERT_EQ(heap.find(handle), &exception);
  EXPECT_EQ(exception.values[1].high, 4u);
  heap.release(exception);
  EXPECT_EQ(heap.find(handle), nullptr);
  EXPECT_NE(heap.create(&tag, {})->handle, handle) << "handles are never used twice";
  EXPECT_EQ(heap.find(0), nullptr);
  EXPECT_EQ(heap.find(~uint64_t{0}), nullptr);
}

TEST(ExceptionHeap, CopiesKnowTheSameHandles) {
  ExceptionHeap heap;
  const Value value{42, 0};
  const uint64_t handle = heap.create(&tag, {&value, 1})->handle;
  ExceptionHeap copy = heap;
  heap.release(*heap.find(handle));
  ASSERT_NE(copy.find(handle), nullptr);
  EXPECT_EQ(copy.find(handle)->values[0].low, 42u);
}

TEST(ExceptionHeap, CollectsWhatNothingNames) {
  ExceptionHeap heap;
  const Value inner{heap.create(&tag, {})->handle, 0};
  const uint64_t outer = heap.create(&tag, {&inner, 1})->handle;
  const uint64_t lost = heap.create(&tag, {})->handle;
  const uint64_t words[] = {7, outer, 0};
  const std::span<const uint64_t> root(words);
  heap.collect({&root, 1});
  EXPECT_NE(heap.find(outer), nullptr);
  EXPECT_NE(heap.find(inner.low), nullptr) << "named by the value of one that is kept";
  EXPECT_EQ(heap.find(lost), nullptr);
  EXPECT_EQ(heap.size(), 2u);
}

TEST(ExceptionHeap, StaysBounded) {
  ExceptionHeap heap;
  for (int i = 0; i < 100000; ++i) {
    if (heap.wantsCollection())
      heap.collect({});
    heap.create(&tag, {});
  }
  EXPECT_LE(heap.size(), 5000u);
}

TEST(ExceptionHeap, RefusesWhatThereIsNoRoomFor) {
  ExceptionHeap heap;
  const std::vector<Value> values(1000);
  const uint64_t first = heap.create(&tag, values)->handle;
  EXPECT_GE(heap.bytes(), 16'000u);
  accountant::setLimit(accountant::used() + 8'000);
  EXPECT_EQ(heap.create(&tag, values), nullptr);
  accountant::setLimit(0);
  EXPECT_NE(heap.create(&tag, values), nullptr);
  heap.release(*heap.find(first));
  EXPECT_LT(heap.bytes(), 20'000u);
}

} // namespace
} // namespace wasixc::guest
