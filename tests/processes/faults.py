#!/usr/bin/env python3
"""Runs faults.c many times, each time with one system call of the host failing, as when it runs out of memory or files.

usage: faults.py [--wasixc FILE] [--work DIR]

strace makes the n-th call of one kind fail, for every n and every kind that process calls need. The same for threads of the
host and all calls from the n-th on, with refused_threads.c. Exits with 77 when
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
MOST_THREADS = 6  # of the host, that refused_threads.c is given
PROGRAM_DID_NOT_START = (1, 2, 126, 127)
# At the start, no fcntl of the runtime can fail on any host; without the list of open files, no exec is allowed.
HARMLESS = {"fcntl"}
REFUSES_IMAGES = "the open files of the program are unknown"


def prepare(options):
    shutil.rmtree(options.work, ignore_errors=True)
    (options.work / "ro").mkdir(parents=True)
    for name, output, flags in (("target", "ro/target", []), ("faults", "faults", ["--dir", f"{options.work}/ro::/ro:ro"]),
                                ("refused_threads", "refused_threads", [])):
        module = options.work / f"{name}.wasm"
        toolchain.build([*toolchain.guest_compiler(HERE / f"{name}.c"), "-O2", "-w", "-I", toolchain.ROOT, HERE / f"{name}.c",
                         "-o", module])
        # strace makes calls fail that it replaces by calls which are none: the second wall would end the program.
        toolchain.build([options.wasixc, "--unconfined", module, "-o", options.work / output, *flags])


def traced(options, *arguments, program="faults"):
    command = ["strace", "-f", "-qq", "-o", options.work / "trace", *arguments, options.work / program]
    return subprocess.run(command, env={}, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)


def calls(options):
    """How often each thread makes each call, at most (strace counts them by thread), and how often before the program
    begins."""
    done = traced(options, "-e", f"trace={','.join(FAULTS)},write")
    if done.returncode != 0:
        raise RuntimeError(f"without faults: exit status {done.returncode}\n{done.stderr}")
    pattern = re.compile(r"^(\d+) +(\w+)\(", re.MULTILINE)
    before, text = (options.work / "trace").read_text().split('write(1, "started', 1)
    first = collections.Counter(name for _, name in pattern.findall(before))
    counts = collections.Counter(pattern.findall(before + text))
    most = collections.Counter()
    for (_, name), count in counts.items():
        if name in FAULTS:
            most[name] = max(most[name], count)
    return most, first


def problem(options, name, number, program="faults"):
    try:
        done = traced(options, "-e", f"trace={name}", "-e", f"inject={name}:error={FAULTS[name]}:when={number}", program=program)
    except subprocess.TimeoutExpired:
        return "does not end"
    if done.returncode == 0 or REFUSES_IMAGES in done.stderr:
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
    runs, failed, problems = 0, 0, 0
    most, first = calls(options)
    faults = [(name, number, "faults") for name, count in sorted(most.items())
              for number in range(first[name] + 1 if name in HARMLESS else 1, count + 1)]
    faults += [("clone3", f"{number}+", "refused_threads") for number in range(1, MOST_THREADS + 1)]
    for name, number, program in faults:
        runs += 1
        if text := problem(options, name, number, program):
            problems += 1
            print(f"{program}: {name} number {number}: {text}")
        failed += "(INJECTED)" in (options.work / "trace").read_text()
    # Which thread makes which call is a matter of luck, so some faults never come.
    print(f"{runs} runs, {failed} with a fault, {problems} problems")
    return 1 if problems or failed < runs / 2 else 0


if __name__ == "__main__":
    sys.exit(main())
