#!/usr/bin/env python3
"""What programs make of the descriptors, the environment and the names that they were started with: streams.c.

usage: streams.py [--wasixc FILE] [--work DIR]

Exits with 77 when wasixc is missing.
"""

import fcntl
import itertools
import os
import pathlib
import pty
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools/pylib"))

import runner  # noqa: E402
import toolchain  # noqa: E402

TIME_LIMIT = 60
NOBODY = 65534
AGAIN, INVAL = 6, 28  # the guest's numbers


class StreamsTest(unittest.TestCase):
    wasixc = work = None

    @classmethod
    def setUpClass(cls):
        cls.module, cls.program = cls.work / "streams.wasm", cls.work / "streams"
        toolchain.build([*toolchain.guest_compiler("streams.c", "wasix"), "-O1", HERE / "streams.c", "-o", cls.module])
        toolchain.build([cls.wasixc, cls.module, "-o", cls.program])

    def setUp(self):
        self.folder = self.work / "folder"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()

    def run_program(self, *actions, program=None, environment=None, **popen):
        popen.setdefault("stderr", subprocess.PIPE)
        return subprocess.run([program or self.program, *actions], env=environment or {}, cwd=self.folder, timeout=TIME_LIMIT, **popen)

    # Closed at the start

    def test_closed_descriptors_are_null(self):
        for count in (1, 2, 3):
            for closed in itertools.combinations("012", count):
                script = '"$0" standard messages ' + " ".join(f"{fd}>&-" for fd in closed)
                done = subprocess.run(["/bin/sh", "-c", script, self.program], env={"WASIXC_OPTIONS": "--dir ."}, cwd=self.folder,
                                      stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=TIME_LIMIT)
                self.assertEqual(done.returncode, 0, (closed, done.stderr))
                self.assertEqual(b"trap" in done.stderr, "2" not in closed)

    def test_the_compiler_keeps_messages_out_of_its_output(self):
        bad = self.folder / "bad.wasm"
        bad.write_bytes(b"\0asm\1\0\0\0\xff")
        subprocess.run(["/bin/sh", "-c", '"$0" bad.wasm -o out >&- 2>&- <&-', self.wasixc], cwd=self.folder, timeout=TIME_LIMIT)
        self.assertFalse((self.folder / "out").exists())

    # Flags that the host's other programs share

    def streams(self):
        """Descriptors to read from and to write to, neither of which is ready for ever, and all that keeps them open."""
        read, write = os.pipe()
        yield read, write, (read, write)
        ends = [end.detach() for end in socket.socketpair()]
        yield ends[0], ends[0], ends
        keyboard, terminal = pty.openpty()
        yield terminal, terminal, (keyboard, terminal)
        os.mkfifo(self.folder / "fifo")
        fifo = os.open(self.folder / "fifo", os.O_RDWR)
        yield fifo, fifo, (fifo,)

    def test_flags_of_the_host_never_change(self):
        for source, target, ends in self.streams():
            before = [fcntl.fcntl(fd, fcntl.F_GETFL) for fd in (source, target)]
            done = self.run_program("nonblock", "flags", "read", "append", "flags", stdin=source, stdout=target)
            self.assertEqual(done.stderr.decode().splitlines(),
                             ["set 0", "set 0", "set 0", "flags 4 4", f"read -{AGAIN}", "set 0", "flags 4 1"])
            self.assertEqual([fcntl.fcntl(fd, fcntl.F_GETFL) for fd in (source, target)], before)
            for fd in ends:
                os.close(fd)

    def test_flags_do_not_change_while_it_runs_nor_by_its_death(self):
        read, write = os.pipe()
        before = fcntl.fcntl(read, fcntl.F_GETFL)
        process = subprocess.Popen([self.program, "nonblock", "wait"], env={}, stdin=read, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE)
        for _ in range(3):
            self.assertEqual(process.stderr.readline(), b"set 0\n")
        self.assertEqual(fcntl.fcntl(read, fcntl.F_GETFL), before)
        process.kill()
        process.wait()
        process.stderr.close()
        self.assertEqual(fcntl.fcntl(read, fcntl.F_GETFL), before)
        os.close(read)
        os.close(write)

    def test_nonblocking_writes_do_not_wait(self):
        for _, target, ends in self.streams():
            done = self.run_program("nonblock", "flood", stdin=subprocess.DEVNULL, stdout=target)
            self.assertEqual(done.stderr.decode().splitlines()[3:], [f"flood -{AGAIN}"])
            for fd in ends:
                os.close(fd)

    def test_a_guest_waits_although_the_host_does_not(self):
        read, write = os.pipe()
        os.set_blocking(read, False)
        process = subprocess.Popen([self.program, "clear", "flags", "read"], env={}, stdin=read, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE)
        time.sleep(0.2)
        os.write(write, b"hello")
        _, errors = process.communicate(timeout=TIME_LIMIT)
        self.assertEqual(errors.decode().splitlines(), ["set 0", "set 0", "flags 0 0", "read 5"])
        self.assertFalse(os.get_blocking(read))
        os.close(read)
        os.close(write)

    def test_appending(self):
        path = self.folder / "file"
        path.write_text("before\n")
        with open(path, "r+b", buffering=0) as file:
            before = fcntl.fcntl(file, fcntl.F_GETFL)
            self.run_program("append", "begin", "write", "pwrite", stdin=subprocess.DEVNULL, stdout=file)
            self.assertEqual(fcntl.fcntl(file, fcntl.F_GETFL), before)
        self.assertEqual(path.read_text(), "before\ntextTEXT")

    def test_a_log_that_the_host_appends_to_is_not_written_over(self):
        path = self.folder / "file"
        path.write_text("before\n")
        with open(path, "ab", buffering=0) as file:
            before = fcntl.fcntl(file, fcntl.F_GETFL)
            done = self.run_program("clear", "flags", "begin", "write", "pwrite", stdin=subprocess.DEVNULL, stdout=file)
            self.assertIn(b"flags 0 1\n", done.stderr)
            self.assertEqual(fcntl.fcntl(file, fcntl.F_GETFL), before)
        self.assertEqual(path.read_text(), "before\ntextTEXT")

    def test_times_of_what_is_only_read_are_kept(self):
        source, target = self.folder / "source", self.folder / "target"
        source.touch()
        target.touch()
        before = source.stat().st_mtime_ns
        with open(source) as stdin, open(target, "w") as stdout:
            done = self.run_program("times", stdin=stdin, stdout=stdout)
        self.assertEqual(done.stderr.decode().splitlines(), [f"times -{INVAL}", "times 0"])
        self.assertEqual((source.stat().st_mtime_ns, target.stat().st_mtime_ns), (before, 10**9))
        with open("/dev/null") as device:
            before = os.fstat(device.fileno()).st_mtime_ns
            self.run_program("times", stdin=device, stdout=subprocess.DEVNULL)
            self.assertEqual(os.fstat(device.fileno()).st_mtime_ns, before)

    # Numbers

    def test_inode_numbers_say_nothing_about_the_host(self):
        lines = self.run_program("inodes", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE).stdout.decode().splitlines()
        numbers = [tuple(map(int, line.split())) for line in lines]
        self.assertEqual(len(numbers), 12)
        self.assertEqual({device for device, _ in numbers}, {0})
        self.assertLess(max(inode for _, inode in numbers), 1000)
        self.assertEqual(len({inode for _, inode in numbers}), 12 - 3, "the ends of a pipe are one object")

    # Messages

    def assert_harmless(self, output):
        text = output.decode()
        self.assertTrue(text)
        self.assertFalse([c for c in text if (ord(c) < 32 and c != "\n") or 0x7f <= ord(c) < 0xa0 or c == "\u202e"], text)
        return text

    def test_names_in_messages_are_shown_and_not_obeyed(self):
        for name in ("a\x1b[31mb", "c\u009b31md", "e\u202ef", "g\nh", b"i\x9bj", b"k\xffl"):
            name = os.fsencode(name)
            for actions, options in ((["trap"], b""), (["standard"], b"--dir missing" + name)):
                done = subprocess.run([b"/x/" + name, *actions], executable=self.program, env={b"WASIXC_OPTIONS": options},
                                      stdin=subprocess.DEVNULL, capture_output=True, timeout=TIME_LIMIT)
                self.assert_harmless(done.stderr)
            (self.folder / os.fsdecode(name)).write_bytes(b"no module")
            done = subprocess.run([self.wasixc, name], cwd=self.folder, capture_output=True, timeout=TIME_LIMIT)
            self.assertEqual(self.assert_harmless(done.stderr).count("\n"), 1)


