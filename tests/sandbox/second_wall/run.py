#!/usr/bin/env python3
"""Breaks the first wall on purpose and looks what the second one leaves: native code of an attacker (broken_in.c) takes the
place of a compiled function, and tries each way out once behind the wall and once without it (--unconfined).

usage: run.py [--wasixc FILE] [--work DIR]

Exits with 77 when wasixc or the kernel's Landlock is missing.
"""

import ctypes
import errno
import os
import pathlib
import shutil
import signal
import socket
import struct
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "tools/pylib"))

import runner  # noqa: E402
import toolchain  # noqa: E402

KILLED = -signal.SIGSYS
MARK = b"SECOND-WALL-RUN\0"
PATH_BYTES = 256
REFUSED = (-errno.EACCES, -errno.EPERM, -errno.EXDEV)

# What each attempt of broken_in.c must end with behind the wall: the filter kills it, or Landlock refuses the file.
ATTEMPTS = {
    1: ("read a file beside the grants", REFUSED), 2: ("write a file beside the grants", REFUSED),
    3: ("create a file beside the grants", REFUSED), 4: ("write a file of a read-only grant", REFUSED),
    5: ("follow a link out of a grant", REFUSED), 6: ("execute a program", KILLED),
    7: ("execute a descriptor", (KILLED, *REFUSED)), 8: ("fork", KILLED), 9: ("begin a process by clone", KILLED),
    10: ("make a user namespace", KILLED), 11: ("leave the mount namespace", KILLED), 12: ("connect to a port", KILLED),
    13: ("connect to a socket of the host", KILLED), 14: ("send to a socket of the host", KILLED),
    15: ("map writable code", KILLED), 16: ("make code writable", KILLED), 17: ("map code that was written", KILLED),
    18: ("trace another process", KILLED), 19: ("signal another process", KILLED),
    20: ("signal a thread of another process", KILLED), 21: ("read another process's memory", KILLED),
    22: ("read another process's environment", REFUSED), 23: ("open by handle", KILLED),
    24: ("use the calls of 32-bit programs", (KILLED, -signal.SIGSEGV)), 25: ("use the calls of x32 programs", KILLED),
    26: ("chmod", KILLED), 27: ("fchmodat", KILLED), 28: ("chown", KILLED), 29: ("truncate by name", KILLED),
    30: ("remove a file beside the grants", REFUSED), 31: ("rename a file beside the grants", REFUSED),
    33: ("mount", KILLED), 34: ("load a program into the kernel", KILLED), 35: ("open another process", KILLED),
    36: ("become another user", KILLED), 37: ("handle faults of others", KILLED), 38: ("set up io_uring", KILLED),
    39: ("type into the terminal", KILLED), 40: ("change the current directory", KILLED),
    41: ("link a file beside the grants", REFUSED), 42: ("make a directory beside the grants", REFUSED),
    43: ("set another process's limit", KILLED)}

# Without the wall, these go through (as root or anybody): if one does not, its attempt proves nothing.
WORKS_UNCONFINED = {1, 2, 3, 4, 5, 8, 9, 12, 13, 15, 16, 17, 26, 27, 29, 31, 40, 41, 42, 43}


def symbol_offset(elf, name):
    """Where a function's code lies in the file, and its size."""
    sections = struct.unpack_from("<Q", elf, 40)[0]
    size, count = struct.unpack_from("<HH", elf, 58)
    headers = [struct.unpack_from("<IIQQQQIIQQ", elf, sections + i * size) for i in range(count)]
    for header in headers:
        if header[1] != 2:  # SHT_SYMTAB
            continue
        strings = headers[header[6]][4]
        for entry in range(header[4], header[4] + header[5], 24):
            label, _, _, section, value, length = struct.unpack_from("<IBBHQQ", elf, entry)
            end = elf.index(b"\0", strings + label)
            if elf[strings + label:end] == name and section < count:
                home = headers[section]
                return value - home[3] + home[4], length
    raise LookupError(name)


