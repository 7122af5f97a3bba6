"""Exceptions: the time of one C++ throw and its catch, a number of frames further out.

Compared are native C++ (clang -O3) and the same program compiled through WebAssembly by wasixc, in the legacy and in
the standard encoding. Nanoseconds, medians of runs that take turns.
"""

import statistics
import subprocess

import toolchain

ROUNDS = 7
FRAMES = [1, 10, 100]
SOURCE = toolchain.ROOT / "tests/bench/exceptions.cpp"
GUEST_FLAGS = ["-fexceptions", "-fwasm-exceptions", "-mllvm"]
ENCODINGS = {"legacy": "-wasm-use-legacy-eh=true", "standard": "-wasm-use-legacy-eh=false"}


def prepare(options):
    include = ["-I", toolchain.ROOT]
    programs = {"native": options.work / "native"}
    toolchain.build([*toolchain.native_compiler(SOURCE), "-O3", *include, SOURCE, "-o", programs["native"]])
    for name, flag in ENCODINGS.items():
        module, programs[name] = options.work / f"{name}.wasm", options.work / name
        toolchain.build([*toolchain.guest_compiler(SOURCE), "-O3", *GUEST_FLAGS, flag, *include, SOURCE, "-o", module])
        toolchain.build([options.wasixc, module, "-o", programs[name]])
    return programs


def nanoseconds(program, frames):
    throws = 400000 // (frames + 9)
    return float(subprocess.run([program, str(frames), str(throws)], capture_output=True, check=True).stdout)


def measure(options):
    programs = prepare(options)
    rows = []
    for frames in FRAMES:
        times = {name: [] for name in programs}
        for _ in range(options.rounds or ROUNDS):
            for name, program in programs.items():
                times[name].append(nanoseconds(program, frames))
        medians = {name: statistics.median(values) for name, values in times.items()}
        rows.append({"name": f"{frames} frames", **{f"{name}_ns": round(value, 1) for name, value in medians.items()},
                     **{f"{name}_ratio": round(medians[name] / medians["native"], 3) for name in ENCODINGS}})
    return {"rows": rows}


def table(result):
    lines = [f"{'throw over':<12}{'native ns':>12}{'legacy ns':>12}{'/native':>10}{'standard ns':>14}{'/native':>10}"]
    for row in result["rows"]:
        lines.append(f"{row['name']:<12}{row['native_ns']:>12.0f}{row['legacy_ns']:>12.0f}{row['legacy_ratio']:>10.2f}"
                     f"{row['standard_ns']:>14.0f}{row['standard_ratio']:>10.2f}")
    return "\n".join(lines)
