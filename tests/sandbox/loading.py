"""What the tests share in which a guest (loader.c) tries to have code run: programs, libraries, folders, mounts."""

import os
import pathlib
import shutil
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools/pylib"))

import runner  # noqa: E402, F401: the scripts'
import toolchain  # noqa: E402

NOACCESS, NOEXEC = 2, 45
FOR_LIBRARIES = ["-Wl,--export-table", "-Wl,--growable-table", "-Wl,--export=__stack_pointer"]
RAN = "status 42"

PROGRAM = """(module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1) (func (export "_start") (call $exit (i32.const 42))))"""
# A dylink.0 section that asks for no memory and no table (tool conventions, DynamicLinking.md).
LIBRARY = b"\0asm\1\0\0\0" + b"\0\x0f\x08dylink.0" + b"\1\4\0\0\0\0"


def can_mount():
    return os.geteuid() == 0 and subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode == 0


class Loading(unittest.TestCase):
    """`program` and `library` are native, as their modules' names end in .wasm; `ro` and `rw` are for grants."""

    maxDiff = None
    wasixc = work = None  # set by the script

    @classmethod
    def setUpClass(cls):
        cls.files = cls.work / "files"
        shutil.rmtree(cls.work, ignore_errors=True)
        cls.files.mkdir(parents=True)
        source = HERE / "loader.c"
        toolchain.build([*toolchain.guest_compiler(source), "-O1", "-w", "-I", toolchain.ROOT, source, "-o",
                         cls.files / "loader.wasm", *FOR_LIBRARIES])
        toolchain.build([cls.wasixc, "-O1", cls.files / "loader.wasm", "-o", cls.files / "loader"])
        (cls.files / "program.wat").write_text(PROGRAM)
        toolchain.build(["wat2wasm", cls.files / "program.wat", "-o", cls.files / "program.wasm"])
        (cls.files / "library.wasm").write_bytes(LIBRARY)
        for name, flags in (("program", []), ("library", ["--shared"])):
            (cls.files / f"{name}.wasm").chmod(0o755)
            toolchain.build([cls.wasixc, cls.files / f"{name}.wasm", "-o", cls.files / name, *flags])

    def setUp(self):
        self.root = self.work / "root"
        shutil.rmtree(self.root, ignore_errors=True)
        for name in ("ro", "rw", "cache"):
            (self.root / name).mkdir(parents=True)

    def put(self, name, place):
        """A copy of one of the files; the place is below the root."""
        shutil.copy2(self.files / name, self.root / place)
        return self.root / place

    def run_guest(self, *actions, grants=("ro::/ro:ro", "rw::/rw"), options=(), mounts=(), environment=None, **popen):
        """Runs loader.c in the root. With `mounts`, shell commands for these come first, in a namespace of their own."""
        words = [word for grant in grants for word in ("--dir", grant)]
        variables = {"WASIXC_OPTIONS": " ".join([*words, *map(str, options)]), "XDG_CACHE_HOME": str(self.root / "cache"),
                     "PATH": os.environ["PATH"], **(environment or {})}
        command = [str(self.files / "loader"), *actions]
        if mounts:
            if not can_mount():
                self.skipTest("mounting is not allowed")
            command = ["unshare", "-m", "sh", "-ec", "\n".join([*mounts, 'exec "$@"']), "sh", *command]
        popen.setdefault("stdin", subprocess.DEVNULL)
        popen.setdefault("stdout", subprocess.PIPE)
        return subprocess.run(command, cwd=self.root, env=variables, stderr=subprocess.PIPE, text=True, timeout=120, **popen)

    def assert_runs(self, done, path):
        self.assertIn(f"run {path}: {RAN}\n", done.stderr)

    def assert_refused(self, done, path, reason, error=NOACCESS):
        self.assertIn(f"run {path}: errno {error}\n", done.stderr)
        self.assertIn(reason, done.stderr)
        self.assertNotIn(RAN, done.stderr)


def main(case, description):
    parser = runner.parser(description, "build/release/loading")
    parser.add_argument("tests", nargs="*", help="names of methods")
    options = parser.parse_args()
    runner.require(options.wasixc)
    Loading.wasixc, Loading.work = options.wasixc.resolve(), options.work.resolve()
    loader = unittest.defaultTestLoader
    suite = unittest.TestSuite(map(case, options.tests)) if options.tests else loader.loadTestsFromTestCase(case)
    return 0 if unittest.TextTestRunner(verbosity=1).run(suite).wasSuccessful() else 1
