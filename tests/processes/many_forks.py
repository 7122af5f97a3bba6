#!/usr/bin/env python3
"""A million processes, one after the other, need no more memory than a thousand.

usage: many_forks.py [--wasixc FILE] [--work DIR] [--forks N]

Runs tests/guest/raw/fork_many.c both ways and compares the peaks of resident memory. Takes about 15 seconds.
"""

import argparse
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/pylib"))

import measure  # noqa: E402
import toolchain  # noqa: E402

ALLOWED_MEGABYTES = 2
SOURCE = ROOT / "tests/guest/raw/fork_many.c"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wasixc", type=pathlib.Path, default=toolchain.DEFAULT_WASIXC)
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build/release/many_forks")
    parser.add_argument("--forks", type=int, default=1_000_000)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    module, program = options.work / "fork_many.wasm", options.work / "fork_many"
    toolchain.build([*toolchain.guest_compiler(SOURCE), "-O2", SOURCE, "-o", module])
    toolchain.build([options.wasixc, module, "-o", program])
    peaks = []
    for forks in (1000, options.forks):
        done = measure.run([program, forks])
        if done.status != 0:
            print(f"{forks} forks: exit status {done.status}\n{done.output}")
            return 1
        print(f"{forks} forks: {done.seconds:.1f} s, at most {done.peak_megabytes:.1f} MiB resident")
        peaks.append(done.peak_megabytes)
    return 1 if peaks[1] > peaks[0] + ALLOWED_MEGABYTES else 0


if __name__ == "__main__":
    sys.exit(main())
