// Intrusive reference counts for objects that several processes share: open file descriptions above all.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace wasixc {

class RefCounted {
public:
  RefCounted() = default;
  RefCounted(const RefCounted &) = delete;
  RefCounted &operator=(const RefCounted &) = delete;

  void retain() { count.fetch_add(1, std::memory_order_relaxed); }
  void release() {
    if (count.fetch_sub(1, std::memory_order_acq_rel) == 1)
      destroy();
  }

protected:
  // The last reference is gone; whoever knows the object without one still finds it whole.
  virtual void destroy() { delete this; }
  virtual ~RefCounted() = default;

private:
  std::atomic<uint32_t> count{1};
};

// A counted reference. `Ref(pointer)` takes over the reference that a new object is born with.
template <typename T>
class Ref {
public:
  Ref() = default;
  explicit Ref(T *object) : object(object) {}
  Ref(const Ref &other) : object(other.object) {
    if (object)
      object->retain();
  }
  Ref(Ref &&other) noexcept : object(std::exchange(other.object, nullptr)) {}
  template <typename U>
  Ref(Ref<U> &&other) noexcept : object(other.take()) {}
  Ref &operator=(Ref other) noexcept {
    std::swap(object, other.object);
    return *this;
  }
  ~Ref() {
    if (object)
      object->release();
  }

  T *get() const { return object; }
  T *take() { return std::exchange(object, nullptr); }
  T *operator->() const { return object; }
  T &operator*() const { return *object; }
  explicit operator bool() const { return object != nullptr; }

private:
  T *object = nullptr;
};

template <typename T, typename... Arguments>
Ref<T> makeRef(Arguments &&...arguments) {
  return Ref<T>(new T(std::forward<Arguments>(arguments)...));
}

} // namespace wasixc
