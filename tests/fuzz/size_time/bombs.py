#!/usr/bin/env python3
"""Compiles the modules that once kept the compiler busy for minutes, or took gigabytes: within ten seconds and 700 MB.

usage: bombs.py [--wasixc FILE] [--work DIR]

Ten seconds of processor time, that is, of the machine that run.py speaks of. Exits with 77 when wasixc is missing.
"""

import sys

import run
import runner
import shapes

# Shape, and the size at which it took: more than a minute, at one or both levels, or several gigabytes.
BOMBS = [
    ("locals_unused", 900),
    ("calls_of_subtypes", 12_000),
    ("calls_of_subtypes", 300_000),
    ("table_with_results", 104_000),
    ("nest_try_tables", 60_000),
    ("chain_divide", 600_000),
    ("nest_loops", 1_080_000),
    ("locals_live", 80_000),
    ("calls_of_small", 16_000),
    ("memory_grow", 64_000),
    ("flat_loops_of_memory", 64_000),
    ("bulk_fills", 64_000),
    ("chain_bits", 64_000),
    ("calls_tail", 12_000),
]
SECONDS, MEGABYTES = 10, 700


def main():
    parser = runner.parser(__doc__, "build/size-time-bombs")
    options = parser.parse_args()
    runner.require(options.wasixc)
    options.work.mkdir(parents=True, exist_ok=True)
    failed = 0
    for name, size in BOMBS:
        for level in "30":
            cost = run.compile_bytes(shapes.SHAPES[name](size), level, f"{name}-{level}", options)
            is_good = cost.status == 0 and cost.seconds <= run.SLOWNESS * SECONDS and cost.megabytes <= MEGABYTES
            failed += not is_good
            print(f"{'ok  ' if is_good else 'FAIL'} {name:24} -O{level} {cost} {cost.message[-200:]}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
