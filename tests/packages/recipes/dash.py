"""dash, Debian's /bin/sh, unmodified: configured and built by its own scripts, with the guest library's compiler.

Scripts that start other programs call /bin/sh: for the guest that is the module itself, natively the machine's.
"""

import fetch
import toolchain
from recipe import Built, Case, Recipe, text_input, up_to_date

GUEST_LIBRARY = toolchain.ROOT / "build/release/lib/wasixc/libwasix.a"


def make(source, folder, compiler, *options):
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "Makefile").exists():
        # mksyntax and the other programs that write sources run here, whoever compiles the shell.
        toolchain.build([source / "configure", f"CC={' '.join(compiler)}", "CC_FOR_BUILD=clang-22", *options], cwd=folder)
    # Make does not know the library and the headers of the compiler, so it starts afresh.
    toolchain.build(["make", "clean"], cwd=folder)
    toolchain.build(["make", "CFLAGS=-O2 -w"], cwd=folder)
    return folder / "src/dash"


def build(folder):
    source = fetch.debian_source("dash")
    module, native = folder / "guest/src/dash", folder / "native/src/dash"
    if not up_to_date([module], [source / "configure", GUEST_LIBRARY]):
        make(source, folder / "guest", toolchain.guest_compiler("x.c", "wasix"), "--host=wasm32")
    if not native.exists():
        make(source, folder / "native", toolchain.native_compiler("x.c"))
    return Built(module, native)


def script(name, *arguments, **options):
    text = text_input(f"shell_{name}.sh").decode()
    return Case(name, ["script", *arguments], files={"library.sh": "sourced=yes\n", "script": text}, **options)


CASES = [
    Case("arguments", ["-c", "echo $0 $# $1", "name", "one"]),
    Case("standard-input", [], b"echo one\nread line\nread this\necho \"$line\"\nexit 4\n"),
    script("expansion", "first", "second word", ""),
    script("processes"),
    script("redirection", outputs=["written", "appended"]),
    script("signals"),
    script("programs"),
    Case("syntax-error", ["-c", "echo before\nif then"]),
    Case("unset-variable", ["-u", "-c", "echo $missing"]),
    Case("exit-on-error", ["-e", "-c", "echo before; false; echo after"]),
    Case("tracing", ["-x", "-c", "a=1; b=$((a + 1)); echo $b"]),
]

RECIPE = Recipe("dash", build, CASES, environment={"PATH": "/nowhere"}, self_path="/bin/sh")
