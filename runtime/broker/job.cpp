// See job.h.
#include "runtime/broker/job.h"

#include "abi/image.h"
#include "runtime/base/sealed_copy.h"
#include "runtime/broker/compiler_process.h"
#include "runtime/broker/packet.h"

#include <algorithm>
#include <cpuid.h>
#include <cstring>
#include <sys/stat.h>

namespace wasixc::broker {

namespace {

template <typename T>
void addValue(Sha256 &hash, const T &value) {
  hash.add({reinterpret_cast<const uint8_t *>(&value), sizeof value});
}

// The compiler takes the host's CPU for the one to compile for.
void addProcessor(Sha256 &hash) {
  for (const unsigned leaf : {0u, 1u, 7u, 0x80000001u}) {
    unsigned parts[4] = {};
    __get_cpuid_count(leaf, 0, &parts[0], &parts[1], &parts[2], &parts[3]);
    if (leaf == 1)
      parts[1] = 0; // which of the processors this is
    addValue(hash, parts);
  }
}

// All that decides what comes out. The compiler is the user's own, so what its file says of itself counts.
std::string entryName(const Workshop &workshop, ModuleUse use, const Sha256Digest &module) {
  struct stat compiler = {};
  fstat(workshop.compiler.file.get(), &compiler);
  Sha256 hash;
  addValue(hash, abi::kAbiVersion);
  addValue(hash, use);
  addProcessor(hash);
  addValue(hash, compiler.st_dev);
  addValue(hash, compiler.st_ino);
  addValue(hash, compiler.st_size);
  addValue(hash, compiler.st_mtim);
  addValue(hash, compiler.st_ctim);
  hash.add(module);
  std::string name;
  for (const uint8_t byte : hash.finish()) {
    name += "0123456789abcdef"[byte >> 4];
    name += "0123456789abcdef"[byte & 15];
  }
  return name;
}

void answer(int client, Status status, std::string_view text, int program) {
  Answer message = {};
  message.status = status;
  message.textLength = static_cast<uint32_t>(std::min<size_t>(text.size(), Answer::kMostText));
  std::ranges::transform(text.substr(0, message.textLength), message.text,
                         [](char c) { return c >= ' ' && c <= '~' ? c : '?'; });
  const int descriptors[] = {program};
  (void)sendPacket(client, std::as_bytes(std::span(&message, 1)),
                   std::span(descriptors, program >= 0 ? 1u : 0u))
      .ok();
}

} // namespace

void serve(const Workshop &workshop, ModuleUse use, int module, int client) {
  if (!isSealed(module)) // reading could take for ever
    return answer(client, Status::Failed, "the module can still be changed", -1);
  const auto copy = copySealed(module, kMostModuleBytes, nullptr);
  if (!copy.ok())
    return answer(client, Status::Failed, errnoText(copy.error()), -1);

  const std::string name = entryName(workshop, use, copy->digest);
  UniqueFd program(workshop.cache.find(name));
  if (!program) {
    std::string draft, text;
    const UniqueFd output(workshop.cache.createDraft(draft));
    if (!output)
      return answer(client, Status::Failed, "cannot write to the cache", -1);
    if (!runCompiler({workshop.compiler, copy->file.get(), output.get(), use, client}, text)) {
      workshop.cache.discard(draft);
      return answer(client, Status::Refused, text, -1);
    }
    if (!workshop.cache.publish(draft, name))
      workshop.cache.discard(draft);
    program = UniqueFd(workshop.cache.find(name));
    workshop.cache.trim(kMostCachedBytes);
  }
  if (!program)
    return answer(client, Status::Failed, "cannot use the cache", -1);
  answer(client, Status::Compiled, {}, program.get());
}

} // namespace wasixc::broker
