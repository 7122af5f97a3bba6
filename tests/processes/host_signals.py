#!/usr/bin/env python3
"""Sends signals to the host process of interrupted.c, and types Ctrl-C at its terminal.

usage: host_signals.py [--wasixc FILE] [--work DIR]

Exits with 77 when wasixc is missing.
"""

import os
import pathlib
import pty
import signal
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools/pylib"))

import runner  # noqa: E402
import toolchain  # noqa: E402

TIME_LIMIT = 30
SETTLING_TIME = 0.2  # from the line "ready" until the program sleeps


def send(executable, way, number):
    """What the program says and ends with when it gets a signal in its sleep."""
    with subprocess.Popen([executable, way], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        time.sleep(SETTLING_TIME)
        process.send_signal(number)
        rescue = threading.Timer(TIME_LIMIT, process.kill)
        rescue.start()
        output = process.stdout.read()  # while the standard input stays open: its end would wake the program, too
        rescue.cancel()
    return f"{output.strip()} [{process.returncode}]"


def press_control_c(executable, way):
    child, terminal = pty.fork()
    if child == 0:
        os.execv(executable, [executable, way])
    output = b""
    while b"ready" not in output:
        output += os.read(terminal, 100)
    time.sleep(SETTLING_TIME)
    os.write(terminal, b"\x03")
    try:
        while chunk := os.read(terminal, 1000):
            output += chunk
    except OSError:  # the other end is closed
        pass
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return output.decode().splitlines()[-1].replace("^C", "") + f" [{status}]"


def results(executable):
    for way in ("read", "poll", "sleep", "pause"):
        yield send(executable, way, signal.SIGTERM), f"{way}: handled 15, EINTR [0]"
    yield send(executable, "read", signal.SIGWINCH), "read: handled 28, EINTR [0]"
    yield send(executable, "default", signal.SIGTERM), " [-15]"
    yield send(executable, "default", signal.SIGHUP), " [-1]"
    yield send(executable, "unhandled", signal.SIGTERM), " [143]"
    yield press_control_c(executable, "read"), "read: handled 2, EINTR [0]"
    yield press_control_c(executable, "group"), "handled 2, child ended by 2 [0]"


def main():
    parser = runner.parser(__doc__, "build/release/host-signals")
    options = parser.parse_args()
    runner.require(options.wasixc)
    runner.default_signals()
    options.work.mkdir(parents=True, exist_ok=True)
    source, executable = HERE / "interrupted.c", options.work / "interrupted"
    module = executable.with_suffix(".wasm")
    toolchain.build([*toolchain.guest_compiler(source, "wasix"), "-O2", "-w", source, "-o", module])
    toolchain.build([options.wasixc, module, "-o", executable])
    failed = 0
    for actual, expected in results(executable.absolute()):
        if actual != expected:
            failed += 1
            print(f"expected {expected!r}, got {actual!r}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
