"""Exceptions across modules, and through dynamic calls, closures and constructors; in both encodings."""

import sys

import toolchain
from fixture import CLANG, FOR_LIBRARIES, HERE, LINK, DynamicLinking

sys.path.insert(0, str(HERE.parent / "guest"))
import builds  # noqa: E402

# What the compiler calls, and the type that is thrown: the program has it for all.
RUNTIME = ["__cxa_allocate_exception", "__cxa_free_exception", "__cxa_throw", "__cxa_begin_catch", "__cxa_end_catch",
           "__cxa_rethrow", "_Unwind_CallPersonality", "__wasm_lpad_context", "__cpp_exception", "_ZTIi"]
STARTING = """int throw_number(int);
static struct Starting { Starting() { throw_number(15); } } starting;"""
SIGABRT = 134


class Exceptions(DynamicLinking):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.work / "starting.cpp").write_text('extern "C" ' + STARTING)
        for encoding, flags in (("legacy", builds.LEGACY), ("standard", builds.STANDARD)):
            folder = cls.libraries / encoding
            folder.mkdir()
            toolchain.build([*toolchain.guest_compiler("catching.cpp"), "-O1", "-w", *flags, HERE / "catching.cpp", "-o",
                             cls.work / f"{encoding}.wasm", *FOR_LIBRARIES, *(f"-Wl,--export={name}" for name in RUNTIME)])
            toolchain.build([cls.wasixc, "--check-continuations", cls.work / f"{encoding}.wasm", "-o", cls.work / encoding])
            cls.make_throwing_library(folder, HERE / "throwing.cpp", flags)
            cls.make_throwing_library(folder, cls.work / "starting.cpp", flags, "throwing.wasm")

    @classmethod
    def make_throwing_library(cls, folder, source, flags, *needed):
        name = source.stem
        toolchain.build([*CLANG, "-std=c++20", *flags, "-c", source, "-o", cls.work / f"{name}.o"])
        toolchain.build([*LINK, "-shared", cls.work / f"{name}.o", *needed, "-o", cls.work / f"{name}.wasm"], cwd=cls.work)
        cls.make_shared(cls.work / f"{name}.wasm", folder / f"{name}.so")

    def check_encoding(self, program, libraries):
        forked = ["fork threw 16"] * 2
        self.check_program(program, [], [
            "library threw 5", "library in library returned 1006", "program in library returned 1007",
            "program through library threw 8", "cleanup threw 9", "cleanups returned 1", "again threw 10",
            "back and forth threw 77", "dynamic call threw 11", "dynamic call in library returned 1012", "closure threw 13",
            "closure in library returned 1014", "constructor threw 15", "constructor in library returned 3", *forked],
            grant=f"{self.libraries / libraries}::/lib:ro")

    def test_legacy(self):
        self.check_encoding("legacy", "legacy")

    def test_standard(self):
        self.check_encoding("standard", "standard")

    def test_mixed(self):
        self.check_encoding("legacy", "standard")
        self.check_encoding("standard", "legacy")

    def test_uncaught(self):
        done = self.run_program("legacy", "uncaught", grant=f"{self.libraries / 'legacy'}::/lib:ro")
        self.assertEqual(done.returncode, SIGABRT)
        self.assertIn("uncaught exception", done.stderr)
        for function in ("throw_number", "let_pass", "main"):
            self.assertIn(function, done.stderr)
