#!/usr/bin/env python3
"""What names, texts and long calls of a guest do to the runtime: racing_names.c, script_texts.c and long_calls.c from
the outside.

usage: calls.py [--wasixc FILE] [--work DIR] [--seconds N]

--seconds makes the races longer. Exits with 77 when wasixc is missing.
"""

import os
import pathlib
import shutil
import socket
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "tools/pylib"), str(HERE.parent / "guest")]

import builds  # noqa: E402
import runner  # noqa: E402
import toolchain  # noqa: E402

MOST_MILLISECONDS = 1500  # to end a killed process, on a machine that has much else to do


class Calls(unittest.TestCase):
    maxDiff = None
    wasixc = work = None
    seconds = 2

    def setUp(self):
        self.root = self.work / self.id().rsplit(".", 1)[-1]
        shutil.rmtree(self.root, ignore_errors=True)
        self.grant = self.root / "grant"
        self.grant.mkdir(parents=True)

    def compile(self, name, *flags, to=None):
        module, program = self.root / f"{name}.wasm", to or self.root / name
        source = HERE / f"{name}.c"
        toolchain.build([*toolchain.guest_compiler(source), "-O1", "-w", *flags, source, "-o", module])
        toolchain.build([self.wasixc, module, "-o", program])
        return program

    def run_program(self, program, *arguments, options):
        done = subprocess.run([program, *arguments], env={"WASIXC_OPTIONS": options}, cwd=self.root, capture_output=True,
                              text=True, timeout=280)
        return done.stdout, done.stderr, done.returncode

    def test_a_name_means_one_thing_while_threads_change_it(self):
        (self.root / "secret").write_text("The secret")
        (self.grant / "d").mkdir()
        (self.grant / "deep/er").mkdir(parents=True)
        server = socket.socket(socket.AF_UNIX)
        folder = os.open(self.grant, os.O_PATH)
        server.bind(f"/proc/self/fd/{folder}/s")  # shorter than the whole path
        os.close(folder)
        server.listen()
        server.setblocking(False)
        program = self.compile("racing_names", *builds.THREADS)
        shutil.copy(program, self.grant / "tool")
        output, _, status = self.run_program(program, str(self.seconds), options="--dir grant::/host")
        self.assertEqual((output, status), ("many tries, 0 too far\n", 0))
        with self.assertRaises(BlockingIOError):
            server.accept()
        server.close()
        self.assertEqual([path for path in self.grant.rglob("new")], [])

    def test_texts_of_scripts_end_at_a_nul(self):
        binaries = self.root / "bin"
        binaries.mkdir()
        program = self.compile("script_texts", to=binaries / "p")
        output, error, status = self.run_program(program, options="--dir bin::/bin:ro")
        self.assertEqual((error, status), ("", 0))
        self.assertEqual(output, "[/bin/p][x][/tmp/s][last] 21 bytes\n"
                                 "[/bin/p][/tmp/s][last] 19 bytes\n"
                                 "[/bin/p][x y][/tmp/s][last] 23 bytes\n"
                                 "error 45\n"
                                 "[/bin/p][x][/tmp/s][last] 21 bytes\n"
                                 "[/bin/p][x][/tmp/s][last] 21 bytes\n")

    def test_a_long_call_of_a_killed_process_ends_soon(self):
        program = self.compile("long_calls", "-Wl,--max-memory=4294967296")
        output, error, status = self.run_program(program, str(MOST_MILLISECONDS), options="--dir grant::/host")
        self.assertEqual((output, status), ("0 too late\n", 0), error[:1000])

    def test_a_deep_tree_in_memory_is_freed(self):
        binaries = self.root / "bin"
        binaries.mkdir()
        program = self.compile("deep_tree")
        self.compile("deep_tree", "-DALONE", to=binaries / "alone")
        output, error, status = self.run_program(program, "20000", options="--dir bin::/bin:ro")
        self.assertEqual((output, error, status), ("alone\n", "", 0))


def main():
    parser = runner.parser(__doc__, "build/sandbox-calls")
    parser.add_argument("--seconds", type=float, default=Calls.seconds)
    options = parser.parse_args()
    runner.require(options.wasixc)
    options.work.mkdir(parents=True, exist_ok=True)
    Calls.wasixc, Calls.work, Calls.seconds = options.wasixc.absolute(), options.work.resolve(), options.seconds
    result = unittest.TextTestRunner(verbosity=1).run(unittest.defaultTestLoader.loadTestsFromTestCase(Calls))
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
