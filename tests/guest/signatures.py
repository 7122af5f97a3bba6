#!/usr/bin/env python3
"""Compares the prototypes of abi/guest/wasix.h, as clang lowers them, with the rows of abi/imports.def."""

import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEADER = ROOT / "abi/guest/wasix.h"
LETTERS = {"i32": "i", "i64": "I", "nil": ""}


def declared_signatures():
    rows = re.findall(r'^WASIX_IMPORT\([^"]*\bWASIX\b[^"]*, "(\w+)", \w+, "([iI]*:[iI]*)"',
                      (ROOT / "abi/imports.def").read_text(), re.MULTILINE)
    return dict(rows)


def compiled_signatures(folder):
    """Compiles a file that refers to every prototype; its imports are what programs would have."""
    names = re.findall(r"__WASIX\((\w+)\)\(", HEADER.read_text())
    source, unit = folder / "all.c", folder / "all.o"
    table = ", ".join(f"(void *)wasix_{name}" for name in names)
    source.write_text(f'#include "{HEADER}"\nvoid *const all[] = {{{table}}};\n')
    subprocess.run([ROOT / "tools/wasi-cc", "-c", source, "-o", unit], check=True)
    details = subprocess.run(["wasm-objdump", "-x", unit], check=True, capture_output=True, text=True).stdout
    types = {number: "".join(LETTERS[t] for t in parameters.split(", ")) + ":" + LETTERS[result]
             for number, parameters, result in re.findall(r"type\[(\d+)\] \((.*)\) -> (\w+)", details)}
    imports = re.findall(r"sig=(\d+) <\w+> <- wasix_32v1\.(\w+)", details)
    return names, {name: types[number] for number, name in imports}


def main():
    declared = declared_signatures()
    with tempfile.TemporaryDirectory() as folder:
        names, compiled = compiled_signatures(pathlib.Path(folder))
    wrong = [f"{name}: {compiled.get(name)} in wasix.h, {declared.get(name)} in imports.def"
             for name in names if compiled.get(name) != declared.get(name) or name not in declared]
    for line in wrong:
        print(line)
    print(f"{len(names) - len(wrong)} passed, {len(wrong)} failed, 0 skipped")
    return 1 if wrong or not names else 0


if __name__ == "__main__":
    sys.exit(main())
