#!/usr/bin/env python3
"""Runs terminal.c on a pseudo terminal: its size, raw mode, and the state that it leaves behind.

usage: run.py [--wasixc FILE] [--work DIR]

Exits with 77 when wasixc is missing.
"""

import fcntl
import os
import pathlib
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools/pylib"))

import runner  # noqa: E402
import toolchain  # noqa: E402

TIME_LIMIT = 10


def set_size(terminal, columns, rows):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


class Session:
    """A program on a terminal of its own; we are the keyboard and the screen."""

    def __init__(self, program, *arguments):
        self.keyboard, self.terminal = pty.openpty()
        set_size(self.keyboard, 100, 40)
        self.before = termios.tcgetattr(self.terminal)
        self.screen = ""
        self.process = subprocess.Popen([program, *arguments], stdin=self.terminal, stdout=self.terminal,
                                        stderr=self.terminal, env={}, start_new_session=True)

    def wait_for(self, text):
        deadline = time.monotonic() + TIME_LIMIT
        while text not in self.screen:
            if not select.select([self.keyboard], [], [], max(0, deadline - time.monotonic()))[0]:
                raise AssertionError(f"no {text!r} in {self.screen!r}")
            self.screen += os.read(self.keyboard, 4096).decode(errors="replace").replace("\r\n", "\n")

    def type(self, text):
        os.write(self.keyboard, text.encode())

    def end(self):
        """The exit status, and whether the terminal is as it was."""
        status = self.process.wait(TIME_LIMIT)
        restored = termios.tcgetattr(self.terminal) == self.before
        os.close(self.keyboard)
        os.close(self.terminal)
        return status, restored


class TerminalTest(unittest.TestCase):
    wasixc = work = None

    @classmethod
    def setUpClass(cls):
        module, cls.program = cls.work / "terminal.wasm", cls.work / "terminal"
        toolchain.build([*toolchain.guest_compiler("terminal.c", "wasix"), "-O1", HERE / "terminal.c", "-o", module])
        toolchain.build([cls.wasixc, module, "-o", cls.program])

    def start(self, ending):
        session = Session(self.program, ending)
        session.wait_for("first: echo 1, lines 1, 100 x 40\n")
        session.wait_for("raw: echo 0, lines 0, 100 x 40\n")
        set_size(session.keyboard, 33, 11)
        session.type("k")
        session.wait_for("key k\nafter the key: echo 0, lines 0, 33 x 11\nthrough /dev/tty\n")
        return session

    def test_exit_restores_the_terminal(self):
        self.assertEqual(self.start("exit").end(), (7, True))

    def test_a_trap_restores_the_terminal(self):
        self.assertEqual(self.start("trap").end(), (128 + signal.SIGABRT, True))

    def test_signals_restore_the_terminal(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            session = self.start("wait")
            session.process.send_signal(number)
            status, restored = session.end()
            self.assertTrue(restored)
            self.assertIn(status, (-number, 128 + number))

    def test_without_a_terminal(self):
        done = subprocess.run([self.program], stdin=subprocess.DEVNULL, capture_output=True, text=True, env={}, timeout=TIME_LIMIT)
        self.assertEqual((done.returncode, done.stdout), (0, "no terminal\n"))


def main():
    parser = runner.parser(__doc__, "build/terminal")
    options = parser.parse_args()
    runner.require(options.wasixc)
    options.work.mkdir(parents=True, exist_ok=True)
    TerminalTest.wasixc, TerminalTest.work = options.wasixc, options.work.resolve()
    result = unittest.TextTestRunner(verbosity=1).run(unittest.defaultTestLoader.loadTestsFromTestCase(TerminalTest))
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