def victim_module(path):
    """A module with a function that compiles to many bytes: its stores cannot be left out or put together."""
    stores = "\n".join(f"(i32.store offset={i * 8} (local.get 0) (i32.mul (local.get 0) (i32.const {i * 977 + 3})))"
                       for i in range(900))
    path.with_suffix(".wat").write_text(f"""(module (memory (export "memory") 4)
      (func $victim (export "victim") (param i32) {stores})
      (func (export "_start") (call $victim (i32.load (i32.const 0)))))""")
    toolchain.build(["wat2wasm", path.with_suffix(".wat"), "-o", path])


class SecondWall(unittest.TestCase):
    wasixc = work = None

    @classmethod
    def setUpClass(cls):
        victim_module(cls.work / "victim.wasm")
        toolchain.build([cls.wasixc, "-O0", cls.work / "victim.wasm", "-o", cls.work / "victim"])
        code = cls.work / "broken_in"
        toolchain.build(["clang-22", "-O1", "-D_GNU_SOURCE", "-fpie", "-ffreestanding", "-fno-stack-protector", "-fno-jump-tables", "-mno-sse",
                         "-fno-asynchronous-unwind-tables", "-nostdlib", "-static-pie", "-fuse-ld=lld", "-Wl,-T",
                         HERE / "flat.ld", "-Wl,--no-dynamic-linker", HERE / "broken_in.c", "-o", code])
        toolchain.build(["llvm-objcopy-22", "-O", "binary", "-j", ".text", code, code.with_suffix(".bin")])
        cls.code = code.with_suffix(".bin").read_bytes()
        cls.program = (cls.work / "victim").read_bytes()
        cls.place, size = symbol_offset(cls.program, b"victim")
        assert size >= len(cls.code), (size, len(cls.code))

    def setUp(self):
        self.root = self.work / "root"
        shutil.rmtree(self.root, ignore_errors=True)
        for name in ("writable", "read-only"):
            (self.root / name).mkdir(parents=True)
            (self.root / name / "granted.txt").write_text("granted")
        (self.root / "secret").write_text("secret")
        self.other = subprocess.Popen(["sleep", "600"])
        self.server = socket.create_server(("127.0.0.1", 0))
        self.local = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.local.bind(str(self.root / "socket"))
        self.local.listen()

    def tearDown(self):
        self.other.kill()
        self.other.wait()
        self.server.close()
        self.local.close()

    def attempt(self, number, *options):
        """The result of the last system call, or the negative signal that ended the program."""
        paths = [self.root / "secret", self.root / "outside", self.root / "writable", self.root / "read-only",
                 self.root / "socket"]
        orders = struct.pack("<iiii", number, self.other.pid, self.server.getsockname()[1], 0) + b"".join(
            os.fsencode(path).ljust(PATH_BYTES, b"\0") for path in paths)
        code = bytearray(self.code)
        begin = code.index(MARK) + len(MARK)
        code[begin:begin + len(orders)] = orders
        program = bytearray(self.program)
        program[self.place:self.place + len(code)] = code
        path = self.root / "broken"
        path.write_bytes(program)
        path.chmod(0o755)
        done = subprocess.run([path], env={"WASIXC_OPTIONS": " ".join(options)}, capture_output=True, timeout=60,
                              stdin=subprocess.DEVNULL)
        return int(done.stdout.split()[0]) if done.returncode == 0 and done.stdout.strip() else done.returncode

    @property
    def grants(self):
        return ("--dir", f"{self.root}/writable::/w", "--dir", f"{self.root}/read-only::/r:ro")

    def outside(self):
        """Everything beside the grants."""
        return {path: (path.lstat().st_mode, path.lstat().st_uid, path.lstat().st_size, path.lstat().st_nlink)
                for path in self.root.rglob("*") if path.name not in ("broken", "way-out")}

    def test_granted_files_are_reached_as_before(self):
        self.assertGreaterEqual(self.attempt(0, *self.grants), 0)

    def test_every_way_out_is_closed(self):
        before = self.outside()
        for number, (what, expected) in ATTEMPTS.items():
            # Where no image can be loaded later, no code can be mapped either.
            grants = self.grants[:2] if number == 17 else self.grants
            with self.subTest(what):
                result = self.attempt(number, *grants)
                self.assertIn(result, expected if isinstance(expected, tuple) else (expected,))
        self.assertEqual(self.outside(), before)
        self.assertIsNone(self.other.poll())

    def test_the_same_ways_are_open_without_the_wall(self):
        for number in sorted(WORKS_UNCONFINED):
            self.tearDown()
            self.setUp()
            with self.subTest(ATTEMPTS[number][0]):
                self.assertGreaterEqual(self.attempt(number, *self.grants, "--unconfined"), 0)

    def test_only_read_only_grants_leave_times_and_names_alone(self):
        for number in (30, 31, 32, 41, 42, 44):
            self.assertEqual(self.attempt(number, "--dir", f"{self.root}/read-only::/r:ro"), KILLED)

    def test_no_grant_at_all(self):
        for number in (1, 2, 3, 22):
            self.assertIn(self.attempt(number), REFUSED)

    def test_ports_that_were_not_granted(self):
        port = self.server.getsockname()[1]
        self.assertIn(self.attempt(12, "--net", f"connect:127.0.0.1:{port ^ 1}"), REFUSED)
        self.assertEqual(self.attempt(12, "--net", f"connect:127.0.0.1:{port}"), 0)
        self.assertIn(self.attempt(12, "--net", f"listen:127.0.0.1:{port}"), REFUSED)

    def test_sockets_of_the_host_need_their_grant(self):
        self.assertEqual(self.attempt(13, "--net", "all"), 0)
        self.assertEqual(self.attempt(13, "--net", "connect"), KILLED)
        self.assertEqual(self.attempt(14, "--net", "all"), KILLED)

    def test_hardened_programs_start_only_behind_all_walls(self):
        self.assertGreaterEqual(self.attempt(0, *self.grants, "--harden"), 0)

        def without_landlock():  # the answer of a kernel that has none, by a filter of system calls
            class Instruction(ctypes.Structure):
                _fields_ = [("code", ctypes.c_ushort), ("jt", ctypes.c_ubyte), ("jf", ctypes.c_ubyte), ("k", ctypes.c_uint)]

            class Program(ctypes.Structure):
                _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.POINTER(Instruction))]
            filter = (Instruction * 4)((0x20, 0, 0, 0), (0x15, 0, 1, 444), (0x06, 0, 0, 0x50000 | errno.ENOSYS),
                                       (0x06, 0, 0, 0x7fff0000))
            library = ctypes.CDLL(None, use_errno=True)
            library.prctl(38, 1, 0, 0, 0)
            library.prctl(22, 2, ctypes.byref(Program(4, filter)), 0, 0)
        done = subprocess.run([self.work / "victim"], env={"WASIXC_OPTIONS": "--harden"}, capture_output=True, text=True,
                              preexec_fn=without_landlock, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (126, "victim: cannot run with --harden: this kernel has no Landlock\n"))
        done = subprocess.run([self.work / "victim"], env={}, capture_output=True, preexec_fn=without_landlock, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)


def has_landlock():
    return ctypes.CDLL(None, use_errno=True).syscall(444, None, 0, 1) >= 4


def main():
    options = runner.parser(__doc__, "build/second-wall").parse_args()
    runner.require(options.wasixc)
    if not has_landlock():
        print("this kernel has no Landlock, or an old one")
        return 77
    options.work.mkdir(parents=True, exist_ok=True)
    SecondWall.wasixc, SecondWall.work = options.wasixc, options.work.resolve()
    result = unittest.TextTestRunner(verbosity=1).run(unittest.defaultTestLoader.loadTestsFromTestCase(SecondWall))
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
