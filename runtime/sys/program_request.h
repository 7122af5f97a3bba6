// What exec and spawn have in common: the program that a guest asks for, decoded (WASIX semantics 7 and 8).
#pragma once

#include "runtime/base/guest_memory.h"
#include "runtime/kernel/argument_budget.h"
#include "runtime/kernel/program_file.h"

#include <optional>
#include <string>

namespace wasixc::sys {

// A program's name, or another path of its call: as long as any.
Result<std::string> loadPath(const GuestMemory &memory, GuestPtr<uint8_t> text, uint32_t length);

// Strings with a line feed behind or between them. Empty ones count; one with a line feed in it cannot be
// told apart, which is why there are the variants that take pointers.
Result<StringList> loadLines(const GuestMemory &memory, GuestPtr<uint8_t> text, uint32_t length,
                             ArgumentBudget &budget);

// An array of pointers to terminated strings.
Result<StringList> loadPointers(const GuestMemory &memory, GuestPtr<uint8_t> pointers, uint32_t count,
                                ArgumentBudget &budget);

// One of these two, by the variant of the call.
using Load = Result<StringList> (*)(const GuestMemory &, GuestPtr<uint8_t>, uint32_t, ArgumentBudget &);

// A null pointer keeps the current environment, which counts, too. So does an empty list for spawn: system() of the C library
// passes one and does not mean it (WASIX semantics 7).
Result<std::optional<StringList>> loadEnvironment(const GuestMemory &memory, Load load,
                                                  GuestPtr<uint8_t> pointer, uint32_t length, bool isSpawn,
                                                  const StringList &current, ArgumentBudget &budget);

// A null path pointer means that PATH is unset; its length is garbage then.
Result<ProgramRequest> loadRequest(const GuestMemory &memory, GuestPtr<uint8_t> name, uint32_t nameLength,
                                   uint32_t searches, GuestPtr<uint8_t> path, uint32_t pathLength);

} // namespace wasixc::sys
