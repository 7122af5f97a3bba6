"""Compute: the kernels of tests/bench/kernels, compiled natively, through wasm2c and clang, and with wasixc.

The variants of one kernel run in turn, round after round, so that a change of the machine's speed meets them all; each
number is the median over the rounds of the time that the kernel itself measured. A variant that has to be asked for with
--variants is spectre: wasixc --spectre.
"""

import concurrent.futures
import math
import statistics
import subprocess
import sys

import toolchain

SOURCES = toolchain.ROOT / "tests/bench"
NATIVE = ["clang-22", "-O3", "-ffp-contract=off", "-march=native", "-w"]
WASM2C_RUNTIME = "/usr/lib/x86_64-linux-gnu/libwasm-rt-impl.a"
ROUNDS = 5


def build_native(source, folder, options):
    toolchain.build([*NATIVE, source, "-o", folder / "native", "-lm"])


def build_wasm2c(source, folder, options):
    toolchain.build(["wasm2c", "-n", "kernel", folder / "kernel.wasm", "-o", folder / "module.c"])
    toolchain.build([*NATIVE, "-I", folder, SOURCES / "wasm2c_host.c", folder / "module.c", WASM2C_RUNTIME, "-lm",
                     "-o", folder / "wasm2c"])


def build_wasixc(source, folder, options):
    toolchain.build([options.wasixc, folder / "kernel.wasm", "-o", folder / "wasixc", "-O3", "--march=native"])


def build_spectre(source, folder, options):
    toolchain.build([options.wasixc, folder / "kernel.wasm", "-o", folder / "spectre", "-O3", "--march=native", "--spectre"])


BUILDERS = {"native": build_native, "wasm2c": build_wasm2c, "wasixc": build_wasixc, "spectre": build_spectre}
DEFAULT_VARIANTS = ["native", "wasm2c", "wasixc"]


def prepare(source, variants, options):
    folder = options.work / source.stem
    folder.mkdir(exist_ok=True)
    toolchain.build([*toolchain.guest_compiler(source), "-O3", source, "-o", folder / "kernel.wasm"])
    for variant in variants:
        BUILDERS[variant](source, folder, options)
    return folder


def run_once(executable):
    done = subprocess.run([executable], capture_output=True, text=True, check=True)
    return done.stdout, int(done.stderr) / 1e6


def measure_kernel(folder, variants, rounds):
    """Returns ({variant: median milliseconds}, problem or None)."""
    times = {variant: [] for variant in variants}
    checksums = {}
    for _ in range(rounds):
        for variant in variants:
            checksums[variant], milliseconds = run_once(folder / variant)
            times[variant].append(milliseconds)
    problem = None if len(set(checksums.values())) == 1 else f"checksums differ: {checksums}"
    return {variant: statistics.median(list_) for variant, list_ in times.items()}, problem


def geometric_mean(values):
    return math.exp(statistics.fmean(math.log(v) for v in values))


def measure(options):
    variants = options.variants.split(",") if options.variants else DEFAULT_VARIANTS
    sources = [s for s in sorted((SOURCES / "kernels").glob("*.c")) if options.wanted(s.stem)]
    rows, problems = [], []
    with concurrent.futures.ThreadPoolExecutor(toolchain.jobs()) as pool:
        folders = list(pool.map(lambda source: prepare(source, variants, options), sources))
    for source, folder in zip(sources, folders):
        print(f"measuring {source.stem}", file=sys.stderr)
        try:
            medians, problem = measure_kernel(folder, variants, options.rounds or ROUNDS)
        except (subprocess.CalledProcessError, ValueError) as failure:
            problems.append(f"{source.stem}: {failure}")
            continue
        if problem:
            problems.append(f"{source.stem}: {problem}")
        row = {"name": source.stem, **{f"{v}_ms": round(ms, 2) for v, ms in medians.items()}}
        if "native" in medians:
            row |= {f"{v}_ratio": round(ms / medians["native"], 3) for v, ms in medians.items() if v != "native"}
        rows.append(row)
    ratios = [v for v in variants if v != "native" and "native" in variants and rows]
    means = {v: round(geometric_mean([row[f"{v}_ratio"] for row in rows]), 3) for v in ratios}
    return {"variants": variants, "rows": rows, "geometric_mean": means, "problems": problems}


def table(result):
    variants, others = result["variants"], list(result["geometric_mean"])
    lines = [f"{'kernel':<18}" + "".join(f"{v + ' ms':>12}" for v in variants) + "".join(f"{v + '/native':>16}" for v in others)]
    for row in result["rows"]:
        lines.append(f"{row['name']:<18}" + "".join(f"{row[f'{v}_ms']:>12.1f}" for v in variants) +
                     "".join(f"{row[f'{v}_ratio']:>16.2f}" for v in others))
    lines.append(f"{'geometric mean':<{18 + 12 * len(variants)}}" +
                 "".join(f"{result['geometric_mean'][v]:>16.2f}" for v in others))
    return "\n".join(lines + result["problems"])
