"""Host calls: what a guest's call costs more than the bare Linux call that does the same.

One C source is built as a guest and natively (tests/bench/host.c); both time themselves, 2,000 calls a round. The two run
in turn, pinned to one CPU. Numbers are nanoseconds per call; the least of all rounds stands for each side, because whatever
else runs on the machine only adds. open_close is open beneath a directory on both sides; ours asks for the file's type too, which
is a call of its own, so no limit is set for it.
"""

import subprocess

import toolchain

SOURCE = toolchain.ROOT / "tests/bench/host.c"
ROUNDS = 40
# What may be added: for calls with two vectors, and for calls without arguments in memory.
VECTOR_LIMIT, PLAIN_LIMIT = 40, 15
OPERATIONS = {"read": VECTOR_LIMIT, "read2": VECTOR_LIMIT, "write": VECTOR_LIMIT, "write2": VECTOR_LIMIT,
              "clock": VECTOR_LIMIT, "stat": VECTOR_LIMIT, "poll": VECTOR_LIMIT, "open_close": None,
              "advise": PLAIN_LIMIT, "set_flags": PLAIN_LIMIT}


def prepare(options):
    folder = options.work / "folder"
    folder.mkdir(exist_ok=True)
    (folder / "data").write_text("data")
    guest = [*toolchain.guest_compiler(SOURCE), "-O2", "-w", SOURCE, "-o", options.work / "host.wasm"]
    toolchain.build(guest)
    toolchain.build([options.wasixc, options.work / "host.wasm", "-o", options.work / "ours", "--dir", f"{folder}::/"])
    toolchain.build(["clang-22", "-O2", "-w", "-static", SOURCE, "-o", options.work / "linux"])
    return folder


def nanoseconds(options, side, operation, folder):
    command = ["taskset", "-c", "0", str(options.work / side), operation, str(options.rounds or ROUNDS)]
    with open("/dev/zero", "rb") as zero:
        done = subprocess.run(command, stdin=zero, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env={},
                              cwd=folder)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: exit status {done.returncode}\n{done.stderr}")
    return min(float(line) for line in done.stderr.split())


def measure(options):
    folder = prepare(options)
    rows, problems = [], []
    for operation, limit in OPERATIONS.items():
        if not options.wanted(operation):
            continue
        best = {"ours": float("inf"), "linux": float("inf")}
        for _ in range(3):
            for side in best:
                best[side] = min(best[side], nanoseconds(options, side, operation, folder))
        added = best["ours"] - best["linux"]
        rows.append({"op": operation, "ours_ns": best["ours"], "linux_ns": best["linux"], "added_ns": round(added, 1),
                     "ratio": round(best["ours"] / best["linux"], 2), "limit_ns": limit})
        if limit is not None and added > limit:
            problems.append(f"{operation}: {added:.1f} ns are added, {limit} may be")
    return {"rows": rows, "problems": problems}


def table(result):
    lines = [f"{'operation':<12}{'ours ns':>10}{'linux ns':>10}{'added ns':>10}{'limit':>8}{'ratio':>8}"]
    for row in result["rows"]:
        lines.append(f"{row['op']:<12}{row['ours_ns']:>10.1f}{row['linux_ns']:>10.1f}{row['added_ns']:>10.1f}"
                     f"{row['limit_ns'] or '-':>8}{row['ratio']:>8.2f}")
    return "\n".join(lines + result["problems"])
