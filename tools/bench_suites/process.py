"""Processes: fork, exec, spawn, wait, pipes and the cheapest host calls, beside the kernel doing the same work.

One C source is built as a guest and natively (tests/bench/process.c); both time every round themselves. The two run in
turn, each started the same way, free and pinned to one CPU. Numbers are in microseconds: medians, and p99 behind them.
exec runs a program without a C library on both sides; posix_spawn runs a static one with glibc natively.

fork_both_write forks and then writes to all the memory in both processes. fork_keep has 10,000 children alive at once: the
row says what one fork took and, on our side, the resident memory and the mappings of the whole tree.
"""

import pathlib
import statistics
import subprocess

import toolchain

KIB, MIB = 1024, 1024 * 1024
SIZES = [64 * KIB, MIB, 4 * MIB, 16 * MIB, 64 * MIB, 256 * MIB, 1024 * MIB]
SMALL = [("fork_exec_join", 2000), ("vfork_exec_join", 2000), ("spawn_join", 2000), ("pipe_pingpong", 2000),
         ("clock_time_get", 500), ("proc_id", 500)]
BOTH_WRITE_SIZES = [64 * KIB, MIB, 4 * MIB, 16 * MIB, 64 * MIB]
LIVE_PROCESSES = 10_000
SOURCES = toolchain.ROOT / "tests/bench"


def rounds_for(size, wanted):
    return wanted or max(5, min(3000, 4 * 1024 * MIB // max(size, MIB)))


def prepare(options):
    work = options.work
    guest = toolchain.guest_compiler(SOURCES / "process.c")
    toolchain.build([*guest, "-O2", "-w", "-I", toolchain.ROOT, SOURCES / "process.c", "-o", work / "process.wasm"])
    (work / "programs").mkdir(exist_ok=True)
    toolchain.build([options.wasixc, work / "process.wasm", "-o", work / "ours", "--dir", f"{work}/programs::/programs:ro"])
    toolchain.build([*guest, "-O2", "-nostdlib", SOURCES / "exit_guest.c", "-Wl,-z,stack-size=16384", "-o", work / "exit.wasm"])
    toolchain.build([options.wasixc, work / "exit.wasm", "-o", work / "programs/exit"])
    native = ["clang-22", "-O2", "-w"]
    toolchain.build([*native, "-static", "-I", toolchain.ROOT, SOURCES / "process.c", "-o", work / "linux"])
    toolchain.build([*native, "-static", "-nostdlib", SOURCES / "exit_native.c", "-o", work / "exit"])
    (work / "main.c").write_text("int main(void) { return 0; }\n")
    toolchain.build([*native, "-static", work / "main.c", "-o", work / "exit_libc"])


def command(options, side, operation, size, rounds, pinned):
    program = "/programs/exit" if side == "ours" else str(options.work / ("exit_libc" if operation == "spawn_join" else "exit"))
    return ["taskset", "-c", "0"] * pinned + [str(options.work / side), operation, str(size), str(rounds), program]


def nanoseconds(output):
    return [int(line) / 1000 for line in output.split() if line.isdigit()]


def times(options, side, operation, size, rounds, pinned):
    wanted = command(options, side, operation, size, rounds, pinned)
    done = subprocess.run(wanted, capture_output=True, text=True, env={})
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(wanted)}: exit status {done.returncode}\n{done.stderr}")
    return nanoseconds(done.stdout)


def summary(operation, size, pinned, samples):
    result = {"op": operation, "mem": size, "pinned": pinned}
    for side, values in samples.items():
        result[f"{side}_us"] = round(statistics.median(values), 3)
        result[f"{side}_p99_us"] = round(sorted(values)[int(len(values) * 0.99)], 3)
    result["ratio"] = round(result["ours_us"] / result["linux_us"], 4) if result["linux_us"] else None
    return result


def row(options, operation, size, rounds, pinned):
    samples = {"ours": [], "linux": []}
    for _ in range(2):
        for side, values in samples.items():
            values += times(options, side, operation, size, rounds, pinned)
    return summary(operation, size, pinned, samples)


def keep_alive(options, side, size, rounds, pinned):
    """The times of the forks, and the resident megabytes and the mappings of the host process while all children live."""
    wanted = command(options, side, "fork_keep", size, rounds, pinned)
    with subprocess.Popen(wanted, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={}) as process:
        if process.stdout.readline().strip() != "alive":
            raise RuntimeError(f"{' '.join(wanted)}: not all children were made")
        host = pathlib.Path(f"/proc/{process.pid}")
        resident = next(int(line.split()[1]) for line in (host / "status").read_text().splitlines() if line.startswith("VmRSS"))
        mappings = len((host / "maps").read_text().splitlines())
        return nanoseconds(process.communicate("")[0]), resident // KIB, mappings


def live_row(options, rounds, pinned):
    ours, resident, mappings = keep_alive(options, "ours", 64 * KIB, rounds, pinned)
    linux, _, _ = keep_alive(options, "linux", 64 * KIB, rounds, pinned)
    return {**summary("fork_keep", 64 * KIB, pinned, {"ours": ours, "linux": linux}), "processes": rounds,
            "resident_mb": resident, "mappings": mappings}


def measure(options):
    prepare(options)
    rows, problems = [], []

    def attempt(measurement):
        try:
            rows.append(measurement())
        except RuntimeError as problem:
            problems.append(str(problem))

    cases = [("fork_exit_join", size, rounds_for(size, options.rounds)) for size in SIZES]
    cases += [(operation, 64 * KIB, options.rounds or rounds) for operation, rounds in SMALL]
    cases += [("fork_both_write", size, options.rounds or max(10, 20 * MIB // size)) for size in BOTH_WRITE_SIZES]
    for pinned in (True, False):
        for operation, size, rounds in cases:
            if options.wanted(f"{operation} {size // KIB}K"):
                attempt(lambda: row(options, operation, size, rounds, pinned))
        if options.wanted("fork_keep"):
            attempt(lambda: live_row(options, options.rounds or LIVE_PROCESSES, pinned))
    return {"rows": rows, "problems": problems}


def table(result):
    lines = [f"{'operation':<18}{'memory':>9}{'':>9}{'ours':>11}{'p99':>11}{'linux':>11}{'p99':>11}{'ratio':>9}"]
    for row in result["rows"]:
        size = f"{row['mem'] // KIB}K" if row["mem"] < MIB else f"{row['mem'] // MIB}M"
        lines.append(f"{row['op']:<18}{size:>9}{'pinned' if row['pinned'] else 'free':>9}{row['ours_us']:>11.2f}"
                     f"{row['ours_p99_us']:>11.2f}{row['linux_us']:>11.2f}{row['linux_p99_us']:>11.2f}{row['ratio']:>9.3f}")
        if "processes" in row:
            lines.append(f"    {row['processes']} live processes: {row['resident_mb']} MiB resident, {row['mappings']} mappings")
    return "\n".join(lines + result["problems"])
