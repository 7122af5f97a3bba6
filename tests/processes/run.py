#!/usr/bin/env python3
"""Runs exec.c: exec and spawn of programs, scripts and modules from a read-only and from a writable grant.

usage: run.py [--wasixc FILE] [--host FILE] [--work DIR]

Among the files is a forged one: a native program in the writable grant, which must not run. Exits with 77 when wasixc
is missing.
"""

import difflib
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools/pylib"))

import runner  # noqa: E402
import toolchain  # noqa: E402

REFUSAL = "cannot run native code from '/rw/forged': it is in a writable grant"


def compile_guest(options, name, *flags):
    source, module = HERE / f"{name}.c", options.work / f"{name}.wasm"
    toolchain.build([*toolchain.guest_compiler(source), "-O2", "-w", "-I", toolchain.ROOT, source, "-o", module])
    toolchain.build([options.wasixc, module, "-o", options.work / name, *flags])
    return module


def script(path, line):
    path.write_text(f"#!{line}\n")
    path.chmod(0o755)


def prepare(options):
    read_only, writable = options.work / "ro", options.work / "rw"
    shutil.rmtree(options.work, ignore_errors=True)
    for folder in (read_only, writable, options.work / "cache"):
        folder.mkdir(parents=True)
    module = compile_guest(options, "target")
    shutil.move(options.work / "target", read_only / "target")
    shutil.copy(module, writable / "module.wasm")
    (writable / "module.wasm").chmod(0o755)
    shutil.copy(read_only / "target", writable / "forged")
    script(read_only / "script", "/ro/target first second")
    script(writable / "script", "/ro/target first second")
    script(writable / "env_script", "/usr/bin/env target")
    script(read_only / "plain_script", "/ro/target first second")
    (read_only / "plain_script").chmod(0o644)
    script(writable / "loop", "/rw/loop")
    (writable / "empty").touch(0o755)
    (read_only / "plain_text").write_text("no program\n")
    grants = ["--dir", f"{read_only}::/ro:ro", "--dir", f"{writable}::/rw", "--env", "PATH=/rw:/ro",
              "--compiler", options.wasixc.absolute()]
    compile_guest(options, "exec", *grants)
    return grants


def main():
    parser = runner.parser(__doc__, "build/release/processes")
    runner.add_host(parser)
    options = parser.parse_args()
    runner.require(options.wasixc, options.host)
    options.work = options.work.absolute()
    command, environment = runner.in_host(options.host, options.work / "exec", prepare(options))
    environment["XDG_CACHE_HOME"] = str(options.work / "cache")
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    expected = (HERE / "exec.expected").read_text()
    problems = list(difflib.unified_diff(expected.splitlines(), done.stdout.splitlines(), "expected", "actual", lineterm=""))
    if done.returncode != 0:
        problems.append(f"exit status {done.returncode}")
    if REFUSAL not in done.stderr:
        problems.append("the refusal of the forged program is not explained")
    if problems:
        print(*problems, done.stderr, sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
