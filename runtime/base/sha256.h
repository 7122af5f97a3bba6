// SHA-256 (FIPS 180-4), by libmd: for identifiers and contents that nobody may be able to make equal on purpose.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <sha2.h>
#include <span>
#include <string_view>

namespace wasixc {

using Sha256Digest = std::array<uint8_t, SHA256_DIGEST_LENGTH>;

// The digest of everything that is added, in order.
class Sha256 {
public:
  Sha256() { SHA256Init(&state); }

  void add(std::span<const uint8_t> bytes) { SHA256Update(&state, bytes.data(), bytes.size()); }
  void add(std::string_view text) { add({reinterpret_cast<const uint8_t *>(text.data()), text.size()}); }
  // Ends it: nothing may be added afterwards.
  Sha256Digest finish() {
    Sha256Digest digest;
    SHA256Final(digest.data(), &state);
    return digest;
  }

private:
  SHA2_CTX state;
};

inline Sha256Digest sha256(std::span<const uint8_t> bytes) {
  Sha256 hash;
  hash.add(bytes);
  return hash.finish();
}

inline Sha256Digest sha256(std::string_view text) {
  Sha256 hash;
  hash.add(text);
  return hash.finish();
}

} // namespace wasixc
