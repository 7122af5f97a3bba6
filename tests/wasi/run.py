#!/usr/bin/env python3
"""Builds the programs of this folder and runs them with tools/wasi-suite, whose layout the folder has.

usage: run.py [--wasixc FILE] [--work DIR] [FILTER...]

The programs check, in their own way, what the public WASI test suite checks. Exits with 77 when wasixc is missing.
"""

import concurrent.futures
import json
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tools/pylib"))

import runner  # noqa: E402
import toolchain  # noqa: E402



def build(source, suite):
    toolchain.build([*toolchain.guest_compiler(source), "-O1", "-Wall", "-Wextra", "-Werror", source, "-o",
                     suite / f"{source.stem}.wasm"])


def check_failures(options):
    """Runs the specifications of failing/, none of which the program that they are for can meet."""
    folder = options.work / "failing"
    shutil.copytree(HERE / "failing", folder)
    names = sorted(path.stem for path in folder.glob("*.json"))
    for name in names:
        shutil.copy(options.work / "conversation.wasm", folder / f"{name}.wasm")
    done = subprocess.run([ROOT / "tools/wasi-suite", "--json", "--wasixc", options.wasixc, folder], capture_output=True,
                          text=True, check=False)
    expected = {"passed": 0, "failed": len(names), "failures": names}
    if done.returncode == 1 and json.loads(done.stdout) == expected:
        return 0
    print(f"expected {expected}, got\n{done.stdout}{done.stderr}")
    return 1


def main():
    parser = runner.parser(__doc__, "build/wasi")
    parser.add_argument("filter", nargs="*")
    options = parser.parse_intermixed_args()
    runner.require(options.wasixc)
    shutil.rmtree(options.work, ignore_errors=True)
    shutil.copytree(HERE, options.work, ignore=shutil.ignore_patterns("*.c", "*.h", "*.py", "failing"))
    with concurrent.futures.ThreadPoolExecutor(toolchain.jobs()) as pool:
        list(pool.map(lambda source: build(source, options.work), sorted(HERE.glob("*.c"))))
    command = [ROOT / "tools/wasi-suite", "-v", "--wasixc", options.wasixc, options.work, *options.filter]
    status = subprocess.run(command, check=False).returncode
    return status or check_failures(options)


if __name__ == "__main__":
    sys.exit(main())
