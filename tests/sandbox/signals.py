#!/usr/bin/env python3
"""Delivers a signal, to a callback, in each call that blocks, made from each kind of module: signal_modules.py has them.

usage: signals.py [--wasixc FILE] [--work DIR]

Exits with 77 when wasixc is missing.
"""

import os
import pathlib
import pty
import signal
import subprocess
import sys
import tty
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools/pylib"))

import runner  # noqa: E402
import signal_modules  # noqa: E402
import toolchain  # noqa: E402

TIME_LIMIT = 100
SIGNALED = 128


class SignalsTest(unittest.TestCase):
    wasixc = work = None

    @classmethod
    def compile(cls, text, name, *options):
        source, module, program = (cls.work / f"{name}{ending}" for ending in (".wat", ".wasm", ""))
        source.write_text(text)
        toolchain.build(["wat2wasm", "--enable-threads", source, "-o", module])
        if "--shared" in options:
            signal_modules.mark_as_library(module)
        toolchain.build([cls.wasixc, module, "-o", program, *options])
        return program

    @classmethod
    def setUpClass(cls):
        cls.libraries, cls.grant = cls.work / "lib", cls.work / "grant"
        for folder in (cls.libraries, cls.grant):
            folder.mkdir(exist_ok=True)
        if not (cls.grant / "fifo").exists():
            os.mkfifo(cls.grant / "fifo")
        cls.compile(signal_modules.library(), "lib/cases.so", "--shared")
        cls.plain = cls.compile(signal_modules.program(with_library=False), "plain")
        cls.linked = cls.compile(signal_modules.program(with_library=True), "linked")

    def check(self, program, kinds):
        """Standard input is a pipe, and then a terminal, on which nothing comes."""
        options = f"--dir {self.grant}::/grant --dir {self.libraries}::/lib:ro --net listen:127.0.0.1"
        cases = list(signal_modules.CASES | signal_modules.THREAD_CASES)
        for make_input in (os.pipe, pty.openpty):
            ends = make_input()
            source = ends[0] if make_input is os.pipe else ends[1]
            if make_input is pty.openpty:
                tty.setraw(source)
            for kind in kinds:
                with self.subTest(program=program.name, kind=kind, terminal=make_input is pty.openpty):
                    done = subprocess.run([program, kind], env={"WASIXC_OPTIONS": options}, stdin=source, capture_output=True,
                                          timeout=TIME_LIMIT)
                    status = done.returncode
                    self.assertEqual(done.stderr, b"")
                    if 1 <= status <= len(cases):
                        self.fail(f"{cases[status - 1]}: no signal was seen")
                    if 100 <= status < 100 + len(cases):
                        self.fail(f"{cases[status - 100]}: values in the frame have changed")
                    self.assertEqual(status, 0)
            for fd in ends:
                os.close(fd)

    # Letters: o its own thread, f a forked child, v a vfork's, c a coroutine, s signals at random times.

    def test_a_program_of_one_module(self):
        self.check(self.plain, "ofvcs")

    def test_a_thread(self):
        self.check(self.plain, "T")

    def test_a_program_that_has_loaded_a_library(self):
        self.check(self.linked, "OFVCS")

    def test_a_library(self):
        self.check(self.linked, "ofvcs")

    def test_a_program_that_a_library_calls(self):
        self.check(self.linked, "T")

    def test_no_room_for_the_callback_where_the_guest_goes_on(self):
        program = self.compile(signal_modules.deep_program(), "deep")

        def run(depth, *more):
            return subprocess.run([program, str(depth), *more], env={}, capture_output=True, text=True, timeout=TIME_LIMIT)
        low, high = 0, 1 << 20
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if run(middle).returncode == 0 else (low, middle)
        self.assertEqual(run(low // 2, "restore").returncode, 7)
        done = run(low, "restore")
        self.assertEqual(done.returncode, SIGNALED + signal.SIGSEGV)
        self.assertIn("call stack exhausted", done.stderr)


if __name__ == "__main__":
    sys.exit(runner.run_case(SignalsTest, __doc__, "build/sandbox-signals"))
