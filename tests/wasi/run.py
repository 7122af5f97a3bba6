#!/usr/bin/env python3
"""Builds the programs of this folder and runs them with tools/wasi-suite, whose layout the folder has.

usage: run.py [--wasixc FILE] [--work DIR] [FILTER...]

The programs check, in their own way, what the public WASI test suite checks. Exits with 77 when wasixc is missing.
"""

import argparse
import concurrent.futures
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tools/pylib"))

import toolchain  # noqa: E402

SKIPPED = 77


def build(source, suite):
    toolchain.build([*toolchain.guest_compiler(source), "-O1", "-Wall", "-Wextra", "-Werror", source, "-o",
                     suite / f"{source.stem}.wasm"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wasixc", type=pathlib.Path, default=toolchain.DEFAULT_WASIXC)
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build/wasi")
    parser.add_argument("filter", nargs="*")
    options = parser.parse_intermixed_args()
    if not options.wasixc.exists():
        print(f"no wasixc at {options.wasixc}")
        return SKIPPED
    shutil.rmtree(options.work, ignore_errors=True)
    shutil.copytree(HERE, options.work, ignore=shutil.ignore_patterns("*.c", "*.h", "*.py"))
    with concurrent.futures.ThreadPoolExecutor(toolchain.jobs()) as pool:
        list(pool.map(lambda source: build(source, options.work), sorted(HERE.glob("*.c"))))
    command = [ROOT / "tools/wasi-suite", "-v", "--wasixc", options.wasixc, options.work, *options.filter]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
