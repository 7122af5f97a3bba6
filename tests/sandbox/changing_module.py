#!/usr/bin/env python3
"""Changes a module while wasixc compiles it: the result is that of the bytes as they were when wasixc read them.

usage: changing_module.py [--wasixc FILE] [--work DIR]

Validation and lowering look at the same bytes, seconds apart. If a change got in between, code that nobody has
validated would run: here the victim makes a function reference out of a number of its choice. Exits with 77 when wasixc
is missing.
"""

import os
import pathlib
import random
import shutil
import signal
import struct
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools/pylib"))

import runner  # noqa: E402
import wasm_module as wasm  # noqa: E402

FILLERS, OPERATIONS = 240, 200  # more than one shard, so that the victim is lowered after others have been compiled


def filler(choices):
    """(i64, i64) -> i64: something that takes a while to compile."""
    code = wasm.local_get(0)
    for i in range(OPERATIONS):
        code += wasm.local_get(i & 1) + choices.choice(b"\x7c\x7d\x7e\x85").to_bytes(1, "little")
        code += b"\x42" + wasm.signed(choices.randrange(1 << 20)) + b"\x7c"
    return wasm.body(code)


def build_module():
    """The module, and where the index of a global lies in it: of an i64, and one more is that of a funcref."""
    choices = random.Random(1)
    victim = b"\x42" + wasm.signed(0x4141414141414141) + b"\x24\0"
    start = wasm.call(FILLERS) + b"\x41\0\x23\1\x26\0" + b"\x41\0\x11\0\0"
    module = wasm.module(
        wasm.section(wasm.TYPE, wasm.vector([wasm.PLAIN, wasm.function_type([wasm.I64] * 2, [wasm.I64])])),
        wasm.section(wasm.FUNCTION, wasm.vector([b"\1"] * FILLERS + [b"\0", b"\0"])),
        wasm.section(wasm.TABLE, wasm.vector([wasm.FUNCREF + b"\0\1"])),
        wasm.section(wasm.MEMORY, wasm.vector([b"\0\1"])),
        wasm.section(wasm.GLOBAL, wasm.vector([b"\x7e\1\x42\0\x0b", b"\x70\1\xd0\x70\x0b"])),
        wasm.section(wasm.EXPORT, wasm.vector([wasm.export_function("_start", FILLERS + 1), wasm.export_memory()])),
        wasm.section(wasm.CODE, wasm.vector([filler(choices) for _ in range(FILLERS)] +
                                            [wasm.body(victim), wasm.body(start)])))
    return module, module.index(victim) + len(victim) - 1


def stop_when_read(process, size):
    """Stops the compiler once it has read the module. Whether that was early: starting and reading take half of this time,
    and the victim is lowered after the first shard has been compiled, which takes several times as long."""
    early = 0.2 * os.sysconf("SC_CLK_TCK")
    folder = pathlib.Path(f"/proc/{process.pid}")
    while process.poll() is None:
        if int((folder / "io").read_text().split()[1]) >= size:  # all bytes that it has read of anything
            process.send_signal(signal.SIGSTOP)
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            return int(fields[11]) + int(fields[12]) <= early
        time.sleep(0.001)
    return False


def change(path, victim, changed, stop, choices):
    """The change that matters first, then any others, until the compiler has ended."""
    with open(path, "r+b", buffering=0) as file:
        os.pwrite(file.fileno(), b"\1", victim)
        changed.set()
        size = os.fstat(file.fileno()).st_size
        while not stop.wait(0.001):
            os.pwrite(file.fileno(), struct.pack("B", choices.randrange(256)), choices.randrange(size))
        os.ftruncate(file.fileno(), 0)


def start_and_stop(options, arguments, path, module, from_stdin=False, **popen):
    """A compiler that has just read the module."""
    for _ in range(20):
        path.write_bytes(module)
        with open(path if from_stdin else os.devnull, "rb") as stdin:
            process = subprocess.Popen([options.wasixc, *arguments], stdin=stdin, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.PIPE, **popen)
        if stop_when_read(process, len(module)):
            return process
        process.kill()
        process.communicate()
    sys.exit("the compiler was never caught in time")


def compile_changing(options, arguments, module, victim, seed, **popen):
    """Compiles a file that changes as soon as it has been read."""
    path = options.work / "module.wasm"
    process = start_and_stop(options, arguments, path, module, **popen)
    changed, stop = threading.Event(), threading.Event()
    changer = threading.Thread(target=change, args=(path, victim, changed, stop, random.Random(seed)))
    changer.start()
    changed.wait()
    process.send_signal(signal.SIGCONT)
    errors = process.communicate()[1]
    stop.set()
    changer.join()
    return f"exit status {process.returncode}: {errors.decode(errors='replace').strip()}" if process.returncode else None


def main():
    options = runner.parser(__doc__, "build/changing-module").parse_args()
    options.work = options.work.absolute()
    runner.require(options.wasixc)
    shutil.rmtree(options.work, ignore_errors=True)
    options.work.mkdir(parents=True)
    module, victim = build_module()
    still, output = options.work / "still.wasm", options.work / "output"
    still.write_bytes(module)
    subprocess.run([options.wasixc, "-O0", "-j1", still, "-o", options.work / "expected"], check=True)
    expected = (options.work / "expected").read_bytes()

    problems = []
    flags = ["-O0", "-j1"]
    roads = {"by name": ([*flags, options.work / "module.wasm", "-o", output], {}),
             "by descriptor": ([*flags, "/proc/self/fd/0", "-o", output], {"from_stdin": True})}
    for seed, (road, (arguments, popen)) in enumerate(list(roads.items()) * 2):
        output.unlink(missing_ok=True)
        problem = compile_changing(options, arguments, module, victim, seed, **popen)
        if not problem and output.read_bytes() != expected:
            problem = "the output is not that of the module as it was read"
        if problem:
            problems.append(f"{road}, seed {seed}: {problem}")

    # The victim's reference is used here, so a change that got through would be a jump to anywhere.
    environment = {"XDG_CACHE_HOME": str(options.work / "cache")}
    problem = compile_changing(options, ["run", *flags, options.work / "module.wasm"], module, victim, 99, env=environment)
    if not problem or "uninitialized element" not in problem:
        problems.append(f"run: {problem}")
    print(*problems, f"{len(problems)} problems", sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
