"""What the tests of dynamic linking share: building libraries and programs, and running them."""

import pathlib
import shutil
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools/pylib"))

import runner  # noqa: E402, F401: run.py's
import toolchain  # noqa: E402

CLANG = ["clang-22", "--target=wasm32-wasip1", "-nostdlib", "-fPIC", "-fvisibility=default", "-O1", "-w",
         "-fno-builtin"]
LINK = ["wasm-ld-22", "--experimental-pic", "--unresolved-symbols=import-dynamic"]
FOR_LIBRARIES = ["-Wl,--export-table", "-Wl,--growable-table", "-Wl,--export=__stack_pointer"]
NOACCESS, INVAL, NOENT, NOEXEC = 2, 28, 44, 45


class DynamicLinking(unittest.TestCase):
    maxDiff = None
    wasixc = top = None  # set by run.py

    @classmethod
    def setUpClass(cls):
        cls.work = cls.top / cls.__name__
        cls.libraries = cls.work / "libraries"
        shutil.rmtree(cls.work, ignore_errors=True)
        cls.libraries.mkdir(parents=True)

    @classmethod
    def compile_program(cls, source, name=None, *flags, options=()):
        """A program with the C library, for which FOR_LIBRARIES says that it may load libraries."""
        name = name or source.removesuffix(".c")
        toolchain.build([*toolchain.guest_compiler(source), "-O1", "-w", HERE / source, "-o", cls.work / f"{name}.wasm", *flags])
        toolchain.build([cls.wasixc, "--check-continuations", *options, cls.work / f"{name}.wasm", "-o", cls.work / name])

    @classmethod
    def link(cls, name, *flags, source=None, compile_flags=()):
        source = source or HERE / f"{name}.c"
        toolchain.build([*CLANG, *compile_flags, "-c", source, "-o", cls.work / f"{name}.o"])
        toolchain.build([*LINK, cls.work / f"{name}.o", *flags, "-o", cls.work / f"{name}.wasm"], cwd=cls.work)

    @classmethod
    def make_shared(cls, module, library):
        toolchain.build([cls.wasixc, "--shared", "--check-continuations", module, "-o", library])

    @classmethod
    def make_library(cls, name, text):
        """From the text of a C program."""
        source = cls.work / f"{name}.c"
        source.write_text(text)
        cls.link(name, "-shared", source=source)
        cls.make_shared(cls.work / f"{name}.wasm", cls.libraries / f"{name}.so")

    @classmethod
    def make_module(cls, name, text):
        """A module from its text."""
        (cls.work / f"{name}.wat").write_text(text)
        toolchain.build(["wat2wasm", "--enable-all", cls.work / f"{name}.wat", "-o", cls.work / f"{name}.wasm"])
        return cls.work / f"{name}.wasm"

    def run_program(self, program, *arguments, grant=None, environment=None):
        grant = grant or f"{self.libraries}::/lib:ro"
        environment = {"WASIXC_OPTIONS": f"--dir {grant} --compiler {self.wasixc}",
                       "XDG_CACHE_HOME": str(self.work / "cache"), **(environment or {})}
        return subprocess.run([self.work / program, *arguments], env=environment, capture_output=True, text=True,
                              timeout=60, cwd=self.work)

    def check_program(self, program, arguments, lines, status=7, errors="", **options):
        done = self.run_program(program, *arguments, **options)
        self.assertEqual((done.stdout.splitlines(), done.stderr, done.returncode), (lines, errors, status))

    def check(self, actions, lines, **options):
        """The same with host.c."""
        self.check_program("host", actions, lines, **options)
