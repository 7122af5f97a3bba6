#!/usr/bin/env python3
"""Current directories: at the start, by option, and of children that are started elsewhere.

usage: current_directory.py [--wasixc FILE] [--work DIR]

Exits with 77 when wasixc is missing.
"""

import pathlib
import shutil
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools/pylib"))

import runner  # noqa: E402
import toolchain  # noqa: E402

TIME_LIMIT = 60


class CurrentDirectoryTest(unittest.TestCase):
    wasixc = work = None

    @classmethod
    def setUpClass(cls):
        module, cls.program = cls.work / "current_directory.wasm", cls.work / "programs/current_directory"
        cls.program.parent.mkdir(exist_ok=True)
        toolchain.build([*toolchain.guest_compiler("x.c", "wasix"), "-O1", "-w", HERE / "current_directory.c", "-o", module])
        toolchain.build([cls.wasixc, module, "-o", cls.program])

    def setUp(self):
        for name in ("data", "other", "hidden"):
            folder = self.work / name
            shutil.rmtree(folder, ignore_errors=True)
            (folder / "sub").mkdir(parents=True)
            (folder / "here").write_text(f"{name}\n")
            (folder / "sub/here").write_text(f"{name}/sub\n")

    def run_program(self, options, *arguments):
        done = subprocess.run([self.program, *arguments], cwd=self.work, capture_output=True, text=True, timeout=TIME_LIMIT,
                              env={"WASIXC_OPTIONS": options + " --env PROGRAM=/bin/current_directory"})
        return done.returncode, done.stdout, done.stderr

    def where(self, options):
        status, output, errors = self.run_program(options, "at")
        self.assertEqual((status, errors), (0, ""))
        return output.strip().removeprefix("at: ")

    def test_beginning(self):
        self.assertEqual(self.where("--dir data::/data --dir other::/other"), "/data has data")
        self.assertEqual(self.where("--dir data::data --dir other::/other"), "/ has nothing")  # data/here is there
        self.assertEqual(self.where("--dir other::/other --dir data::/"), "/ has data")
        self.assertEqual(self.where("--dir ."), "/ has nothing")
        self.assertEqual(self.where(""), "/ has nothing")

    def test_option(self):
        for options in ("--dir data::/data --cwd /data/sub", "--cwd=sub --dir data::/data", "--dir data::/ --cwd sub"):
            self.assertTrue(self.where(options).endswith("/sub has data/sub"), options)
        self.assertEqual(self.where("--dir data::/data --cwd /tmp"), "/tmp has nothing")
        baked = self.work / "baked"
        toolchain.build([self.wasixc, self.work / "current_directory.wasm", "--dir", f"{self.work}/data::/data", "--cwd", "/data/sub", "-o", baked])
        done = subprocess.run([baked, "at"], env={}, capture_output=True, text=True, timeout=TIME_LIMIT)
        self.assertEqual(done.stdout, "at: /data/sub has data/sub\n")

    def test_bad_option(self):
        for directory, reason in (("/missing", "no such file or directory"), ("/data/here", "not a directory")):
            status, output, errors = self.run_program(f"--dir data::/data --cwd {directory}")
            self.assertEqual((status, output), (2, ""))
            self.assertEqual(errors.lower(), f"current_directory: cannot start in '{directory}': {reason}\n")

    def test_children(self):
        status, output, errors = self.run_program("--dir data::/data --dir other::/other --dir programs::/bin:ro")
        self.assertEqual((status, errors), (0, ""))
        self.assertEqual(output.splitlines(), [
            "start: /data has data",
            "by name: /data/below/deep has deep",
            "the same: /data has data",
            "below: /data/below has below",
            "deep: /data/below/deep has deep",
            "memory: /tmp/a/b has memory",
            "moved: /data/moved has deep",
            "moved in memory: /tmp/c has memory",
            "other grant: /other/sub has other/sub",
            "removed: No such file or directory",
            "removed from memory: No such file or directory",
            "no directory: Not a directory",
            "chdir: /data/below has below",
            "inherited: /data/below has below",
        ])

    def test_hidden_directory(self):
        """Behind another grant of the same name a directory has no name that means it."""
        module, program = self.work / "hidden.wasm", self.work / "programs/hidden"
        source = self.work / "hidden.c"
        source.write_text((HERE / "current_directory.c").read_text().replace(
            'report("start");', 'start_at("seen", 3), start_at("behind", openat(3, "sub", O_RDONLY | O_DIRECTORY)); return 0;'))
        toolchain.build([*toolchain.guest_compiler("x.c", "wasix"), "-O1", "-w", source, "-o", module])
        toolchain.build([self.wasixc, module, "-o", program])
        self.program, saved = program, self.program
        try:
            status, output, _ = self.run_program("--dir data::/data --dir hidden::/data/sub --dir programs::/bin:ro")
        finally:
            self.program = saved
        self.assertEqual((status, output), (0, "seen: /data has data\nbehind: No such file or directory\n"))


if __name__ == "__main__":
    sys.exit(runner.run_case(CurrentDirectoryTest, __doc__, "build/current-directory"))
