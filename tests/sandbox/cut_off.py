#!/usr/bin/env python3
"""Cuts off the file of a program that a guest has executed: that process ends, its parent and the host go on.

usage: cut_off.py [--wasixc FILE] [--work DIR]

Exits with 77 when wasixc is missing.
"""

import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools/pylib"))

import runner  # noqa: E402
import toolchain  # noqa: E402


def main():
    options = runner.parser(__doc__, "build/cut-off").parse_args()
    options.work = options.work.absolute()
    runner.require(options.wasixc)
    shutil.rmtree(options.work, ignore_errors=True)
    (options.work / "bin").mkdir(parents=True)
    source, module, program = HERE / "cut_off.c", options.work / "cut_off.wasm", options.work / "cut_off"
    toolchain.build([*toolchain.guest_compiler(source, "wasix"), "-O1", source, "-o", module])
    toolchain.build([options.wasixc, "-O1", module, "-o", program])
    child = shutil.copy(program, options.work / "bin/child")

    environment = {"WASIXC_OPTIONS": f"--dir {options.work}/bin::/bin:ro"}
    process = subprocess.Popen([program, "/bin/child"], env=environment, stdin=subprocess.DEVNULL, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if process.stdout.readline() != "0\n":
        print("the child does not run", process.communicate()[1])
        return 1
    os.truncate(child, 0)
    output, errors = process.communicate(timeout=60)
    last = (output.splitlines() or [""])[-1]
    if (process.returncode, last) != (0, "ended by signal 7") or "the program's file has been cut off" not in errors:
        print(f"exit status {process.returncode}: {last}", errors, sep="\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
