#!/usr/bin/env python3
"""Compiles packages that nobody here wrote with wasixc, and compares what they do with their native builds.

usage: run.py [--long] [--wasixc FILE] [--work DIR] [--list] [FILTER...]

A filter is a part of a package's name. --long adds the modules of tens of megabytes. A package that cannot be fetched is
skipped, and says so.
"""

import importlib
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "tools/pylib")]
sys.dont_write_bytecode = True

import fetch  # noqa: E402
import measure  # noqa: E402
import runner  # noqa: E402
import toolchain  # noqa: E402

TIME_LIMIT = 300


class Failure(Exception):
    """A case did something else than expected."""


def load():
    names = sorted(path.stem for path in (HERE / "recipes").glob("*.py"))
    return [importlib.import_module(f"recipes.{name}").RECIPE for name in names]


def compile_module(recipe, built, work, wasixc):
    """Compiles the module with its grants baked in; prints what that cost."""
    executable, granted = work / (recipe.program or recipe.name), work / "granted"
    flags = ["--dir", f"{granted}::{recipe.grant}"]
    for name, value in recipe.environment.items():
        flags += ["--env", f"{name}={value}"]
    own = pathlib.PurePosixPath(recipe.self_path)
    if recipe.self_path:
        flags += ["--dir", f"{work / 'programs'}::{own.parent}:ro"]
        (work / "programs").mkdir(exist_ok=True)
    done = measure.run([wasixc, "--check-continuations", built.module, "-o", executable, *flags])
    if done.status != 0:
        raise Failure(f"wasixc ends with {done.status}:\n{done.output[-4000:]}")
    if recipe.self_path:
        shutil.copy(executable, work / "programs" / own.name)
    print(f"     {recipe.name}: {built.module.stat().st_size / 1e6:.1f} MB compiled in {done.seconds:.1f} s"
          f" ({done.processor_seconds:.1f} s of processor time), peak memory {done.peak_megabytes:.0f} MB,"
          f" executable {executable.stat().st_size / 1e6:.1f} MB", flush=True)
    return executable, granted


def execute(executable, name, case, folder, environment):
    """Runs a case in a fresh folder; returns (status, stdout, stderr, {output file: content})."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in case.files.items():
        (folder / name).write_text(content)
    # Programs print the name they are called by; both sides get the same.
    done = subprocess.run([name, *case.args], executable=executable, input=case.stdin, cwd=folder, env=environment,
                          capture_output=True, timeout=TIME_LIMIT)
    outputs = {n: (folder / n).read_bytes() if (folder / n).exists() else None for n in case.outputs}
    return done.returncode, done.stdout, done.stderr, outputs


def require(label, expected, actual):
    if expected != actual:
        shown = [text[-1500:].decode(errors="backslashreplace") if isinstance(text, bytes) else text
                 for text in (expected, actual)]
        raise Failure(f"{label} differs\n--- expected\n{shown[0]}\n--- actual\n{shown[1]}")


def check(case, guest, native):
    status, stdout, stderr, outputs = guest
    if native:
        require("exit status", native[0], status)
        require("standard output", native[1], stdout)
        require("error output", native[2], stderr)
        for name, content in native[3].items():
            if outputs[name] != content:
                raise Failure(f"the file {name} differs")
    elif status != case.status:
        raise Failure(f"exit status {status}, expected {case.status}\n{stdout[-800:]}\n{stderr[-2000:]}")
    if case.expected is not None:
        require("standard output", case.expected, stdout)
    for part in case.contains:
        if part not in stdout + stderr:
            raise Failure(f"{part} is missing from the output:\n{(stdout + stderr)[-2000:].decode(errors='replace')}")


def run_package(recipe, options):
    """Returns (passed, failed, skipped) over the package's cases."""
    work = options.work / recipe.name
    work.mkdir(parents=True, exist_ok=True)
    try:
        built = recipe.build(work)
        executable, granted = compile_module(recipe, built, work, options.wasixc)
    except fetch.FetchError as problem:
        print(f"SKIP {recipe.name}: {problem}", flush=True)
        return 0, 0, len(recipe.cases)
    except (Failure, toolchain.BuildError) as problem:
        print(f"FAIL {recipe.name}\n{problem}", flush=True)
        return 0, len(recipe.cases), 0
    failed = 0
    for case in recipe.cases:
        try:
            name = executable.name
            native = built.native and execute(built.native, name, case, work / "native-granted", recipe.environment)
            check(case, execute(executable, name, case, granted, {}), native)
            print(f"ok   {recipe.name}/{case.name}", flush=True)
        except (Failure, subprocess.TimeoutExpired) as problem:
            failed += 1
            print(f"FAIL {recipe.name}/{case.name}\n{problem}", flush=True)
    return len(recipe.cases) - failed, failed, 0


def main():
    parser = runner.parser(__doc__, "build/release/packages")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--list", action="store_true", help="print the packages' names and stop")
    parser.add_argument("filter", nargs="*")
    options = parser.parse_intermixed_args()
    options.work, options.wasixc = options.work.absolute(), options.wasixc.absolute()
    runner.default_signals()

    chosen = [r for r in load() if (options.long or not r.long or options.filter)
              and (not options.filter or any(f in r.name for f in options.filter))]
    if options.list:
        print(*(recipe.name for recipe in chosen), sep="\n")
        return 0
    for recipe in [] if options.filter else [r for r in chosen if r.waiting]:
        print(f"skip {recipe.name}: waits for {recipe.waiting}")
        chosen.remove(recipe)
    totals = [sum(column) for column in zip(*(run_package(recipe, options) for recipe in chosen))] or [0, 0, 0]
    print("{} passed, {} failed, {} skipped".format(*totals))
    return 1 if totals[1] or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
