"""The ways a guest program is built: what the guest's compiler and wasixc are told.

Programs ask for more than the default with the directive BUILDS; the point is that the same source reaches wasixc
as different WebAssembly: unoptimized, in the very first instruction set, and with the features of version 2.
"""

MODERN = ["-mbulk-memory", "-msign-ext", "-mnontrapping-fptoint", "-mmutable-globals", "-mmultivalue", "-mextended-const",
          "-mreference-types"]

# name: (flags for clang, flags for wasixc)
BUILDS = {
    "default": (["-O2"], []),
    "unoptimized": (["-O0"], ["-O0"]),
    "first-version": (["-O1", "-mcpu=mvp"], ["-O1"]),
    "modern": (["-O3", *MODERN], ["-O3"]),
}


def of(program):
    asked = program.words("BUILDS")
    return list(BUILDS) if asked == ["all"] else ["default", *asked]
