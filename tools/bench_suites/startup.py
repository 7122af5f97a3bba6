"""Startup: the time from posix_spawn to exit of a hello-world program.

Compared are the same C program linked statically, linked dynamically, and compiled through WebAssembly by wasixc, and
/bin/true as what the machine charges for any process. The commands run in turn; numbers are medians in microseconds.
"""

import statistics

import measure as measuring
import toolchain

ROUNDS = 400
SOURCE = toolchain.ROOT / "tests/bench/hello.c"


def prepare(options):
    module = options.work / "hello.wasm"
    toolchain.build(["clang-22", "-O2", "-static", SOURCE, "-o", options.work / "static"])
    toolchain.build(["clang-22", "-O2", SOURCE, "-o", options.work / "dynamic"])
    toolchain.build([*toolchain.guest_compiler(SOURCE), "-O2", SOURCE, "-o", module])
    commands = {"true": "/bin/true", "static": options.work / "static", "dynamic": options.work / "dynamic"}
    if not options.variants or "wasixc" in options.variants.split(","):
        toolchain.build([options.wasixc, module, "-o", options.work / "wasixc"])
        commands["wasixc"] = options.work / "wasixc"
    return {name: [str(path)] for name, path in commands.items() if options.wanted(name)}


def measure(options):
    commands = prepare(options)
    times = {name: [] for name in commands}
    for _ in range(options.rounds or ROUNDS):
        for name, command in commands.items():
            times[name].append(measuring.spawn_microseconds(command))
    rows = []
    for name, values in times.items():
        deciles = statistics.quantiles(values, n=10)
        rows.append({"name": name, "median_us": round(statistics.median(values), 1), "p10_us": round(deciles[0], 1),
                     "p90_us": round(deciles[-1], 1)})
    base = next((row["median_us"] for row in rows if row["name"] == "static"), None)
    for row in rows:
        row["static_ratio"] = round(row["median_us"] / base, 3) if base else None
    return {"rows": rows}


def table(result):
    lines = [f"{'program':<10}{'median us':>12}{'p10':>10}{'p90':>10}{'/static':>10}"]
    for row in result["rows"]:
        ratio = "" if row["static_ratio"] is None else f"{row['static_ratio']:.2f}"
        lines.append(f"{row['name']:<10}{row['median_us']:>12.0f}{row['p10_us']:>10.0f}{row['p90_us']:>10.0f}{ratio:>10}")
    return "\n".join(lines)
