"""Lua 5.4 from Debian's source package. The guest's build cannot unwind: see shims/lua_for_wasi.h."""

import fetch
import toolchain
from recipe import Built, Case, Recipe, shim, text_input, up_to_date

# By default every run seeds the string hash with an address and the time, and tables are walked in another order.
FLAGS = ["-O2", "-w", "-Dluai_makeseed(L)=42"]
GUEST_FLAGS = ["-isystem", shim(), "-include", shim("lua_for_wasi.h"), "-D_WASI_EMULATED_SIGNAL",
               "-D_WASI_EMULATED_PROCESS_CLOCKS", "-lwasi-emulated-signal", "-lwasi-emulated-process-clocks",
               "-Wl,-z,stack-size=1048576"]


def build(folder):
    source = fetch.debian_source("lua5.4") / "src"
    sources = [path for path in sorted(source.glob("*.c")) if path.name != "luac.c"]
    module, native = folder / "lua.wasm", folder / "lua-native"
    if not up_to_date([module, native], [*sources, *shim().iterdir()]):
        toolchain.build([*toolchain.guest_compiler("x.c"), *FLAGS, *sources, *GUEST_FLAGS, "-o", module])
        toolchain.build([*toolchain.native_compiler("x.c"), *FLAGS, *sources, "-lm", "-o", native])
    return Built(module, native)


SCRIPTS = ["strings", "tables", "closures", "collector", "numbers", "files"]
CASES = [Case(script, ["script.lua", "argument", "2"], files={"script.lua": text_input(f"{script}.lua").decode()})
         for script in SCRIPTS]

RECIPE = Recipe("lua", build, CASES)
