"""The ways a guest program is built: what the guest's compiler and wasixc are told.

Programs ask for more than the default with the directive BUILDS; the point is that the same source reaches wasixc
as different WebAssembly: unoptimized, in the very first instruction set, and with all that today's toolchains turn on.
"""

MODERN = ["-mbulk-memory", "-msign-ext", "-mnontrapping-fptoint", "-mmutable-globals", "-mmultivalue", "-mextended-const",
          "-mreference-types", "-mbulk-memory-opt", "-mcall-indirect-overlong", "-mtail-call", "-mwide-arithmetic",
          "-msimd128", "-mrelaxed-simd"]

# Only programs that bring what the C++ library for WASI lacks can be built with these: tests/guest/exceptions.
EXCEPTIONS = ["-fexceptions", "-fwasm-exceptions", "-mllvm", "-wasm-enable-sjlj", "-mllvm"]
LEGACY = [*EXCEPTIONS, "-wasm-use-legacy-eh=true"]
STANDARD = [*EXCEPTIONS, "-wasm-use-legacy-eh=false"]
EXCEPTION_BUILDS = {
    "legacy-exceptions": (["-O2", *LEGACY], []),
    "legacy-exceptions-unoptimized": (["-O0", *LEGACY], ["-O0"]),
    "exceptions": (["-O2", *STANDARD], []),
    "exceptions-unoptimized": (["-O0", *STANDARD], ["-O0"]),
}

# The memory is shared and comes from the host. Debian's C library is not made for threads, so only the first may use it.
THREADS = ["-matomics", "-mbulk-memory", "-Wl,--shared-memory,--import-memory,--export-memory,--max-memory=16777216",
           "-Wl,--no-check-features"]
THREAD_BUILDS = {
    "threads": (["-O2", *THREADS], []),
    "threads-unoptimized": (["-O0", *THREADS], ["-O0"]),
}

# name: (flags for clang, flags for wasixc)
BUILDS = {
    "default": (["-O2"], []),
    "unoptimized": (["-O0"], ["-O0"]),
    "first-version": (["-O1", "-mcpu=mvp"], ["-O1"]),
    "modern": (["-O3", *MODERN], ["-O3"]),
}
PLAIN_BUILDS = list(BUILDS)
BUILDS |= EXCEPTION_BUILDS | THREAD_BUILDS
INSTEAD_OF_DEFAULT = {"exceptions": EXCEPTION_BUILDS, "threads": THREAD_BUILDS}


def of(program):
    asked = program.words("BUILDS")
    if asked and asked[0] in INSTEAD_OF_DEFAULT:
        return list(INSTEAD_OF_DEFAULT[asked[0]])
    return PLAIN_BUILDS if asked == ["all"] else ["default", *asked]
