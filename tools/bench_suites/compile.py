"""Compile: how long wasixc takes for real modules, phase by phase, and how much memory.

The modules are those of tests/packages; the small ones by default, any of them when named as a filter. A row holds the
medians over the rounds; the phases are what `wasixc --time` prints.
"""

import re
import statistics
import sys

import measure as measuring
import toolchain

sys.path.insert(0, str(toolchain.ROOT / "tests/packages"))

ROUNDS = 3
DEFAULT = ["lua", "sqlite"]


def modules(options):
    """{name: module}, built or fetched by the package's own recipe."""
    import run as packages

    chosen = [r for r in packages.load() if (options.wanted(r.name) if options.filter else r.name in DEFAULT)]
    result = {}
    for recipe in chosen:
        folder = options.work / recipe.name
        folder.mkdir(exist_ok=True)
        result[recipe.name] = recipe.build(folder).module
    return result


def phases(output):
    found = re.findall(r"^\s*([A-Za-z][\w /+-]*?)\s+(\d+\.\d+)\s*s?\s*$", output, re.MULTILINE)
    return {name: float(seconds) for name, seconds in found}


def measure(options):
    rows, problems = [], []
    for name, module in modules(options).items():
        print(f"compiling {name}", file=sys.stderr)
        runs = [measuring.run([options.wasixc, module, "-o", options.work / f"{name}.out", "--time"])
                for _ in range(options.rounds or ROUNDS)]
        if any(r.status for r in runs):
            problems.append(f"{name}: {runs[0].output[-500:]}")
            continue
        each = [phases(r.output) for r in runs]
        rows.append({
            "name": name,
            "module_mb": round(module.stat().st_size / 1e6, 2),
            "wall_s": round(statistics.median(r.seconds for r in runs), 3),
            "processor_s": round(statistics.median(r.processor_seconds for r in runs), 3),
            "peak_mb": round(max(r.peak_megabytes for r in runs), 1),
            "phases": {phase: round(statistics.median(p.get(phase, 0) for p in each), 3) for phase in each[0]},
        })
    return {"rows": rows, "problems": problems}


def table(result):
    lines = [f"{'module':<10}{'MB':>8}{'wall s':>10}{'cpu s':>10}{'peak MB':>10}   phases"]
    for row in result["rows"]:
        detail = ", ".join(f"{name} {seconds:.2f}" for name, seconds in row["phases"].items())
        lines.append(f"{row['name']:<10}{row['module_mb']:>8.2f}{row['wall_s']:>10.2f}{row['processor_s']:>10.2f}"
                     f"{row['peak_mb']:>10.0f}   {detail}")
    return "\n".join(lines + result["problems"])
