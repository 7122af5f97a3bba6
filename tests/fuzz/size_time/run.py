#!/usr/bin/env python3
"""Measures what modules of many shapes cost to compile, and compares with what docs/sandbox.md promises.

usage: run.py [--wasixc FILE] [--work DIR] [--long] [--sizes BYTES,BYTES...] [--levels 3,0] [--table] [SHAPE...]

For each shape (shapes.py) and optimization level a module of about the first size is compiled, with one thread. The test
fails if that takes more processor time or memory than the promise, if the compiler crashes, or if a refusal is not one line.
If it costs more than a little, a module of a quarter of the size is compiled as well, and time must not have grown much
faster than the size. --long takes larger sizes. --table prints all figures. Exits with 77 when wasixc is missing.
"""

import concurrent.futures
import dataclasses
import math
import os
import pathlib
import resource
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[2] / "tools/pylib")]
sys.dont_write_bytecode = True

import runner  # noqa: E402
import shapes  # noqa: E402

# What docs/sandbox.md promises, "Time and memory to compile". Processor time of a slow or shared machine is not what it was
# where the promise was measured: it may take some times as long.
SECONDS, SECONDS_PER_BYTE = 1.0, 500e-6
MEGABYTES, MEGABYTES_PER_BYTE = 150, 7.5e-3
SLOWNESS = 3

QUICK_SIZES, LONG_SIZES = [12_000], [12_000, 100_000, 800_000]
NOTEWORTHY_SECONDS = 1.0  # below, time is mostly that of starting
MOST_GROWTH = 2.0  # the exponent; what is quadratic goes on to be refused or compiled in another way before it hurts


@dataclasses.dataclass
class Cost:
    bytes: int
    seconds: float
    megabytes: float
    status: int
    message: str

    def problem(self):
        limit = SLOWNESS * (SECONDS + SECONDS_PER_BYTE * self.bytes)
        if self.seconds > limit:
            return f"{self.seconds:.1f} s of processor time for {self.bytes} bytes: more than {limit:.1f}"
        if self.megabytes > MEGABYTES + MEGABYTES_PER_BYTE * self.bytes:
            return f"{self.megabytes:.0f} MB for {self.bytes} bytes"
        if self.status not in (0, 1):
            return f"ended with {self.status}: {self.message[-300:]}"
        if self.status == 1 and (self.message.count("\n") != 1 or "too many" not in self.message):
            return f"refused: {self.message[-300:]}"
        return None

    def __str__(self):
        refused = " refused" if self.status else ""
        return f"{self.bytes:>8} B {self.seconds:6.2f} s {self.megabytes:5.0f} MB{refused}"


def compile_bytes(module, level, name, options):
    """The cost of one compilation, which ends when the promise is broken many times over."""
    path, output = options.work / f"{name}.wasm", options.work / name
    path.write_bytes(module)
    most = math.ceil(2 * SLOWNESS * (SECONDS + SECONDS_PER_BYTE * len(module)))

    def bound():
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))

    command = [options.wasixc, "-j1", f"-O{level}", "--emit=image", path, "-o", output]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                               preexec_fn=bound)
    message = process.stderr.read().decode(errors="replace")
    process.stderr.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    path.unlink()
    output.unlink(missing_ok=True)
    return Cost(len(module), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode, message)


def check(name, level, options):
    """(line of the table, problem or None) for one shape."""
    costs = []
    for size in options.sizes:
        cost = compile_bytes(shapes.SHAPES[name](size), level, f"{name}-{level}", options)
        costs.append(cost)
        problem = cost.problem()
        if not problem and cost.status == 0 and cost.seconds > NOTEWORTHY_SECONDS:
            quarter = compile_bytes(shapes.SHAPES[name](size // 4), level, f"{name}-{level}", options)
            costs.insert(-1, quarter)
            problem = quarter.problem() or growth(quarter, cost)
        if problem:
            break
    line = f"{name:28} -O{level} " + " | ".join(map(str, costs))
    return line, f"{name} at -O{level}: {problem}" if problem else None


def growth(small, large):
    start = 0.1  # what an empty module takes
    exponent = math.log(max(large.seconds - start, start) / max(small.seconds - start, start)) / math.log(large.bytes / small.bytes)
    if exponent > MOST_GROWTH:
        return f"time grows with the size to the power of {exponent:.1f}: {small}, {large}"
    return None


def arguments():
    parser = runner.parser(__doc__, "build/size-time")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--sizes", type=lambda text: [int(size) for size in text.split(",")])
    parser.add_argument("--levels", default="3,0", type=lambda text: text.split(","))
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("shapes", nargs="*", metavar="SHAPE")
    options = parser.parse_args()
    options.sizes = options.sizes or (LONG_SIZES if options.long else QUICK_SIZES)
    return options


def main():
    options = arguments()
    runner.require(options.wasixc)
    options.work.mkdir(parents=True, exist_ok=True)
    problems = []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        tests = [(name, level) for name in options.shapes or shapes.SHAPES for level in options.levels]
        for line, problem in pool.map(lambda test: check(*test, options), tests):
            if options.table or problem:
                print(line, flush=True)
            if problem:
                problems.append(problem)
    print(*problems, f"{len(tests)} tests, {len(problems)} problems", sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
