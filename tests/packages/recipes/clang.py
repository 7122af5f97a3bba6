"""Clang and LLD for WASI, as published on npm: one module of 75 megabytes that looks at its own name."""

import fetch
from recipe import Built, Case, Recipe

SOURCE = "int f(int x) { return x * 3 + 1; }\nint g(int *p) { int s = 0; for (int i = 0; i < 9; ++i) s += p[i]; return s; }\n"


def build(folder):
    return Built(fetch.npm_package("@yowasp/clang") / "gen/llvm.core.wasm")


CASES = [
    Case("version", ["--version"], contains=[b"clang version "]),
    Case("compile", ["-O2", "-S", "-ffreestanding", "t.c", "-o", "-"], files={"t.c": SOURCE},
         contains=[b"i32.mul", b".functype\tg (i32) -> (i32)"]),
    Case("diagnose", ["-c", "bad.c", "-o", "bad.o"], files={"bad.c": "int f( { return undeclared; }\n"},
         contains=[b"error: expected"], status=1),
]

RECIPE = Recipe("clang", build, CASES, program="clang", long=True)
