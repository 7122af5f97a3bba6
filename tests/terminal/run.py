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


def is_running(pid):
    """Neither ended nor waiting for somebody to notice that it has."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def set_size(terminal, columns, rows):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def eventually(condition):
    deadline = time.monotonic() + TIME_LIMIT
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


class Session:
    """A program on a terminal of its own; we are the keyboard and the screen."""

    def __init__(self, program, *arguments, stdout=None, stdin_only=False):
        self.keyboard, self.terminal = pty.openpty()
        set_size(self.keyboard, 100, 40)
        self.before = termios.tcgetattr(self.terminal)
        self.screen = ""
        self.process = subprocess.Popen([program, *arguments], stdin=self.terminal,
                                        stdout=self.terminal if stdout is None else stdout,
                                        stderr=subprocess.DEVNULL if stdin_only else self.terminal, env={}, start_new_session=True)

    def child(self):
        """The process that guards the terminal; it begins when the program does, which may take a moment."""
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return int(children.read_text().split()[0]) if eventually(children.read_text) else None

    def settles(self, expected):
        """Whether the terminal comes to have these modes, within a while."""
        return eventually(lambda: termios.tcgetattr(self.terminal) == expected)

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

    def test_streams_that_were_closed_are_restored(self):
        self.assertEqual(self.start("close").end(), (7, True))

    def test_each_terminal_is_restored(self):
        second, terminal = pty.openpty()
        before = termios.tcgetattr(terminal)
        session = Session(self.program, "both", stdout=terminal)
        session.type("k")
        self.assertEqual(session.end(), (7, True))
        self.assertIn(b"second: echo 0, lines 0", os.read(second, 4096))
        self.assertEqual(termios.tcgetattr(terminal), before)
        os.close(second)
        os.close(terminal)

    # The host process has no say in its end

    def test_a_kill_restores_the_terminal(self):
        for number in (signal.SIGKILL, signal.SIGSEGV):
            session = self.start("wait")
            session.process.send_signal(number)
            session.process.wait(TIME_LIMIT)
            self.assertTrue(session.settles(session.before))
            session.end()

    def test_who_has_taken_the_terminal_back_keeps_it(self):
        session = self.start("wait")
        guard = session.child()
        session.process.send_signal(signal.SIGSTOP)
        modes = termios.tcgetattr(session.terminal)
        modes[0] &= ~termios.ICRNL
        termios.tcsetattr(session.terminal, termios.TCSANOW, modes)
        session.process.kill()
        session.process.wait(TIME_LIMIT)
        self.assertTrue(eventually(lambda: not is_running(guard)))
        self.assertEqual(termios.tcgetattr(session.terminal), modes)
        session.end()

    def test_the_guard_is_not_noticed(self):
        read, write = os.pipe()
        session = Session(self.program, "wait", stdin_only=True, stdout=write)
        os.close(write)
        guard = session.child()
        folder = pathlib.Path(f"/proc/{guard}/fd")
        self.assertTrue(eventually(lambda: sorted(os.readlink(fd)[:5] for fd in folder.iterdir()) == ["/dev/", "pipe:"]))
        self.assertNotEqual(os.getsid(guard), os.getsid(session.process.pid))
        self.assertNotEqual(os.getpgid(guard), os.getpgid(session.process.pid))
        session.type("k")
        session.process.kill()
        while os.read(read, 4096):  # up to the end of the file
            pass
        session.process.wait(TIME_LIMIT)
        self.assertTrue(eventually(lambda: not is_running(guard)))
        session.end()
        os.close(read)

    def test_no_guard_without_a_terminal(self):
        process = subprocess.Popen([self.program, "wait"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={})
        children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children")
        process.stdout.read()
        self.assertEqual(children.read_text() if children.exists() else "", "")
        process.communicate()

    def test_without_a_terminal(self):
        done = subprocess.run([self.program], stdin=subprocess.DEVNULL, capture_output=True, text=True, env={}, timeout=TIME_LIMIT)
        self.assertEqual((done.returncode, done.stdout), (0, "no terminal\n"))


if __name__ == "__main__":
    sys.exit(runner.run_case(TerminalTest, __doc__, "build/terminal"))
