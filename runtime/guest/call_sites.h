// What throwing has learned about the call sites it has met: throws of a program come from few places.
//
// A cache of facts about immutable images, one per store, so that it needs no lock; a forked store begins
// with an empty one.
#pragma once

#include "runtime/guest/landing_pads.h"
#include "runtime/guest/unwind_table.h"

#include <cstdint>
#include <memory>

namespace wasixc::guest {

struct CallSite {
  uint64_t pc = 0;
  bool isGuest = false; // in an image, which says how to unwind it
  FrameLayout layout;
  LandingPad pad;
};

class CallSites {
public:
  // The call instruction that ends behind `pc`. Valid until the next call.
  const CallSite &find(uint64_t pc);

private:
  static constexpr unsigned kBits = 10;

  std::unique_ptr<CallSite[]> sites;
};

} // namespace wasixc::guest
