"""zlib with its minigzip, from Debian's source package, on ten megabytes of data that compress in parts."""

import gzip

import fetch
import toolchain
from recipe import Built, Case, Recipe, up_to_date

FLAGS = ["-O2", "-w", "-DHAVE_UNISTD_H"]


def build(folder):
    source = fetch.debian_source("zlib")
    sources = [*sorted(source.glob("*.c")), source / "test/minigzip.c"]
    module, native = folder / "minigzip.wasm", folder / "minigzip-native"
    if not up_to_date([module, native], sources):
        command = [*FLAGS, "-I", source, *sources, "-o"]
        toolchain.build([*toolchain.guest_compiler("x.c"), *command, module])
        toolchain.build([*toolchain.native_compiler("x.c"), *command, native])
    return Built(module, native)


def sample(size=10_000_000):
    """Text that repeats itself, numbers that almost do, and noise that does not."""
    out, state = bytearray(), 12345
    while len(out) < size:
        state = (state * 1103515245 + 12345) % (1 << 31)
        kind = state >> 16 & 3
        if kind == 3:
            out += state.to_bytes(4, "little") * 2 + (state * state).to_bytes(8, "little")
        else:
            out += b"line %d of kind %d, and the same words again\n" % (state % 5000, kind)
    return bytes(out[:size])


DATA = sample()
CASES = [
    Case("compress", ["-6"], DATA),
    Case("compress-best", ["-9"], DATA[:3_000_000]),
    Case("compress-fast", ["-1"], DATA),
    Case("decompress", ["-d"], gzip.compress(DATA, mtime=0), expected=DATA),
    Case("files", ["a.bin", "b.txt"], files={"a.bin": "x" * 100000, "b.txt": "text\n" * 50}, outputs=["a.bin.gz", "b.txt.gz"]),
    Case("damaged", ["-d"], gzip.compress(b"content" * 100)[:-9] + b"\0" * 9),
]

RECIPE = Recipe("zlib", build, CASES)
