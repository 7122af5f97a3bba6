#!/usr/bin/env python3
"""Programs whose files are replaced by renaming while guests execute them, and ones that are many.

usage: replaced.py [--wasixc FILE] [--work DIR]

Exits with 77 when wasixc is missing.
"""

import os
import pathlib
import resource
import shutil
import subprocess
import sys
import threading
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools/pylib"))

import runner  # noqa: E402
import toolchain  # noqa: E402

TIME_LIMIT = 120
ROUNDS = 300
DELAY = 4000  # microseconds between opening the file and looking at it, in which others get their turn
DESCRIPTORS, PROGRAMS = 64, 200


class ReplacedTest(unittest.TestCase):
    wasixc = work = None

    @classmethod
    def setUpClass(cls):
        for name, options in (("replaced", []), ("many_programs", []), ("replaced_target", ["--emit=image"])):
            source, module = HERE / f"{name}.c", cls.work / f"{name}.wasm"
            toolchain.build([*toolchain.guest_compiler(source), "-O1", "-w", "-I", toolchain.ROOT, source, "-o", module])
            toolchain.build([cls.wasixc, *options, module, "-o", cls.work / name])
            (cls.work / name).chmod(0o755)

    def setUp(self):
        self.programs = self.work / "bin"
        shutil.rmtree(self.programs, ignore_errors=True)
        self.programs.mkdir()

    def run_program(self, name, *arguments, prefix=(), **options):
        done = subprocess.run([*prefix, self.work / name, *map(str, arguments)], env={"WASIXC_OPTIONS": f"--dir {self.programs}::/bin:ro"},
                              capture_output=True, text=True, timeout=TIME_LIMIT, **options)
        return done.stdout, done.stderr, done.returncode

    def test_execs_beside_renames(self):
        program, target = self.programs / "program", self.work / "replaced_target"
        shutil.copy(target, program)
        is_over = threading.Event()

        def replace():
            while not is_over.is_set():
                shutil.copy(target, self.work / "next")
                os.rename(self.work / "next", program)

        replacer = threading.Thread(target=replace)
        replacer.start()
        try:
            slowly = ["strace", "-f", "-qq", "-o", os.devnull, "-e", "trace=statx", "-e", f"inject=statx:delay_exit={DELAY}"]
            result = self.run_program("replaced", ROUNDS, prefix=slowly)
        finally:
            is_over.set()
            replacer.join()
        self.assertEqual(result, ("0 failed, last errno 0\n", "", 0))

    def test_more_programs_than_descriptors(self):
        for i in range(PROGRAMS):
            shutil.copy(self.work / "replaced_target", self.programs / f"program{i}")
        result = self.run_program("many_programs", PROGRAMS,
                                  preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS, DESCRIPTORS)))
        self.assertEqual(result, ("all have run\n", "", 0))


if __name__ == "__main__":
    sys.exit(runner.run_case(ReplacedTest, __doc__, "build/replaced"))
