#!/usr/bin/env python3
"""Runs faults.c many times, each time with one system call of the host failing, as when it runs out of memory or files.

usage: faults.py [--wasixc FILE] [--work DIR]

strace makes the n-th call of one kind fail, for every n and every kind that process calls need. Exits with 77 when
wasixc is missing or strace cannot work here.
"""

import collections
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools/pylib"))

import runner  # noqa: E402
import toolchain  # noqa: E402

FAULTS = {"mmap": "ENOMEM", "mremap": "ENOMEM", "mprotect": "ENOMEM", "ftruncate": "ENOMEM", "pwrite64": "ENOMEM",
          "clone3": "EAGAIN", "memfd_create": "EMFILE", "openat": "EMFILE", "openat2": "EMFILE", "fcntl": "EMFILE"}
PROGRAM_DID_NOT_START = (1, 126, 127)


def prepare(options):
    shutil.rmtree(options.work, ignore_errors=True)
    (options.work / "ro").mkdir(parents=True)
    for name, output, flags in (("target", "ro/target", []), ("faults", "faults", ["--dir", f"{options.work}/ro::/ro:ro"])):
        module = options.work / f"{name}.wasm"
        toolchain.build([*toolchain.guest_compiler(HERE / f"{name}.c"), "-O2", "-w", "-I", toolchain.ROOT, HERE / f"{name}.c",
                         "-o", module])
        toolchain.build([options.wasixc, module, "-o", options.work / output, *flags])


def traced(options, *arguments):
    command = ["strace", "-f", "-qq", "-o", options.work / "trace", *arguments, options.work / "faults"]
    return subprocess.run(command, env={}, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)


def calls(options):
    """How often each thread makes each call, at most: strace counts them by thread."""
    done = traced(options, "-e", f"trace={','.join(FAULTS)}")
    if done.returncode != 0:
        raise RuntimeError(f"without faults: exit status {done.returncode}\n{done.stderr}")
    counts = collections.Counter(re.findall(r"^(\d+) +(\w+)\(", (options.work / "trace").read_text(), re.MULTILINE))
    most = collections.Counter()
    for (_, name), count in counts.items():
        most[name] = max(most[name], count)
    return most


def problem(options, name, number):
    try:
        done = traced(options, "-e", f"inject={name}:error={FAULTS[name]}:when={number}", "-e", "trace=none")
    except subprocess.TimeoutExpired:
        return "does not end"
    if done.returncode == 0:
        return None
    if "started" not in done.stdout and done.returncode in PROGRAM_DID_NOT_START:
        return None
    return f"exit status {done.returncode}: {done.stderr.strip()}"


def main():
    parser = runner.parser(__doc__, "build/release/faults")
    options = parser.parse_args()
    options.work = options.work.absolute()
    runner.require(options.wasixc)
    if not shutil.which("strace"):
        print("strace is missing")
        return runner.SKIPPED
    prepare(options)
    if subprocess.run(["strace", "-qq", "-o", os.devnull, "/bin/true"], check=False).returncode != 0:
        print("strace cannot work here")
        return runner.SKIPPED
    runs, problems = 0, 0
    for name, count in sorted(calls(options).items()):
        for number in range(1, count + 1):
            runs += 1
            if text := problem(options, name, number):
                problems += 1
                print(f"{name} number {number}: {text}")
    print(f"{runs} runs with a fault, {problems} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