@unittest.skipUnless(os.geteuid() == 0, "another user is needed")
class PrivilegedProgramTest(unittest.TestCase):
    """A program that belongs to root and is set-user-ID, run by somebody else."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.folder.chmod(0o755)
        module = self.folder / "probe.wasm"
        self.program = self.folder / "probe"
        toolchain.build([*toolchain.guest_compiler("probe.c"), "-O1", HERE / "probe.c", "-o", module])
        toolchain.build([StreamsTest.wasixc, module, "-o", self.program])
        (self.folder / "secret").write_text("secret")
        (self.folder / "secret").chmod(0o600)
        if os.statvfs(self.folder).f_flag & os.ST_NOSUID:
            self.skipTest("set-user-ID programs do not work here")

    def run_as_nobody(self, *actions, **environment):
        return subprocess.run([self.program, *actions], env=environment, user=NOBODY, group=NOBODY, extra_groups=[],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=TIME_LIMIT)

    def test_nothing_comes_from_the_environment(self):
        options = f"--dir {self.folder}::/x --inherit-env"
        marker = self.folder / "marker"
        compiler = self.folder / "compiler"
        compiler.write_text(f"#!/bin/sh\necho ran > {marker}\n")
        compiler.chmod(0o755)
        variables = {"WASIXC_OPTIONS": options, "WASIXC_COMPILER": str(compiler), "WASIX_LOG": "trace", "SECRET": "1"}
        self.program.chmod(0o755)
        plain = self.run_as_nobody("environment", "list=/x", **variables)
        self.assertIn("SECRET=1", plain.stdout)
        self.program.chmod(0o4755)
        done = self.run_as_nobody("environment", "list=/x", "read=/x/secret", **variables)
        self.assertNotIn("SECRET", done.stdout)
        self.assertNotIn("secret", done.stdout.replace("/x/secret", ""))
        self.assertNotIn("wasix: ", done.stderr)
        self.assertIn("cannot read /x/secret", done.stderr)
        self.assertFalse(marker.exists())

    def test_options_of_the_program_itself_hold(self):
        toolchain.build([StreamsTest.wasixc, self.folder / "probe.wasm", "-o", self.program, "--dir", f"{self.folder}::/x",
                         "--env", "PATH", "--env", "A=B", "--inherit-env"])
        self.program.chmod(0o4755)
        done = self.run_as_nobody("environment", "read=/x/secret", PATH="/evil", WASIXC_OPTIONS="--env C=D")
        self.assertEqual(done.stdout, "A=B\n/x/secret: secret\n")


def main():
    parser = runner.parser(__doc__, "build/sandbox-streams")
    options = parser.parse_args()
    runner.require(options.wasixc)
    options.work.mkdir(parents=True, exist_ok=True)
    StreamsTest.wasixc, StreamsTest.work = options.wasixc.resolve(), options.work.resolve()
    result = unittest.TextTestRunner(verbosity=1).run(unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"]))
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
