#!/usr/bin/env python3
"""Runs one compiled program under many grants and checks what it can reach: tests/sandbox/probe.c from the outside.

usage: run.py [--wasixc FILE] [--work DIR]

Exits with 77 when wasixc is missing.
"""

import os
import pathlib
import resource
import shutil
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools/pylib"))

import runner  # noqa: E402
import toolchain  # noqa: E402

MFILE, NOTDIR, BADF, ROFS, NOTCAPABLE = 33, 54, 8, 69, 76


class Sandbox(unittest.TestCase):
    """A folder with a granted part and a secret beside it, and the program compiled without any option."""

    maxDiff = None
    wasixc = work = None

    @classmethod
    def setUpClass(cls):
        cls.module, cls.program = cls.work / "probe.wasm", cls.work / "probe"
        toolchain.build([*toolchain.guest_compiler("probe.c"), "-O1", HERE / "probe.c", "-o", cls.module])
        toolchain.build([cls.wasixc, cls.module, "-o", cls.program])

    def setUp(self):
        self.root = self.work / "root"
        shutil.rmtree(self.root, ignore_errors=True)
        self.grant = self.root / "grant"
        self.grant.mkdir(parents=True)
        (self.root / "secret").write_text("secret")
        (self.grant / "data.txt").write_text("granted")
        (self.grant / "up").symlink_to("../secret")
        (self.grant / "absolute").symlink_to(self.root / "secret")

    def run_program(self, *actions, options=None, program=None, environment=None, **popen):
        environment = dict(environment or {})
        if options is not None:
            environment["WASIXC_OPTIONS"] = options
        popen.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.run([program or self.program, *actions], cwd=self.root, env=environment, capture_output=True,
                              text=True, timeout=60, **popen)

    def compile(self, *options):
        program = self.work / "granted"
        toolchain.build([self.wasixc, self.module, "-o", program, *options])
        return program

    def output(self, *actions, **arguments):
        done = self.run_program(*actions, **arguments)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    # Nothing but arguments and stdio

    def test_arguments_arrive(self):
        self.assertEqual(self.output("one", "", "two words"), "one\n\ntwo words\n")

    def test_nothing_is_reachable_by_default(self):
        for path in ("data.txt", "/etc/passwd", "../secret", ".", "/", str(self.root / "secret")):
            done = self.run_program(f"read={path}")
            self.assertEqual(done.stdout, "")
            self.assertIn("cannot read", done.stderr)
        self.assertEqual(self.output("write=new", "list=."), f"write new: error {NOTCAPABLE}\nlist .: -{NOTCAPABLE}\n")
        self.assertEqual(self.output(*(f"open={fd}:data.txt" for fd in (0, 1, 2)), stdin=None),
                         "".join(f"open {fd}:data.txt: error {NOTDIR}\n" for fd in (0, 1, 2)))

    def test_the_environment_is_empty(self):
        self.assertEqual(self.output("environment", environment={"HOME": "/root", "SECRET": "1"}), "")

    def test_descriptors_of_the_host_are_not_inherited(self):
        with open(self.root / "secret") as secret:
            os.set_inheritable(secret.fileno(), True)
            done = self.output(*(f"fd={fd}" for fd in range(3, 20)), close_fds=False)
        self.assertEqual(done, "".join(f"read {fd}: error {BADF}\n" for fd in range(3, 20)))

    def test_a_directory_as_stdin_is_no_grant(self):
        fd = os.open(self.grant, os.O_RDONLY)
        try:
            self.assertEqual(self.output("open=0:data.txt", stdin=fd), f"open 0:data.txt: error {NOTCAPABLE}\n")
        finally:
            os.close(fd)

    # How to grant is said once, to those who need to know

    def test_a_failed_open_says_how_to_grant(self):
        done = self.run_program("open=3:data.txt", "open=3:data.txt")
        self.assertEqual(done.stdout, f"open 3:data.txt: error {BADF}\n" * 2)
        self.assertEqual(done.stderr, "probe: note: cannot open 'data.txt': no directory is granted; run it with "
                                      "WASIXC_OPTIONS='--dir .' or compile it with --dir\n")

    def test_a_failed_program_says_how_to_grant(self):
        done = self.run_program("read=data.txt", "exit=1")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, "cannot read data.txt: .*\nprobe: note: it could not open any file: ")
        self.assertNotIn("note", self.run_program("exit=1").stderr)
        self.assertNotIn("note", self.run_program("read=data.txt").stderr)
        self.assertNotIn("note", self.run_program("read=missing", "exit=1", options="--dir .").stderr)

    # Grants

    def test_a_grant_opens_its_files_and_no_others(self):
        done = self.run_program("read=data.txt", "read=./data.txt", "read=up", "read=../secret", "read=absolute",
                                f"read={self.root}/secret", "write=new", "read=new", options="--dir grant::.")
        self.assertEqual(done.stdout, "data.txt: granted\n./data.txt: granted\nwrite new: 7\nnew: written\n")
        self.assertEqual(done.stderr.count("cannot read"), 4)
        self.assertEqual((self.grant / "new").read_text(), "written")

    def snapshot(self):
        """Everything beside the granted folder, with the times of the last change."""
        return {path: (os.lstat(path).st_ctime_ns, os.lstat(path).st_nlink)
                for path in [self.root, *self.root.rglob("*")] if self.grant not in [path, *path.parents]}

    def test_attempts_to_get_out_fail_as_they_should(self):
        module, program = self.work / "escapes.wasm", self.work / "escapes"
        toolchain.build([*toolchain.guest_compiler("escapes.c"), "-O1", HERE / "escapes.c", "-o", module])
        toolchain.build([self.wasixc, module, "-o", program])
        sub = self.grant / "sub"
        sub.mkdir()
        (sub / "inner").write_text("inner")
        for name, target in {"updir": "..", "chain": "updir", "absdir": self.root, "dangling": "../missing", "proc": "/proc",
                             "sub/climb": "../.."}.items():
            (self.grant / name).symlink_to(target)
        before = self.snapshot()
        done = self.run_program(program=program, options="--dir grant::/box")
        self.assertEqual((done.stderr, done.returncode), ("", 0), done.stdout)
        self.assertRegex(done.stdout, r"\A[0-9]{3} attempts, 0 surprises\n\Z")
        self.assertEqual(self.snapshot(), before)
        # In the root, what would lead out leads to other files in it, or nowhere.
        self.run_program(program=program, options="--dir grant::/")
        self.assertEqual(self.snapshot(), before)
        self.assertEqual((self.root / "secret").read_text(), "secret")

    def test_the_root_is_its_own_parent(self):
        (self.grant / "etc").mkdir()
        (self.grant / "etc/passwd").write_text("ours")
        (self.grant / "passwd").symlink_to("/etc/passwd")
        for name in (".", "/"):
            self.assertEqual(self.output("read=/../data.txt", "read=/passwd", "list=/..", options=f"--dir grant::{name}"),
                             "/../data.txt: granted\n/passwd: ours\nlist /..: 7\n")
        self.assertNotIn("ours", self.run_program("read=/a/passwd", options="--dir grant::/a").stdout)

    def test_grants_can_be_compiled_in_and_replaced(self):
        program = self.compile("--dir", f"{self.grant}::/data", "--env", "NAME=value")
        self.assertEqual(self.output("read=/data/data.txt", "environment", program=program),
                         "/data/data.txt: granted\nNAME=value\n")
        done = self.run_program("read=/data/data.txt", "environment", program=program, options="")
        self.assertEqual(done.stdout, "")
        self.assertEqual(self.output("read=/other/data.txt", program=program, options="--dir grant::/other"),
                         "/other/data.txt: granted\n")

    def test_two_grants(self):
        other = self.root / "other"
        other.mkdir()
        self.assertEqual(self.output("write=/a/new", "write=/b/new", "list=/b", options="--dir grant::/a --dir=other::/b"),
                         "write /a/new: 7\nwrite /b/new: 7\nlist /b: 3\n")

    def test_a_read_only_grant_is_not_changed(self):
        before = sorted(os.listdir(self.grant))
        self.assertEqual(
            self.output("read=data.txt", "write=data.txt", "write=new", "remove=data.txt", "rename=data.txt",
                        "symlink=data.txt", options="--dir grant::.:ro"),
            f"data.txt: granted\nwrite data.txt: error {ROFS}\nwrite new: error {ROFS}\nremove data.txt: {ROFS}\n"
            f"rename data.txt: {ROFS}\nsymlink data.txt: {ROFS}\n")
        self.assertEqual(sorted(os.listdir(self.grant)), before)
        self.assertEqual((self.grant / "data.txt").read_text(), "granted")

    def test_links_to_absolute_paths_are_not_made(self):
        self.assertEqual(self.output("symlink=/etc/passwd", "symlink=data.txt", options="--dir grant::."),
                         f"symlink /etc/passwd: {NOTCAPABLE}\nsymlink data.txt: 0\n")

    def test_variables(self):
        host = {"HOME": "/home/me", "LANG": "C"}
        self.assertEqual(self.output("environment", options="--env A=1\\ 2 --env HOME --env NONE", environment=host),
                         "A=1 2\nHOME=/home/me\n")
        self.assertEqual(sorted(self.output("environment", options="--inherit-env", environment=host).splitlines()),
                         ["HOME=/home/me", "LANG=C"])

    def test_mistakes_in_options_end_the_program(self):
        for options, message in (("--dri .", "unknown option '--dri'"), ("--dir", "missing value after '--dir'"),
                                 ("--env =x", "no variable in the value of '--env'")):
            done = self.run_program("hello", options=options)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (2, "", f"probe: WASIXC_OPTIONS: {message}\n"))
        done = self.run_program("hello", options="--dir missing")
        self.assertEqual((done.returncode, done.stderr),
                         (2, "probe: cannot grant directory 'missing': No such file or directory\n"))

    def test_descriptors_of_the_host_run_out_before_the_runtimes(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
        self.assertEqual(self.output("many=data.txt", "list=.", options="--dir grant::.", preexec_fn=limit),
                         f"many data.txt: some 1, error {MFILE}\nlist .: -{MFILE}\n")

    # How it ends

    def test_exit_statuses_are_those_of_a_native_program(self):
        for code, status in ((0, 0), (3, 3), (255, 255), (256, 0), (-1, 255)):
            self.assertEqual(self.run_program(f"exit={code}").returncode, status)

    def test_signals_and_traps(self):
        self.assertEqual(self.run_program("raise=15").returncode, 128 + 15)
        self.assertEqual(self.output("raise=17", "raise=0"), "raise: 0\nraise: 0\n")
        done = self.run_program("before", "trap")
        self.assertEqual((done.returncode, done.stdout), (128 + 6, "before\n"))
        self.assertIn("unreachable", done.stderr)

    def test_a_broken_pipe_ends_it_silently(self):
        process = subprocess.Popen([self.program, "flood"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={})
        self.assertEqual(process.stdout.readline(), b"flood\n")
        process.stdout.close()
        self.assertEqual((process.stderr.read(), process.wait(60)), (b"", 128 + 13))
        process.stderr.close()

    def test_closed_standard_descriptors(self):
        done = subprocess.run(["sh", "-c", '"$0" open=1:x hello >&-', self.program], env={}, capture_output=True, text=True,
                              timeout=60)
        self.assertEqual((done.returncode, done.stdout), (0, ""))

    def test_closing_stdout_ends_the_readers_wait(self):
        read, write = os.pipe()
        process = subprocess.Popen([self.program, "close=1", "fd=0"], stdin=subprocess.PIPE, stdout=write, env={})
        os.close(write)
        self.assertEqual(os.read(read, 10), b"")
        self.assertIsNone(process.poll())
        process.stdin.close()
        self.assertEqual(process.wait(60), 0)
        os.close(read)


if __name__ == "__main__":
    sys.exit(runner.run_case(Sandbox, __doc__, "build/sandbox"))
