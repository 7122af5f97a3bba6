#!/usr/bin/env python3
"""Lets guests take as much as they can get of everything that they make the host hold: under a limit of the program's
(--max-memory), and where the host itself has no more (RLIMIT_DATA).

usage: exhaust.py [--wasixc FILE] [--work DIR]

What asked for too much gets an errno, or ends; its parent goes on and can make processes again; and the host process
never holds more than the limit says. Exits with 77 when wasixc is missing.
"""

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

MIB = 1 << 20
PROGRAM_ITSELF = 16 * MIB  # its code and constants, which are the file's
TRAPPED = 139
KINDS = ("memories environments stacks deep_sleepers coroutines checkpoints small_checkpoints overflows pipes sockets "
         "files names sets programs arguments").split()


def peak_of(process):
    """The most memory that the host process has held, asked for until it ends."""
    most = 0
    while process.poll() is None:
        try:
            for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
                if line.startswith("VmHWM:"):
                    most = max(most, int(line.split()[1]) << 10)
        except OSError:
            pass
        threading.Event().wait(0.005)
    return most


class Exhaust(unittest.TestCase):
    maxDiff = None
    wasixc = work = None

    @classmethod
    def setUpClass(cls):
        shutil.rmtree(cls.work, ignore_errors=True)
        (cls.work / "bin").mkdir(parents=True)
        source, module, cls.program = HERE / "exhaust.c", cls.work / "exhaust.wasm", cls.work / "bin/exhaust"
        toolchain.build([*toolchain.guest_compiler(source), "-O1", "-Wl,--export=__stack_pointer",
                         "-Wl,--export-table", source, "-o", module])
        toolchain.build([cls.wasixc, "-O1", module, "-o", cls.program])
        module, cls.tables = cls.work / "tables.wasm", cls.work / "tables"
        toolchain.build(["wat2wasm", "--enable-exceptions", HERE / "exhaust_tables.wat", "-o", module])
        toolchain.build([cls.wasixc, module, "-o", cls.tables])

    def run_limited(self, program, *arguments, options="", limit=None):
        def restrict():
            if limit:
                resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))

        environment = {"WASIXC_OPTIONS": f"--dir {self.work}/bin::/bin:ro {options}"}
        process = subprocess.Popen([program, *arguments], env=environment, stdin=subprocess.DEVNULL, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=restrict)
        peak = []
        watcher = threading.Thread(target=lambda: peak.append(peak_of(process)))
        watcher.start()
        output, errors = process.communicate(timeout=200)
        watcher.join()
        return process.returncode, output, errors, peak[0]

    def test_no_kind_gets_beyond_the_limit(self):
        for limit in (64, 200):
            for kind in KINDS:
                with self.subTest(kind=kind, limit=limit):
                    status, output, errors, peak = self.run_limited(self.program, kind, options=f"--max-memory {limit}M")
                    self.assertEqual(status, 0, errors)
                    self.assertRegex(output, rf"^{kind}: (refused|ended), and it goes on\n$", errors)
                    self.assertLess(peak, limit * MIB + PROGRAM_ITSELF)

    def test_one_after_the_other(self):
        status, output, errors, peak = self.run_limited(self.program, "all", options="--max-memory 128M")
        self.assertEqual(status, 0, errors)
        self.assertEqual([line.split(":")[0] for line in output.splitlines()], KINDS)
        self.assertNotIn("no more", output)
        self.assertLess(peak, 128 * MIB + PROGRAM_ITSELF)

    def test_waiting_needs_nothing(self):
        status, _, errors, _ = self.run_limited(self.program, "alone", options="--max-memory 32M")
        self.assertEqual(status, 128 + 14, errors)

    def test_tables_grow_no_more(self):
        status, _, errors, peak = self.run_limited(self.tables, options="--max-memory 300M")
        self.assertEqual(status, 0, errors)
        self.assertLess(peak, 300 * MIB + PROGRAM_ITSELF)

    def test_exceptions_end_the_process(self):
        status, _, errors, peak = self.run_limited(self.tables, "exceptions", options="--max-memory 24M")
        self.assertEqual(status, TRAPPED)
        self.assertIn("out of memory", errors)
        self.assertLess(peak, 24 * MIB + PROGRAM_ITSELF)

    # What fails then is whatever comes first: malloc, a mapping, a system call. What has been freed need not be
    # enough for another process, and where malloc fails in a call of the first process, that ends by a trap. But
    # nothing ends by an abort.
    def test_where_the_host_has_no_more(self):
        for kilobytes in (60_000, 61_000, 80_000):
            for kind in KINDS:
                with self.subTest(kind=kind, kilobytes=kilobytes):
                    status, output, errors, _ = self.run_limited(self.program, kind, limit=kilobytes << 10)
                    self.assertNotIn("the runtime is out of memory", errors)
                    if status == TRAPPED and "trap: out of memory" in errors:
                        continue
                    self.assertEqual(status, 0, errors)
                    self.assertRegex(output, rf"^{kind}: (refused|ended), and (it goes on|no more)\n$", errors)


def main():
    options = runner.parser(__doc__, "build/exhaust").parse_args()
    runner.require(options.wasixc)
    Exhaust.wasixc, Exhaust.work = options.wasixc.absolute(), options.work.absolute()
    return 0 if unittest.main(argv=sys.argv[:1], exit=False).result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
