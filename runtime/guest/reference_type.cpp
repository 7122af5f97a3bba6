// See reference_type.h.
#include "runtime/guest/reference_type.h"

namespace wasixc::guest {

namespace {

using Kind = abi::HeapKind;

// The bottom of the hierarchy that a heap type belongs to.
Kind bottomOf(Kind kind) {
  switch (kind) {
  case Kind::Func:
  case Kind::NoFunc:
    return Kind::NoFunc;
  case Kind::Extern:
  case Kind::NoExtern:
    return Kind::NoExtern;
  case Kind::Exn:
  case Kind::NoExn:
    return Kind::NoExn;
  default:
    return Kind::None;
  }
}

bool isAbstractSubtype(Kind sub, Kind super) {
  if (sub == super || sub == bottomOf(super))
    return true;
  if (bottomOf(super) != Kind::None || bottomOf(sub) != Kind::None)
    return false;
  // any > eq > i31, struct, array
  return super == Kind::Any || (super == Kind::Eq && sub != Kind::Any);
}

} // namespace

ReferenceType ReferenceType::any(abi::ValueKind kind) {
  switch (kind) {
  case abi::ValueKind::ExternRef:
    return {.heap = Kind::Extern};
  case abi::ValueKind::ExnRef:
    return {.heap = Kind::Exn};
  default:
    return {.heap = Kind::Func};
  }
}

bool isSubtype(const ReferenceType &sub, const ReferenceType &super) {
  if (sub.isNullable && !super.isNullable)
    return false;
  if (!super.concrete.empty())
    return sub.concrete == super.concrete || (sub.concrete.empty() && sub.heap == bottomOf(super.heap));
  return isAbstractSubtype(sub.heap, super.heap);
}

} // namespace wasixc::guest
