// See call_sites.h.
#include "runtime/guest/call_sites.h"

#include "runtime/guest/image.h"
#include "runtime/guest/image_registry.h"

namespace wasixc::guest {

namespace {

CallSite describe(uint64_t pc) {
  CallSite site;
  site.pc = pc;
  const Image *image = findImage(pc);
  site.isGuest = image && image->unwindTable().find(pc, site.layout);
  if (site.isGuest && site.layout.languageData != 0)
    site.pad =
        LandingPad::find(image->readOnlyData(), site.layout.languageData, site.layout.functionBegin, pc);
  if (site.pad.address() != 0 && findImage(site.pad.address()) != image)
    site.pad = {};
  return site;
}

} // namespace

const CallSite &CallSites::find(uint64_t pc) {
  if (!sites)
    sites = std::make_unique<CallSite[]>(size_t{1} << kBits);
  CallSite &site = sites[pc * 0x9e3779b97f4a7c15 >> (64 - kBits)];
  if (site.pc != pc)
    site = describe(pc);
  return site;
}

} // namespace wasixc::guest
